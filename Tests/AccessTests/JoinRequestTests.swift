import Access
import Credentials
import Documents
import TestSupport
import Testing

private let sshKey =
  "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIz2SNm8fTW/bpKzJ4P8w8VkfZqnhE+LIPEhVbJZ3mpY"
private let ageKey = "age1rqgpg29gcpy8rrdhpyc4tfnxyw6lgpr4gwddxgc3u968juf66ufq3g0a2r"

@Suite(.drawn) struct JoinRequestTests {
  private let request = JoinRequest(
    name: "bob", keys: [ageKey, sshKey], signing: [sshKey],
    createdAt: Timestamp("2026-11-21T10:00:00Z") ?? .now)

  @Test func whatIsWrittenIsRead() throws {
    #expect(try JoinRequest(request.serialized(), name: "bob") == request)
  }

  private func text(_ members: String) -> [UInt8] {
    Array("{\(members)}".utf8)
  }

  @Test(arguments: [
    (
      #""version": 1, "name": "bob", "keys": ["AGE"], "createdAt": "TIME", "role": "admin""#,
      "unknown"
    ),
    (#""version": 2, "name": "bob", "keys": ["AGE"], "createdAt": "TIME""#, "must be 1"),
    (#""version": 1, "name": "alice", "keys": ["AGE"], "createdAt": "TIME""#, "file's name"),
    (#""version": 1, "name": "bob", "name": "bob", "keys": ["AGE"], "createdAt": "TIME""#, "twice"),
    (#""version": 1, "name": "bob", "keys": ["AGE", "AGE"], "createdAt": "TIME""#, "once"),
    (#""version": 1, "name": "bob", "keys": ["SSH me@here"], "createdAt": "TIME""#, "once"),
    (#""version": 1, "name": "bob", "keys": "AGE", "createdAt": "TIME""#, "list"),
    (#""version": 1, "name": "bob", "keys": [], "createdAt": "TIME""#, "no key"),
    (#""version": 1, "name": "bob", "keys": ["AGE"]"#, "must be a time"),
    (
      #""version": 1, "name": "bob", "keys": ["AGE\"]\n  evil: { role: admin }"], "createdAt": "TIME""#,
      ""
    ),
    (
      #""version": 1, "name": "bob", "keys": ["AGE-SECRET-KEY-1QQQ"], "createdAt": "TIME""#,
      "private"
    ),
  ]) func anythingElseIsRefused(_ members: String, _ reason: String) {
    let members = members.replacing("AGE\"", with: "\(ageKey)\"").replacing("SSH", with: sshKey)
      .replacing("TIME", with: "2026-11-21T10:00:00Z")
    let failure = failure { _ = try JoinRequest(text(members), name: "bob") }
    #expect(failure?.code == .invalid)
    #expect(failure?.details.contains { $0.message.contains(reason) } == true, "\(members)")
    #expect(failure?.details.contains { $0.message.contains("QQQ") } == false)
  }

  @Test(arguments: ["a b", "", "-x", "a\nb", "ä", "a/b", "x: {role: admin}"])
  func namesAreNames(_ name: String) {
    let odd = JoinRequest(name: name, keys: [ageKey], createdAt: .now)
    #expect(failure { _ = try JoinRequest(odd.serialized(), name: name) }?.code == .invalid)
  }

  /// Whatever is in a file, a request that comes out of it says exactly what it says again.
  @Test(arguments: 0..<500) func damagedFilesAreNoRequests(_ row: Int) {
    var random = Noise(row)
    let damaged = random.damaged(request.serialized())
    guard let read = try? JoinRequest(damaged, name: "bob") else { return }
    #expect((try? JoinRequest(read.serialized(), name: "bob")) == read)
    #expect(read.name == "bob" && read.keys.count + read.signing.count > 0)
  }
}

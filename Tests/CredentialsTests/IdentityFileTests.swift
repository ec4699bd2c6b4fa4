import Age
import Credentials
import Files
import Secrets
import SystemPackage
import TestSupport
import Testing

@Suite struct IdentityFileTests {
  private func secret(_ text: String) -> SecretBytes {
    let bytes = Array(text.utf8)
    return SecretBytes(copying: bytes.span)
  }

  private func identity() throws -> (text: String, recipient: String) {
    let identity = try X25519Identity.generate()
    let secret = identity.secretText
    let bytes = secret.bytes.withSpan { span in span.indices.map { span[$0] } }
    return (String(decoding: bytes, as: UTF8.self), identity.recipient.text)
  }

  @Test func aNewOneIsForItsUserAloneAndNeverOverwritten() async throws {
    try await withSandbox("identity") { folder in
      let path = "\(folder)/a/b/keys.txt"
      let file = try IdentityFile(at: path)
      let recipient = try file.makeIdentity()
      #expect(FileReader.permissions(of: path) == 0o600)
      #expect(FileReader.permissions(of: "\(folder)/a/b") == 0o700)
      let run = try await runProgram(named: "age-keygen", ["-y", path], in: folder)
      #expect(run.text == recipient + "\n")
      let before = try [UInt8](contentsOf: FilePath(path))
      let failure = #expect(throws: Failure.self) { try file.makeIdentity() }
      #expect(failure?.code == .duplicate)
      #expect(try [UInt8](contentsOf: FilePath(path)) == before)
    }
  }

  @Test func importedOnesComeAfterThoseThatAreThere() async throws {
    try await withSandbox("identity-import") { folder in
      let path = "\(folder)/keys.txt"
      let file = try IdentityFile(at: path)
      let (first, second) = (try identity(), try identity())
      #expect(try file.add(secret("# mine\r\n\(first.text)\r\n"), from: "x") == [first.recipient])
      #expect(
        try file.add(secret("\(first.text)\n\(second.text)"), from: "x") == [second.recipient])
      #expect(try file.add(secret(second.text), from: "x") == [])
      #expect(FileReader.permissions(of: path) == 0o600)
      let run = try await runProgram(named: "age-keygen", ["-y", path], in: folder)
      #expect(run.text == "\(first.recipient)\n\(second.recipient)\n")
    }
  }

  @Test func anythingElseIsRefused() async throws {
    try await withSandbox("identity-refused") { folder in
      let run = try await runProgram(
        named: "ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", "key"], in: folder)
      #expect(run.exit == 0)
      let ssh = try FileReader.secret(of: "\(folder)/key", limit: 1 << 16)
      let file = try IdentityFile(at: "\(folder)/keys.txt")
      func code(_ body: () throws -> Void) -> Failure? {
        do { try body() } catch { return error as? Failure }
        return nil
      }
      #expect(code { _ = try file.add(ssh, from: "key") }?.message.contains("~/.ssh") == true)
      #expect(code { _ = try file.add(secret("hunter2"), from: "x") }?.code == .invalid)
      #expect(
        code { _ = try file.add(secret("hunter2"), from: "x") }?.message.contains("hunter2")
          == false)
      #expect(code { _ = try file.add(secret("# nothing\n"), from: "x") }?.code == .invalid)
      #expect(!FileReader.exists(file.path))
    }
  }
}

// Commits to a store the way commands do, for tests that need processes of their own:
// `store-exerciser FOLDER write NAME COUNT` commits COUNT times to files of its own, and
// `store-exerciser FOLDER update PATH COUNT` commits COUNT times to the same file.

import CredentialStore
import Credentials
import Git

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

func fail(_ message: String, status: Int32) -> Never {
  _ = "store-exerciser: \(message)\n".utf8CString.withUnsafeBytes {
    write(2, $0.baseAddress, $0.count - 1)
  }
  exit(status)
}

let arguments = CommandLine.arguments
guard arguments.count == 5, let count = Int(arguments[4]) else {
  fail("wrong arguments", status: 2)
}
let (folder, verb, name) = (arguments[1], arguments[2], arguments[3])

do throws(Failure) {
  let repository: Repository
  do throws(GitError) { repository = try Repository(containing: folder) } catch {
    throw Failure(error)
  }
  if verb == "recover" {
    try Transaction.recover(repository)
    exit(0)
  }
  let options = Transaction.Options(authorship: Authorship(member: "exerciser"))
  for number in 1...count {
    let result = try Transaction(in: repository, options).commit { snapshot throws(Failure) in
      let path = verb == "write" ? "credentials/\(name)-\(number).json" : name
      let old = try snapshot.contents(of: path) ?? []
      let text = String(decoding: old, as: UTF8.self) + "\(verb) \(name) \(number)\n"
      return ChangeSet(
        writes: [path: Array(text.utf8)],
        message: CommitMessage(
          "credtree: \(verb) \(name) \(number)",
          trailers: [.init("Credential-Change", "\(verb) \(number)")]))
    }
    guard case .committed = result else { fail("nothing was committed", status: 1) }
  }
} catch {
  fail("\(error)", status: error.code.exitStatus)
}

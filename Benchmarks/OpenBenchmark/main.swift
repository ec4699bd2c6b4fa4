import Configuration
import CredentialStore
import Credentials
import Documents
import Files
import OpenSSL
import Secrets

/// Makes many credential files, and measures opening them beside the X25519 operations in it.
///
///     open-benchmark make FOLDER COUNT
///     open-benchmark open FOLDER
enum OpenBenchmark {
  static func run(_ arguments: [String]) throws {
    switch (arguments.first, arguments.count) {
    case ("make", 3): try make(in: arguments[1], count: Int(arguments[2]) ?? 0)
    case ("open", 2): try open(in: arguments[1])
    default: throw Failure(.usage, "usage: open-benchmark make FOLDER COUNT | open FOLDER")
    }
  }

  /// Makes `count` files that differ in name, id, salt, and data key.
  private static func make(in root: String, count: Int) throws {
    let store = try Store(root: root)
    let access = try store.access(for: "many/000000")
    let folder = "\(root)/\(store.configuration.store)/many"
    try FileWriter.createFolders(folder)
    _ = try ParallelMap.compactMap(Array(0..<count)) { index -> Result<Bool?, Failure> in
      do throws(Failure) {
        let digits = String(index)
        let name = "user-" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
        let file = try file("many/\(name)", access: access)
        do {
          try FileWriter.create("\(folder)/\(name).json", with: file.span, permissions: 0o644)
        } catch { throw Failure(.system, "\(error)") }
        return .success(nil)
      } catch { return .failure(error) }
    }
  }

  private static func file(_ name: String, access: Access) throws(Failure) -> [UInt8] {
    let metadata = CredentialMetadata(
      id: try CredentialID.random(), name: name, type: "basic-auth", title: name,
      category: "web-access", now: .now)
    let salt: Secret
    do { salt = Secret(try RandomBytes.secret(count: 32)) } catch {
      throw Failure(.system, "\(error)")
    }
    func text(_ text: String) -> Node {
      let bytes = Array(text.utf8)
      return Node(.secret(Secret(SecretBytes(copying: bytes.span))))
    }
    let contents = CredentialContents(
      metadata: metadata, public: [Member("realm", .string("Restricted"))],
      fields: [Member("username", text("user")), Member("password", text(name))], salt: salt)
    return try contents.sealed(for: access, at: .now)
  }

  /// Opens every file on all processors, and does as many X25519 operations.
  private static func open(in root: String) throws {
    let store = try Store(root: root)
    let keyRing = try store.keyRing()
    let names = try store.reader.names()
    let clock = ContinuousClock()
    var opening: [Duration] = []
    var agreeing: [Duration] = []
    let (own, other) = (try X25519PrivateKey.generate(), try X25519PrivateKey.generate().publicKey)
    for _ in 0..<5 {
      opening.append(
        try clock.measure {
          let opened = try ParallelMap.compactMap(names) { name -> Result<Bool?, Failure> in
            do throws(Failure) {
              let file = try store.file(name)
              _ = try file.open(with: keyRing, configuration: store.configuration)
              return .success(true)
            } catch { return .failure(error) }
          }
          guard opened.count == names.count else { throw Failure(.integrity, "not all opened") }
        })
      agreeing.append(
        try clock.measure {
          _ = try ParallelMap.compactMap(names) { _ -> Result<Bool?, Failure> in
            do throws(OpenSSLError) {
              _ = try own.sharedSecret(with: other.span)
              return .success(true)
            } catch { return .failure(Failure(.system, "\(error)")) }
          }
        })
    }
    let (files, operations) = (median(opening), median(agreeing))
    print("opening \(names.count) files on all processors\t\(milliseconds(files)) ms")
    print(
      "… / their \(names.count) X25519 operations (\(milliseconds(operations)) ms)\t",
      terminator: "")
    print(Double(Int(files / operations * 100)) / 100)
  }

  private static func median(_ times: [Duration]) -> Duration { times.sorted()[times.count / 2] }

  private static func milliseconds(_ time: Duration) -> Int { Int(time / .milliseconds(1)) }
}

try OpenBenchmark.run(Array(CommandLine.arguments.dropFirst()))

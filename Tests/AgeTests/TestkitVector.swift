import Age
import OpenSSL
import Secrets
import SystemPackage
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// One file of the CCTV age testkit: an age file, and what must happen when it is opened.
struct TestkitVector: Sendable, CustomTestStringConvertible {
  static let folder: FilePath = {
    let root = FilePath(#filePath).removingLastComponent().removingLastComponent()
      .removingLastComponent()
    let standard = root.removingLastComponent().appending("shared").appending("vectors")
    let chosen = getenv("CREDTREE_VECTORS").map { FilePath(String(cString: $0)) }
    return (chosen ?? standard).appending("age-testkit").appending("vectors")
  }()

  static let isPresent = access(folder.string, R_OK) == 0

  /// Every vector, by name.
  static let all: [TestkitVector] = names().map { TestkitVector(name: $0) }
  /// The vectors that need ML-KEM-768, which libcrypto has from 3.5 on.
  static let postQuantum = all.filter { $0.name.contains("hybrid") }
  static let classic = all.filter { !$0.name.contains("hybrid") }

  private static func names() -> [String] {
    guard isPresent, let folder = opendir(folder.string) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
        name.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }

  let name: String
  var testDescription: String { name }
  var path: FilePath { Self.folder.appending(name) }

  /// The vector's parts.
  struct Contents {
    var expected = ""
    var payload: String?
    var fileKey: [UInt8] = []
    var identities: [any Identity] = []
    var armored = false
    var compressed = false
    var file: [UInt8] = []
  }

  struct UnknownKey: Error { let key: String }

  /// Reads the vector without its identities, some of which are of kinds this library lacks.
  func readIgnoringIdentities() async throws -> Contents { try await read(identities: false) }

  func read(identities: Bool = true) async throws -> Contents {
    let bytes = try [UInt8](contentsOf: path)
    let newline = UInt8(ascii: "\n")
    let split = try #require(
      bytes.indices.first {
        $0 + 1 < bytes.count && bytes[$0] == newline && bytes[$0 + 1] == newline
      }
    )
    var contents = Contents()
    for line in String(decoding: bytes[..<split], as: UTF8.self).split(separator: "\n") {
      let colon = try #require(line.firstIndex(of: ":"))
      let value = String(line[line.index(colon, offsetBy: 2)...])
      switch line[..<colon] {
      case "expect": contents.expected = value
      case "payload": contents.payload = value
      case "file key": contents.fileKey = Hex.decode(value) ?? []
      case "identity" where !identities: break
      case "identity":
        let text = Array(value.utf8)
        if let identity = try X25519Identity(parsing: text.span) {
          contents.identities.append(identity)
        } else {
          contents.identities.append(try #require(try HybridIdentity(parsing: text.span)))
        }
      case "passphrase":
        let text = Array(value.utf8)
        let secret = Secret(SecretBytes(copying: text.span))
        contents.identities.append(ScryptIdentity(passphrase: secret))
      case "armored": contents.armored = value == "yes"
      case "compressed": contents.compressed = value == "zlib"
      case "comment": break
      default: throw UnknownKey(key: String(line[..<colon]))
      }
    }
    contents.file = Array(bytes[(split + 2)...])
    if contents.compressed {
      let program = """
        import sys, zlib
        data = open(sys.argv[1], "rb").read()
        sys.stdout.buffer.write(zlib.decompress(data[data.index(b"\\n\\n") + 2:]))
        """
      let output = try await runProgram(named: "python3", ["-c", program, path.string], in: "/tmp")
      try #require(output.exit == 0, "\(output.message)")
      contents.file = output.stdout
    }
    return contents
  }
}

/// Bytes in memory, given out in small pieces.
struct ArraySource: ByteSource {
  let bytes: [UInt8]
  let most: Int
  var position = 0

  init(_ bytes: [UInt8], atMost most: Int = .max) {
    self.bytes = bytes
    self.most = most
  }

  mutating func read(atMost count: Int) -> [UInt8] {
    let end = min(bytes.count, position + min(count, most))
    defer { position = end }
    return Array(bytes[position..<end])
  }
}

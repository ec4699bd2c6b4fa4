import Age
import Documents
import Glibc
import SOPS
import Secrets
import SystemPackage
import TestSupport

/// The folder of public interoperability data, which is not part of this repository.
enum Vectors {
  static let directory: FilePath = {
    if let path = unsafe getenv("CREDTREE_VECTORS") {
      return FilePath(unsafe String(cString: path)).appending("sops")
    }
    return FilePath("\(#filePath)").removingLastComponent().removingLastComponent()
      .removingLastComponent().removingLastComponent().appending("shared/vectors/sops")
  }()

  static let arePresent =
    (try? [UInt8](contentsOf: directory.appending("unit-vectors.json"))) != nil

  static func read(_ name: String) throws -> [UInt8] {
    try [UInt8](contentsOf: directory.appending(name))
  }

  static func json(_ name: String) throws -> Node {
    let text = try read(name)
    return try JSON.parse(text.span)
  }

  static func identities(_ name: String) throws -> [any Identity] {
    let text = try read("keys/\(name)")
    return try Identities.parse(text.span, source: name, passphrase: nil)
  }

  static func document(_ name: String) throws -> SOPSDocument {
    let text = try read(name)
    return try SOPSDocument(parsing: text.span)
  }
}

func bytes(of secret: Secret) -> [UInt8] { bytes(of: secret.bytes) }

func bytes(of secret: borrowing SecretBytes) -> [UInt8] {
  var copy: [UInt8] = []
  let span = secret.bytes
  for index in span.indices { copy.append(span[index]) }
  return copy
}

extension Node {
  /// The same values with secrets turned into text, to be compared.
  var revealed: Node {
    switch content {
    case .secret(let secret): .string(String(decoding: SOPSTests.bytes(of: secret), as: UTF8.self))
    case .array(let nodes): .array(nodes.map(\.revealed))
    case .object(let members): .object(members.map { Member($0.key, $0.value.revealed) })
    default: self
    }
  }
}

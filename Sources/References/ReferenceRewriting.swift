public import Configuration
import Documents

/// Puts a credential's new name where files have its old one.
public struct ReferenceRewriting: Sendable {
  /// A place whose text is not the name itself, as in a YAML value with escapes.
  public struct Unwritable: Error, Hashable {
    /// The place.
    public let reference: Reference
  }

  private let configuration: Configuration
  private let credentials: [ReferencedCredential]
  private let renamed: ReferencedCredential
  private let newName: String

  /// Creates a rewriting.
  ///
  /// - Parameters:
  ///   - renamed: The credential under its old name.
  ///   - newName: The new name.
  ///   - credentials: All credentials, under their present names.
  ///   - configuration: What says how references are found.
  public init(
    of renamed: ReferencedCredential, to newName: String, among credentials: [ReferencedCredential],
    configuration: Configuration
  ) {
    self.configuration = configuration
    self.credentials = credentials
    self.renamed = renamed
    self.newName = newName
  }

  /// Whether a reference is one that a new name breaks: those by id stay as they are.
  public func concerns(_ reference: Reference) -> Bool {
    reference.credentialID == renamed.id && reference.value != renamed.id
      && reference.confidence.isBlocking
      && ["explicit", "name", "variable"].contains(reference.via)
  }

  /// A file's text under the new name; nothing else in it changes.
  ///
  /// The result is searched again: it refers to the credential in as many places as before.
  ///
  /// - Parameters:
  ///   - text: The file's bytes.
  ///   - path: The file, as a path from the repository's root.
  /// - Returns: The new bytes; the same where nothing names the credential.
  /// - Throws: ``Unwritable`` for the first place that cannot be rewritten.
  public func rewritten(_ text: [UInt8], path: String) throws(Unwritable) -> [UInt8] {
    let before = references(in: text, path: path, of: credentials).filter(concerns)
    guard let first = before.first else { return text }
    var after = credentials
    for index in after.indices where after[index].id == renamed.id { after[index].name = newName }
    // A plain `true` or `12` is no text in YAML; in quotes it is.
    for isQuoting in [false, true] {
      let result = try replaced(before, in: text, isQuoting: isQuoting)
      let found = references(in: result, path: path, of: after).filter(concerns)
      if found.map(\.position.line) == before.map(\.position.line) { return result }
    }
    throw Unwritable(reference: first)
  }

  private func references(
    in text: [UInt8], path: String, of credentials: [ReferencedCredential]
  ) -> [Reference] {
    guard
      let scanner = try? ReferenceScanner(configuration: configuration, credentials: credentials)
    else { return [] }
    var found = scanner.includes(path) ? scanner.scan(text.span, path: path) : []
    if path == configuration.file, let root = (try? YAML.parse(text.span))?.first {
      found += OutputReferences.places(in: root, file: path, of: credentials)
    }
    return found
  }

  private func replaced(_ references: [Reference], in text: [UInt8], isQuoting: Bool)
    throws(Unwritable) -> [UInt8]
  {
    let lines = LineIndex(text)
    var places: [Range<Int>: [UInt8]] = [:]
    for reference in references {
      let line = lines.range(ofLine: reference.position.line, in: text)
      let start = line.lowerBound + reference.position.column - 1
      let old = Array(reference.value.utf8)
      // Before the name there may be a quote or the scheme of an address.
      guard
        let place = (start...(start + Self.longestLead)).first(where: { place in
          place + old.count <= line.upperBound
            && text[place..<place + old.count].elementsEqual(old)
        })
      else { throw Unwritable(reference: reference) }
      let isQuoted = place > 0 && "\"'".utf8.contains(text[place - 1])
      let isPlain =
        place == start && !isQuoted && reference.path != nil && reference.via != "variable"
      places[place..<place + old.count] = Array(
        (isPlain && isQuoting ? "\"\(newText(for: reference))\"" : newText(for: reference)).utf8)
    }
    var result = text
    for (range, new) in places.sorted(by: { $0.key.lowerBound > $1.key.lowerBound }) {
      result.replaceSubrange(range, with: new)
    }
    return result
  }
}

extension ReferenceRewriting {
  /// The most bytes between the place of a reference and the name in it.
  private static let longestLead = CredentialURI.scheme.count

  /// What stands for the credential under its new name.
  private func newText(for reference: Reference) -> String {
    switch reference.via {
    case "variable":
      let name = Array(CredentialIndex.folded(newName).utf8).map {
        $0 == UInt8(ascii: "-") ? UInt8(ascii: "_") : $0
      }
      let old = reference.value
      let rest = old.dropFirst(CredentialIndex.folded(renamed.name).utf8.count)
      let new = String(decoding: name, as: UTF8.self)
      return (old == old.uppercased() ? new.uppercased() : new) + rest
    case "name" where reference.value != renamed.name:
      // What is likely follows the name in the form that Kubernetes allows.
      let folded = CredentialIndex.folded(newName)
      guard reference.refType != "k8s-secret", reference.value.contains("_") else { return folded }
      let new = folded.replacing("-", with: "_")
      return reference.value == reference.value.uppercased() ? new.uppercased() : new
    default: return newName
    }
  }
}

extension OutputReferences {
  /// The places in `credtree.yaml` where outputs name credentials, each at the name itself.
  static func places(
    in root: Node, file: String, of credentials: [ReferencedCredential]
  ) -> [Reference] {
    (root["outputs"]?.array ?? []).flatMap { $0["credentials"]?.array ?? [] }.compactMap { node in
      guard let name = node.string, let position = node.position,
        let credential = credentials.first(where: { $0.name == name || $0.id == name })
      else { return nil }
      return Reference(
        credentialID: credential.id, value: name, rule: "credtree.output", group: .files,
        name: file, field: "credentials", file: file, position: position, path: "outputs",
        confidence: .certain, via: "explicit", refType: "credential")
    }
  }
}

public import Configuration
public import CredentialTypes
internal import Credentials
internal import Documents
internal import SOPS

/// A credential's file as lines for people, which git compares in the place of the file.
///
/// It takes no key and shows no value that is encrypted. One line stands for each value, so that
/// a changed field is a changed line; what else changes with every revision is on the last one.
public enum TextConversion {
  /// The text of a file.
  ///
  /// - Parameters:
  ///   - file: The file's bytes.
  ///   - configuration: Who holds which key; without it readers are shown by their keys.
  ///   - types: The types, which say what should be encrypted, and is not shown if it is not.
  /// - Returns: The text, or `nil` for bytes that are no credential file.
  public static func text(
    of file: [UInt8], configuration: Configuration?, types: Catalogue = .builtIn
  ) -> [UInt8]? {
    guard let credential = try? CredentialFile(file.span, name: "credential") else { return nil }
    var lines = ["credential"]
    for member in credential.metadata.members where !isEmpty(member.value) {
      append(member, to: &lines)
    }
    lines.append("public")
    let sealed = credential.document.tree.first { $0.key == "secret" }?.value.object ?? []
    let hidden = ExposedFields.of(credential, types: [types]).union(sealed.map(\.key))
    for member in credential.public {
      if hidden.contains(member.key) {
        lines.append("  \(member.key): <not encrypted>")
      } else {
        append(member, to: &lines)
      }
    }
    lines.append("secret")
    for member in sealed where credential.sealedFields.contains(member.key) {
      lines.append("  \(member.key): \(tag(of: member.value))")
    }
    append(readersOf: credential.document.metadata, configuration, to: &lines)
    lines.append("file: \(rest(of: credential, sealed))")
    return Array(lines.map { "\($0)\n" }.joined().utf8)
  }

  private static func isEmpty(_ value: Node) -> Bool {
    value.string?.isEmpty ?? false || value.array?.isEmpty ?? false
  }

  /// A value in clear: on one line, or below its name where it is a text of several.
  private static func append(_ member: Member, to lines: inout [String]) {
    let certificates = CertificateFacts.all(in: member.value)
    guard certificates.isEmpty else {
      for certificate in certificates {
        lines.append("  \(member.key): certificate")
        lines += certificate.facts.map { "    \($0.name): \(VisibleText.line($0.value))" }
      }
      return
    }
    guard let text = member.value.string, text.contains(where: \.isNewline) else {
      lines.append("  \(member.key): \(VisibleText.line(member.value.summary))")
      return
    }
    lines.append("  \(member.key):")
    lines += text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .map { "    \(VisibleText.line(String($0)))" }
  }

  /// The mark of an encrypted value; what should be encrypted and is not is never shown.
  private static func tag(of value: Node) -> String {
    guard value.isSealed else { return "<not encrypted>" }
    return CiphertextTag.of(texts(in: value))
  }

  private static func texts(in value: Node) -> [String] {
    switch value.content {
    case .string(let text): [text]
    case .array(let values): values.flatMap(texts)
    case .object(let members): members.flatMap { [$0.key] + texts(in: $0.value) }
    default: []
    }
  }

  private static func append(
    readersOf metadata: SOPSMetadata, _ configuration: Configuration?, to lines: inout [String]
  ) {
    let isQuorum = !metadata.hasKeysOutsideGroups && metadata.keyGroups.count > 1
    if isQuorum {
      let needed = metadata.shamirThreshold ?? metadata.keyGroups.count
      lines.append("readers: \(needed) of \(metadata.keyGroups.count) groups")
    } else {
      lines.append("readers")
    }
    for (index, group) in metadata.effectiveGroups.enumerated() {
      var names: [String] = []
      for entry in group.age {
        let members = configuration?.members(holding: entry.recipient) ?? []
        for name in members.isEmpty ? [VisibleText.line(entry.recipient)] : members
        where !names.contains(name) { names.append(name) }
      }
      let prefix = isQuorum ? "group \(index + 1): " : ""
      lines += names.map { "  \(prefix)\($0)" }
    }
    lines += metadata.foreignKinds.map { "  a key of the kind \($0)" }
  }

  /// One mark for all that is encrypted and no field: seal, salt, MAC, and the wrapped keys.
  private static func rest(of credential: CredentialFile, _ sealed: [Member]) -> String {
    let metadata = credential.document.metadata
    let reserved = sealed.filter { !credential.sealedFields.contains($0.key) }
    let keys = metadata.effectiveGroups.flatMap { $0.age.map(\.enc) }
    return CiphertextTag.of(
      reserved.flatMap { texts(in: $0.value) } + keys + [metadata.mac, metadata.lastModified])
  }
}

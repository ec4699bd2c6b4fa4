internal import Age
internal import Documents
internal import SOPS

/// What the text of one of our files must look like, beyond what SOPS asks of any file.
///
/// SOPS accepts other white space, other spellings of metadata, and texts that nothing
/// authenticates. Such text could be changed without a key, so in our files it has one form.
enum FileForm {
  /// The rule by which sops knows what to encrypt in our files.
  static let encryptedPart = "^secret$"

  private static let foreignKeys: Set<String> = [
    "kms", "gcp_kms", "hckms", "azure_kv", "hc_vault", "pgp",
  ]

  /// What is wrong with a file's form, or `nil` if it is as it must be.
  static func problem(with document: SOPSDocument, text: Span<UInt8>) -> String? {
    let metadata = document.metadata
    if metadata.rule != .encryptedRegex(encryptedPart) {
      return "its encrypted_regex is not \(encryptedPart)"
    }
    if metadata.macOnlyEncrypted { return "its MAC does not cover the readable part" }
    if Timestamp(metadata.lastModified)?.description != metadata.lastModified {
      return "its lastmodified is not a time as sops writes it"
    }
    if !isKnown(version: metadata.version) { return "its version is not one of sops" }
    if let unknown = metadata.foreign.first(where: { !foreignKeys.contains($0.key) }) {
      return "its metadata has an unknown member \(unknown.key)"
    }
    for entry in metadata.ageEntries + metadata.keyGroups.flatMap(\.age) {
      if !entry.unknown.isEmpty { return "an age entry has an unknown member" }
      guard (try? Recipients.parse(entry.recipient))?.text == entry.recipient else {
        return "a recipient is not a public key"
      }
    }
    return isLaidOutAsWritten(document, text) ? nil : "its layout is not the one that sops writes"
  }

  /// Ours is 3.9.0, the first that understands these files; `sops edit` puts its own there.
  private static func isKnown(version: String) -> Bool {
    let parts = version.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0] == "3", let minor = Int(parts[1]), Int(parts[2]) != nil else {
      return false
    }
    return minor > 9 || version == SOPSMetadata.standardVersion
  }

  /// Whether the text is what this program or sops writes: tabs, and one spelling of everything.
  private static func isLaidOutAsWritten(_ document: SOPSDocument, _ text: Span<UInt8>) -> Bool {
    if equal(document.serialized(), text) { return true }
    // Before 3.13 sops put its metadata in another order, and before 3.10 no line feed last.
    guard let parsed = try? JSON.parse(text) else { return false }
    var written = JSON.write(parsed)
    if equal(written, text) { return true }
    written.removeLast()
    return equal(written, text)
  }

  private static func equal(_ written: [UInt8], _ text: Span<UInt8>) -> Bool {
    guard written.count == text.count else { return false }
    for index in text.indices where written[index] != text[index] { return false }
    return true
  }
}

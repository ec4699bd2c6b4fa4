public import Documents
public import SOPS

/// A credential's file, read and checked for form, but not opened.
///
/// Everything here is readable without a key. Nothing of it is authenticated until
/// ``open(with:catalogue:)`` has checked MAC and seal.
public struct CredentialFile: Sendable {
  /// The name that the file's path gives the credential.
  public let name: String
  /// The whole document.
  public let document: SOPSDocument
  /// The readable part that every type has.
  public let metadata: CredentialMetadata
  /// The values in clear, in the file's order.
  public let `public`: [Member]
  /// The ids of the confidential and secret fields that have a value, in the file's order.
  public let sealedFields: [String]

  /// The fields of the encrypted part that belong to the format and not to the type.
  static let reservedFields: Set<String> = ["salt", "seal"]

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - text: The file's bytes.
  ///   - name: The name that the file's path gives the credential.
  /// - Throws: ``Failure`` with code `integrity` for anything that is not exactly a credential
  ///   file: whatever wrote it, it was not this program, nor sops on a file of ours.
  public init(_ text: Span<UInt8>, name: String) throws(Failure) {
    func damaged(_ reason: String, _ details: [Problem] = []) -> Failure {
      Failure(
        .integrity,
        "\(name).json is damaged or was edited by hand: \(reason); "
          + "compare it with 'git log -p' and restore or reseal it",
        details: details)
    }
    do { document = try SOPSDocument(parsing: text) } catch {
      try MergeMarkers.refuse(in: text, name: name)
      throw damaged(error.message)
    }
    if let reason = FileForm.problem(with: document, text: text) { throw damaged(reason) }

    let keys = document.tree.map(\.key)
    guard keys == ["credential", "public", "secret"],
      let credential = document.tree[0].value.object,
      let values = document.tree[1].value.object, let sealed = document.tree[2].value.object
    else {
      throw damaged("it must have exactly the objects credential, public, secret and sops")
    }
    if let reason = FieldNames.problem(inReadable: values) ?? FieldNames.problem(inSealed: sealed) {
      throw damaged(reason)
    }
    do { metadata = try CredentialMetadata(reading: credential) } catch {
      throw damaged("its credential object is invalid", error.problems)
    }
    self.name = name
    `public` = values
    sealedFields = sealed.map(\.key).filter { !Self.reservedFields.contains($0) }
  }
}

public import Documents

/// What listing a credential needs: its readable part, with no look at the ciphertext.
///
/// Nothing here is authenticated, and the file may be damaged elsewhere.
public struct CredentialHeader: Hashable, Sendable {
  /// The readable part that every type has.
  public let metadata: CredentialMetadata
  /// The values in clear, in the file's order.
  public let `public`: [Member]
  /// The ids of the confidential and secret fields that have a value, in the file's order.
  public let sealedFields: [String]
  /// The name that the file's path gives the credential.
  public let name: String

  /// The identity.
  public var id: String { metadata.id }

  /// Reads the readable part of a file.
  ///
  /// - Parameters:
  ///   - text: The file's bytes.
  ///   - name: The name that the file's path gives the credential.
  /// - Throws: ``Failure`` with code `integrity` if the text has no readable part.
  public init(_ text: Span<UInt8>, name: String) throws(Failure) {
    let root: Node
    do { root = .object(try JSON.parse(text, only: ["credential", "public", "secret"])) } catch {
      try MergeMarkers.refuse(in: text, name: name)
      throw Failure(
        .integrity, "\(name).json is damaged: \(error.message); see 'credtree history \(name)'")
    }
    guard let credential = root["credential"]?.object, let values = root["public"]?.object,
      let sealed = root["secret"]?.object
    else {
      throw Failure(.integrity, "\(name).json is no credential file: a part of it is missing")
    }
    do { metadata = try CredentialMetadata(reading: credential) } catch {
      throw Failure(
        .integrity, "\(name).json is damaged: its credential object is invalid",
        details: error.problems)
    }
    `public` = values
    sealedFields = sealed.map(\.key).filter { !CredentialFile.reservedFields.contains($0) }
    self.name = name
  }

  /// The readable part of a file that was read whole.
  public init(of file: CredentialFile) {
    metadata = file.metadata
    `public` = file.public
    sealedFields = file.sealedFields
    name = file.name
  }
}

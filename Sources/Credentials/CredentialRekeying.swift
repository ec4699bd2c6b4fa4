internal import Age
public import Configuration
public import Documents
internal import SOPS
internal import Secrets

extension OpenedFile {
  /// The bytes of the file with other readers and the same contents.
  ///
  /// The readable part stays as it is, revision included: encrypting anew is no new value.
  /// Where readers are only added, their entries are all that is added. Otherwise the file gets
  /// a new data key, since whoever had the old one would open every later file with it.
  ///
  /// - Parameters:
  ///   - access: The readers that the policy gives the credential.
  ///   - keepsKey: Whether nobody loses access, so that the data key can stay.
  ///   - keyRing: The identities that opened the file.
  ///   - time: When the change is made; it is written only with a new data key.
  /// - Returns: The whole file.
  /// - Throws: ``Failure`` with code `invalid` if a reader's key cannot be used, or there is none,
  ///   `system` if a plugin cannot be used, or there is no entropy.
  public func rekeyed(
    for access: Access, keepingKey keepsKey: Bool, with keyRing: KeyRing, at time: Timestamp
  ) throws(Failure) -> [UInt8] {
    let groups: [[MemberKey]] =
      switch access {
      case .readers(let keys): [keys]
      case .quorum(_, let groups): groups
      }
    guard groups.allSatisfy({ !$0.isEmpty }) else {
      throw Failure(
        .invalid, "the policy leaves nobody who could open \(file.name); give it a reader first")
    }
    if keepsKey {
      var recipients: [[any Recipient]] = []
      for group in groups { recipients.append(try CredentialContents.recipients(group)) }
      do throws(SOPSError) {
        let document = try file.document.adding(
          recipients, sharing: key.bytes, with: keyRing.identities)
        if let document { return document.serialized() }
      } catch {
        let code: Failure.Code = error.cause?.code == .plugin ? .system : .invalid
        throw Failure(code, "\(file.name) cannot be encrypted: \(error.message)")
      }
    }
    return try contents.sealed(for: access, replacing: self, renewingKey: true, at: time)
  }
}

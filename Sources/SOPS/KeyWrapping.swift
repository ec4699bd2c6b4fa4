public import Age
internal import OpenSSL
public import Secrets

/// Encrypts data keys to recipients.
public enum KeyWrapping {
  /// A new data key of 32 bytes.
  ///
  /// - Throws: ``SOPSError`` with code `internal` if the system has no entropy to give.
  public static func newKey() throws(SOPSError) -> SecretBytes {
    try crypto { () throws(OpenSSLError) in
      try RandomBytes.secret(count: SOPSDocument.dataKeySize)
    }
  }

  /// Encrypts the whole data key to each recipient.
  ///
  /// - Returns: One entry for each recipient, in their order.
  /// - Throws: ``SOPSError`` with code `recipients` if there is none or one cannot be used.
  public static func wrap(_ key: borrowing SecretBytes, for recipients: [any Recipient])
    throws(SOPSError) -> [SOPSMetadata.AgeEntry]
  {
    guard !recipients.isEmpty else {
      throw SOPSError(.recipients, "nobody could open the file, name at least one recipient")
    }
    var entries: [SOPSMetadata.AgeEntry] = []
    for recipient in recipients {
      do throws(AgeError) {
        let file = try AgeFile.encrypt(key.bytes, to: [recipient], armored: true)
        entries.append(
          SOPSMetadata.AgeEntry(
            recipient: recipient.text, enc: String(decoding: file, as: UTF8.self)))
      } catch {
        var failure = SOPSError(
          .recipients, "\(recipient.text) cannot be used: \(error.message)")
        failure.cause = error
        throw failure
      }
    }
    return entries
  }

  /// Splits the data key into shares, one for each group, and encrypts each share to every
  /// recipient of its group.
  ///
  /// - Parameters:
  ///   - key: The data key.
  ///   - groups: 2 to 255 groups with at least one recipient each.
  ///   - threshold: How many groups it takes to open the file, 2 or more.
  /// - Returns: The groups, in their order.
  /// - Throws: ``SOPSError`` with code `recipients` for other numbers or a recipient that cannot
  ///   be used.
  public static func wrap(
    _ key: borrowing SecretBytes, groups: [[any Recipient]], threshold: Int
  ) throws(SOPSError) -> [SOPSMetadata.KeyGroup] {
    guard (2...Shamir.largestCount).contains(groups.count), (2...groups.count).contains(threshold)
    else {
      throw SOPSError(
        .recipients, "expected 2 to 255 key groups, and a threshold from 2 to their number")
    }
    let shares: [Secret]
    do throws(OpenSSLError) {
      shares = try Shamir.split(key, into: groups.count, threshold: threshold)
    } catch {
      throw SOPSError(.internal, "\(error)")
    }
    var wrapped: [SOPSMetadata.KeyGroup] = []
    for (share, recipients) in zip(shares, groups) {
      wrapped.append(SOPSMetadata.KeyGroup(age: try wrap(share.bytes, for: recipients)))
    }
    return wrapped
  }
}

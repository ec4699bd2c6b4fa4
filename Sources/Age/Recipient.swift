public import Secrets

/// Somebody a file can be encrypted to.
public protocol Recipient: Sendable {
  /// The recipient as text, in the form that identifies it: `age1…`, or an SSH public key
  /// without its comment. For a passphrase this is only the word `passphrase`.
  var text: String { get }

  /// Whether the file may have no other recipient, because anybody who knows this one's
  /// secret could have made the whole file.
  var mustBeAlone: Bool { get }

  /// Wraps a file key of 16 bytes for this recipient.
  ///
  /// - Throws: ``AgeError`` with code `invalidRecipient` if nothing can be encrypted to it.
  func wrap(_ fileKey: borrowing SecretBytes) throws(AgeError) -> [Stanza]

  /// Wraps a file key, and says with which labels: all recipients of a file must have the same.
  ///
  /// - Throws: ``AgeError`` as ``wrap(_:)``.
  func labelledWrap(_ fileKey: borrowing SecretBytes) throws(AgeError)
    -> (stanzas: [Stanza], labels: Set<String>)
}

extension Recipient {
  /// Most recipients can share a file.
  public var mustBeAlone: Bool { false }

  /// Most recipients have no label.
  public func labelledWrap(_ fileKey: borrowing SecretBytes) throws(AgeError)
    -> (stanzas: [Stanza], labels: Set<String>)
  {
    (try wrap(fileKey), [])
  }
}

/// Somebody who can open files encrypted to a recipient.
public protocol Identity: Sendable {
  /// The ``Recipient/text`` of the recipient this identity opens files for, where it is known
  /// without asking for a passphrase.
  var recipientText: String? { get }

  /// Whether using it may ask a person for something: a passphrase, a PIN, a touch.
  var mayAsk: Bool { get }

  /// The recipients this identity opens files for, at the cost of asking for its passphrase.
  ///
  /// - Throws: ``AgeError`` with code `passphraseNeeded` or `wrongPassphrase` if the identity
  ///   stays locked.
  func unlockedRecipientTexts() throws(AgeError) -> [String]

  /// Unwraps the file key from a header's stanzas.
  ///
  /// - Returns: The file key of 16 bytes, or `nil` if no stanza is for this identity.
  /// - Throws: ``AgeError`` with code `header` if a stanza of this identity's kind is
  ///   malformed, `passphraseNeeded` or `wrongPassphrase` if the identity stays locked.
  func unwrap(_ stanzas: [Stanza]) throws(AgeError) -> Secret?
}

extension Identity {
  /// Most identities need nobody.
  public var mayAsk: Bool { false }

  /// The recipient that is known without asking.
  public func unlockedRecipientTexts() throws(AgeError) -> [String] {
    recipientText.map { [$0] } ?? []
  }
}

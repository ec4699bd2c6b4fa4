/// What can be said of an encrypted value without its key.
public enum SealedForm {
  /// Whether a text has the one form that sops writes, in all its parts.
  ///
  /// Whether there is a value behind it, only the key can tell.
  public static func isSealed(_ text: String) -> Bool {
    (try? EncryptedValue(parsing: text)) != nil
  }
}

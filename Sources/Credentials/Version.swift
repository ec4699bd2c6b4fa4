/// What this program calls itself.
public enum CredtreeVersion {
  /// The version, as `credtree --version` prints it.
  public static let current = "0.1.0"
}

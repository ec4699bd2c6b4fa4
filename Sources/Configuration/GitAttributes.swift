/// Our part of `.gitattributes`.
public enum GitAttributes {
  /// The file's name, at the repository's root.
  public static let fileName = ".gitattributes"

  /// The text with our block for a store.
  ///
  /// Credential files are text whose lines end with a line feed on every system, since they are
  /// written byte for byte. `diff` and `merge` name drivers that only the user's own git config
  /// can define; where it does not, git uses its built-in ones.
  ///
  /// - Parameters:
  ///   - text: The file's bytes; empty for a file that does not exist.
  ///   - store: The folder of the credentials, as a path from the root.
  /// - Returns: The new text; every byte outside the block is as before.
  /// - Throws: ``ConfigurationError`` if the marks of the block are not in order.
  public static func updating(
    _ text: [UInt8], store: String
  ) throws(ConfigurationError) -> [UInt8] {
    try MarkedBlock.replacing(
      with: ["/\(store)/**/*.json text eol=lf diff=credtree merge=credtree"], in: text,
      file: fileName)
  }
}

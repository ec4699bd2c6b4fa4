import Configuration

/// Which files are searched at all.
struct FileSelection: Sendable {
  /// The most bytes that a file may have.
  static let sizeLimit = 1 << 20
  /// How many bytes are looked at to tell text from other files, as git does.
  static let binaryProbe = 8192

  private static let skippedFolders: Set<String> = [".git", "node_modules", "vendor", ".terraform"]
  private let store: String
  private let exclude: [Glob]

  init(_ configuration: Configuration) {
    store = configuration.store + "/"
    // As in .gitignore, a pattern without a slash covers a name at any depth, and a pattern that
    // covers a folder covers what is in it.
    exclude = configuration.references.exclude.flatMap { glob in
      let pattern = glob.pattern.contains("/") ? glob.pattern : "**/" + glob.pattern
      let folder = pattern.hasSuffix("/") ? pattern + "**" : pattern + "/**"
      return [Glob(pattern), Glob(folder)].compactMap { $0 }
    }
  }

  func includes(_ path: String) -> Bool {
    if path.hasPrefix(store) { return false }
    let folders = path.split(separator: "/").dropLast()
    if folders.contains(where: { Self.skippedFolders.contains(String($0)) }) { return false }
    return !exclude.contains { $0.matches(path) }
  }

  static func isBinary(_ text: Span<UInt8>) -> Bool {
    ByteSearch.first(0, in: text, range: 0..<min(text.count, binaryProbe)) != nil
  }
}

import Configuration
import Files

/// Which files are searched at all.
struct FileSelection: Sendable {
  /// The most bytes that a file may have.
  static let sizeLimit = 1 << 20
  /// How many bytes are looked at to tell text from other files, as git does.
  static let binaryProbe = 8192

  private static let skippedFolders = [".git", "node_modules", "vendor", ".terraform"].map {
    Array($0.utf8)
  }
  private static let json = Array(".json".utf8)
  private let store: [UInt8]
  private let exclude: [Glob]
  /// What outputs make: it is full of names of credentials.
  private let made: Set<String>

  init(_ configuration: Configuration) {
    store = Array("\(configuration.store)/".utf8)
    made = Set(configuration.outputs.map(\.path))
    // As in .gitignore, a pattern without a slash covers a name at any depth, and a pattern that
    // covers a folder covers what is in it.
    exclude = configuration.references.exclude.flatMap { glob in
      let pattern = glob.pattern.contains("/") ? glob.pattern : "**/" + glob.pattern
      let folder = pattern.hasSuffix("/") ? pattern + "**" : pattern + "/**"
      return [Glob(pattern), Glob(folder)].compactMap { $0 }
    }
  }

  // Asked of every path of the index, so it makes no strings of its own.
  func includes(_ path: String) -> Bool {
    var path = path
    let isSkipped = path.withUTF8 { bytes in
      // Whatever else lies among the credentials is a file like any other.
      if unsafe bytes.starts(with: store) && bytes.suffix(Self.json.count).elementsEqual(Self.json)
      {
        return true
      }
      var start = 0
      for end in bytes.indices where unsafe bytes[end] == UInt8(ascii: "/") {
        for folder in Self.skippedFolders where folder.count == end - start {
          if unsafe bytes[start..<end].elementsEqual(folder) { return true }
        }
        start = end + 1
      }
      return false
    }
    return !isSkipped && !made.contains(path) && !exclude.contains { $0.matches(path) }
  }

  static func isBinary(_ text: Span<UInt8>) -> Bool {
    ByteSearch.first(0, in: text, range: 0..<min(text.count, binaryProbe)) != nil
  }
}

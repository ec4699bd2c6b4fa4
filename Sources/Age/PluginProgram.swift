internal import Files
private import Synchronization

/// The program of an age plugin, by the name that keys have for it (C2SP, age-plugin).
public enum PluginProgram {
  /// The folders in which no program is looked for.
  private static let excluded: Mutex<Set<String>> = Mutex([])

  /// Keeps a folder and everything in it from having plugins: a repository must not bring one.
  public static func exclude(_ folder: String) {
    guard let resolved = FileReader.resolved(folder) else { return }
    excluded.withLock { _ = $0.insert(resolved) }
  }

  /// Whether a text can be a plugin's name: nothing that leads to another folder.
  static func isName(_ text: some StringProtocol) -> Bool {
    !text.isEmpty && text.utf8.count <= 100
      && text.utf8.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x61...0x7A: true
        default: "-_.+".utf8.contains(byte)
        }
      }
  }

  /// The absolute path of a plugin's program, or `nil` where there is none.
  ///
  /// - Parameters:
  ///   - name: The plugin's name, in lower case.
  ///   - path: The folders to look into, as `PATH` has them; relative ones do not count.
  /// - Returns: The path, through symbolic links as they are.
  static func find(_ name: String, in path: String?) -> String? {
    guard isName(name) else { return nil }
    let excluded = excluded.withLock { $0 }
    for folder in (path ?? "").split(separator: ":") where folder.hasPrefix("/") {
      let file = "\(folder)/age-plugin-\(name)"
      guard let resolved = FileReader.resolved(file), FileReader.isProgram(resolved) else {
        continue
      }
      func isBelow(_ root: String) -> Bool {
        [resolved, FileReader.resolved(String(folder)) ?? ""].contains {
          $0 == root || $0.hasPrefix("\(root)/")
        }
      }
      if !excluded.contains(where: isBelow) { return file }
    }
    return nil
  }
}

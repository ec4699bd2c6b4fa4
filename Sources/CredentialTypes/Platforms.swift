internal import Documents

/// Where workloads run, and the types of credentials that are for it: data in `templates`.
public enum Platforms {
  private static let file = "platforms.json"

  /// The platforms, by name, in the file's order.
  private static let table: [(name: String, aliases: [String], types: [String])] = {
    guard let template = Templates.files.first(where: { "\($0.path)" == file }) else { return [] }
    let bytes = Array("\(template.text)".utf8)
    let platforms = (try? JSON.parse(bytes.span))?["platforms"]?.array ?? []
    return platforms.compactMap { entry in
      guard let name = entry["name"]?.string else { return nil }
      func texts(_ key: String) -> [String] { (entry[key]?.array ?? []).compactMap(\.string) }
      return (name, texts("aliases"), texts("types"))
    }
  }()

  /// The names of all platforms.
  public static var names: [String] { table.map(\.name) }

  /// The ids of the types that are for a platform, or `nil` for an unknown one.
  public static func types(for name: String) -> [String]? {
    let wanted = name.lowercased()
    return table.first { $0.name == wanted || $0.aliases.contains(wanted) }?.types
  }
}

/// A format that templates and `inject` write values into, which decides how they are escaped.
public enum TextFormat: String, Hashable, Sendable, CaseIterable {
  /// Nothing is escaped.
  case text
  /// JSON (RFC 8259).
  case json
  /// YAML 1.2.
  case yaml
  /// TOML 1.0.
  case toml
  /// `NAME=value` lines that shells, compose, and dotenv libraries read alike.
  case env
  /// A POSIX shell script.
  case shell
  /// XML 1.0.
  case xml
  /// HTML.
  case html
  /// A URL, of which each value is a part.
  case url
  /// Java's properties.
  case properties

  private static let endings: [(String, TextFormat)] = [
    (".json", .json), (".yaml", .yaml), (".yml", .yaml), (".toml", .toml), (".env", .env),
    (".sh", .shell), (".xml", .xml), (".html", .html), (".properties", .properties),
    (".txt", .text),
  ]

  /// The names, for a message.
  public static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }

  /// The format that a file's name tells, or `nil` if it tells none.
  ///
  /// An ending `.mustache` or `.tmpl` is not looked at.
  public init?(ofFile path: String) {
    var name = path.split(separator: "/").last.map(String.init) ?? path
    for ending in [".mustache", ".tmpl"] where name.hasSuffix(ending) {
      name = String(name.dropLast(ending.count))
    }
    name = name.lowercased()
    guard let found = Self.endings.first(where: { name.hasSuffix($0.0) }) else { return nil }
    self = found.1
  }
}

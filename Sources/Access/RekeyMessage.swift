internal import CredentialStore
internal import Credentials

extension CommitMessage {
  /// So many credentials are named one by one.
  private static let listLimit = 50

  /// Adds which files have other recipients, and who gained and lost: never a value.
  mutating func describe(_ differences: [RecipientDifference], renewingAll: Bool) {
    guard !differences.isEmpty else { return }
    var lines: [String] = []
    for (name, count) in Self.counts(differences.map(\.gained)) {
      lines.append("\(name) gains access to \(Self.credentials(count))")
    }
    for (name, count) in Self.counts(differences.map(\.lost)) {
      lines.append("\(name) loses access to \(Self.credentials(count))")
    }
    if renewingAll { lines.append("every file has a new data key") }
    if differences.count <= Self.listLimit {
      lines += ["", "Credentials: \(differences.map(\.name).joined(separator: ", "))"]
    }
    body = ([body].compactMap(\.self) + [lines.joined(separator: "\n")]).joined(separator: "\n\n")
    trailers.append(Trailer("Credential-Change", "rekey"))
  }

  static func credentials(_ count: Int) -> String {
    count == 1 ? "1 credential" : "\(count) credentials"
  }

  /// How often each reader occurs, by name.
  private static func counts(_ lists: [[Reader]]) -> [(String, Int)] {
    var counts: [String: Int] = [:]
    for list in lists {
      // A person with two keys gains one credential.
      for name in Set(list.map(\.name)) { counts[name, default: 0] += 1 }
    }
    return counts.sorted { $0.key < $1.key }
  }
}

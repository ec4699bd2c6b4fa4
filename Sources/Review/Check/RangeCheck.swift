/// The check of what changed between two commits, which no single state shows.
public enum RangeCheck {
  /// Judges each credential that differs; needs no key.
  ///
  /// - Parameters:
  ///   - diff: What differs.
  ///   - folder: The path of the store's folder from the repository's root.
  /// - Returns: What was found.
  public static func findings(in diff: SemanticDiff, folder: String) -> [Finding] {
    findings(in: diff.credentials, folder: folder)
  }

  /// Judges each of some credentials that differ.
  static func findings(in changes: [CredentialDiff], folder: String) -> [Finding] {
    changes.flatMap { change in
      change.flaws.map { flaw in
        Finding(
          flaw.rule, flaw.message, credential: change.name,
          file: "\(folder)/\(change.name).json")
      }
    }
  }
}

extension CredentialDiff {
  fileprivate var flaws: [(rule: CheckRule, message: String)] {
    guard let from = revisions.from, let to = revisions.to else { return [] }
    // Another credential that took the name has revisions of its own.
    let replaced = Set(fields.map(\.field))
    if replaced.contains("id"), replaced.contains("createdAt") { return [] }
    if to < from {
      return [
        (
          .earlierRevision,
          "it went back from revision \(from) to \(to); bring an old value back with "
            + "'credtree restore', which makes a new revision"
        )
      ]
    }
    let changed = fields.filter { $0.change != .reencrypted }
    if to == from, !changed.isEmpty {
      let names = changed.map(\.field).joined(separator: ", ")
      return [
        (
          .noNewRevision,
          "changed without a new revision: \(names); make the change with 'credtree update'"
        )
      ]
    }
    return []
  }
}

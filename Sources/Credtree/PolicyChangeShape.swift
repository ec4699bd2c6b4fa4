extension PolicyChangeResult {
  /// The parts of an answer in JSON that every change of the policy has.
  var members: [Member] {
    var members: [Member] = []
    if let commit { members.append(Member("commit", .string(commit))) }
    members += [
      Member("rekeyed", .bool(isRekeyed && !differences.isEmpty)),
      Member("credentials", .array(differences.map(\.changeDocument))),
    ]
    return members
  }

  /// What happened to the credentials, and the commit, for people.
  var text: String {
    var text = ""
    if !differences.isEmpty {
      let count = differences.count == 1 ? "1 credential" : "\(differences.count) credentials"
      text +=
        isRekeyed ? "; rekeyed \(count)" : "; \(count) to rekey: run 'credtree rekey'"
    }
    if let commit { text += " [\(commit.prefix(10))]" }
    if commit == nil, !isUnchanged { text += " (staged, not committed)" }
    return text
  }

  /// Who gains and loses how many credentials, one a line.
  var gainsAndLosses: [String] {
    func lines(_ lists: [[Reader]], _ verb: String) -> [String] {
      var counts: [String: Int] = [:]
      for list in lists {
        // A person with two keys gains one credential.
        for name in Set(list.map(\.shownName)) { counts[name, default: 0] += 1 }
      }
      return counts.sorted { $0.key < $1.key }.map { name, count in
        "  \(name) \(verb) \(count == 1 ? "1 credential" : "\(count) credentials")"
      }
    }
    return lines(differences.map(\.gained), "gains") + lines(differences.map(\.lost), "loses")
  }
}

extension RecipientDifference {
  /// Who gains and who loses, as `--json` prints it.
  var changeDocument: Node {
    func names(_ readers: [Reader]) -> Node {
      var seen: Set<String> = []
      return .array(
        readers.map(\.shownName).filter { seen.insert($0).inserted }.map { .string($0) })
    }
    return .object([
      Member("name", .string(name)), Member("gained", names(gained)), Member("lost", names(lost)),
    ])
  }
}

extension Reader {
  /// The member's name, or the fingerprint of a key that is nobody's.
  var shownName: String { member ?? "unknown (\(PublicKey(key).fingerprint))" }
}

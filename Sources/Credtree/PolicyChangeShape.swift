extension PolicyChangeResult {
  /// The parts of an answer in JSON that every change of the policy has.
  var members: [Member] {
    var members: [Member] = []
    if let commit { members.append(Member("commit", .string(commit))) }
    members += [
      Member("rekeyed", .bool(isRekeyed && !differences.isEmpty)),
      Member("credentials", .array(differences.map(\.document))),
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
    var counts: [String: Int] = [:]
    for difference in differences {
      for phrase in difference.phrases { counts[phrase, default: 0] += 1 }
    }
    return counts.sorted { $0.key < $1.key }.map { phrase, count in
      "  \(phrase) \(count == 1 ? "1 credential" : "\(count) credentials")"
    }
  }
}

extension RecipientDifference {
  /// What is gained and lost, by person, such as `bob gains`; each once.
  ///
  /// Whoever has another key that stays gains or loses a way in, and not access.
  fileprivate var phrases: Set<String> {
    func phrases(_ changed: [Reader], staying: [Reader], _ verb: String) -> [String] {
      let kept = Set(staying.filter { !changed.contains($0) }.compactMap(\.member))
      return changed.map { reader in
        guard let member = reader.member else {
          return "an unknown key (\(PublicKey(reader.key).fingerprint)) \(verb)"
        }
        return kept.contains(member) ? "a key of \(member) \(verb)" : "\(member) \(verb)"
      }
    }
    return Set(
      phrases(gained, staying: actual, "gains") + phrases(lost, staying: policy, "loses"))
  }
}

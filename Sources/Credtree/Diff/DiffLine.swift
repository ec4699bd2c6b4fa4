/// One line of what changed, which every form of the review shows in its own way.
struct DiffLine: Hashable {
  /// What the line is about.
  enum Kind: Hashable {
    /// A value that everybody may see.
    case value
    /// A value that nobody sees.
    case secret
    /// A fact of a certificate.
    case fact
    /// Somebody or something came.
    case gained
    /// Somebody or something went.
    case lost
    /// Something else to know.
    case note
  }

  let kind: Kind
  let label: String
  /// The value before, where it may be seen and there was one.
  var from: String?
  /// The value after, where it may be seen and there is one.
  var to: String?
  /// What is said in words instead.
  var words: String?

  /// The line in words, with an arrow between two values.
  var text: String {
    if let words { return "\(label): \(words)" }
    switch (from, to) {
    case (let from?, let to?): return "\(label): \(from) -> \(to)"
    case (nil, let to?): return "\(label): \(to)"
    case (let from?, nil): return "\(label): removed, was \(from)"
    case (nil, nil): return label
    }
  }
}

extension CredentialDiff {
  /// What changed, line by line: properties, public values, certificates, secrets, readers, uses.
  var lines: [DiffLine] {
    var lines: [DiffLine] = []
    let certified = Set(certificates.map(\.field))
    let secrets = fields.filter(\.isEncrypted)
    for field in fields where !field.isEncrypted && !certified.contains(field.field) {
      guard !field.isExposed else {
        lines.append(
          DiffLine(
            kind: .secret, label: field.field,
            words: "in clear, \(field.change.rawValue) (value not shown)"))
        continue
      }
      lines.append(
        DiffLine(
          kind: .value, label: field.field, from: field.from.map(\.summary),
          to: field.to.map(\.summary)))
    }
    lines += certificateLines
    lines += secrets.map { DiffLine(kind: .secret, label: $0.field, words: $0.words) }
    if !addedReaders.isEmpty {
      lines.append(
        DiffLine(
          kind: .gained, label: "readers added", words: addedReaders.joined(separator: ", ")))
    }
    if !removedReaders.isEmpty {
      lines.append(
        DiffLine(
          kind: .lost, label: "readers removed", words: removedReaders.joined(separator: ", ")))
    }
    if formerQuorum != nil || quorum != nil {
      lines.append(DiffLine(kind: .value, label: "readers", from: formerQuorum, to: quorum))
    }
    if !uses.isEmpty {
      lines.append(DiffLine(kind: .note, label: "used by", words: usesInWords))
    }
    if let note { lines.append(DiffLine(kind: .note, label: "note", words: note)) }
    return lines
  }

  /// So many uses are named one by one.
  private static let useLimit = 5

  private var usesInWords: String {
    let named = uses.prefix(Self.useLimit).map { use in
      let place = "\(use.file):\(use.line)"
      return use.name == use.file ? place : "\(use.name) (\(place))"
    }
    let rest = uses.count - named.count
    return named.joined(separator: ", ") + (rest > 0 ? ", and \(rest) more" : "")
  }

  /// The facts of certificates that no public field says already.
  private var certificateLines: [DiffLine] {
    certificates.flatMap { certificate in
      certificate.changes.compactMap { change -> DiffLine? in
        let isSaid = fields.contains { field in
          !field.isEncrypted && field.field != certificate.field
            && field.from?.summary == change.from && field.to?.summary == change.to
        }
        guard !isSaid else { return nil }
        return DiffLine(
          kind: .fact, label: "\(certificate.field) \(change.fact)", from: change.from,
          to: change.to)
      }
    }
  }

  /// The name, with the former one, the type, and the revisions.
  var title: String {
    var title = name
    if let oldName { title += " (was \(oldName))" }
    if let type { title += " (\(type))" }
    switch (revisions.from, revisions.to) {
    case (let from?, let to?) where from != to: title += " r\(from) -> r\(to)"
    case (nil, let to?): title += " r\(to)"
    default: break
    }
    if change == .unreadable { title += ": the file is damaged or no credential file" }
    return title
  }

  /// What the change consists of, in words.
  var aspectsInWords: String { aspects.map(\.rawValue).joined(separator: ", ") }

  /// One character for what happened.
  var sign: String {
    switch change {
    case .added: "+"
    case .removed: "-"
    case .changed: "~"
    case .renamed: ">"
    case .unreadable: "!"
    }
  }
}

extension FieldDiff {
  /// What happened to an encrypted value, in words.
  var words: String {
    switch (change, comparison) {
    case (.changed, .different): "changed to another value (not shown)"
    case (.reencrypted, .same): "encrypted anew, with the same value"
    case (.reencrypted, _):
      "encrypted under a new key; only a key can tell whether the value changed"
    default: "\(change.rawValue) (value not shown)"
    }
  }
}

extension PolicyDiff {
  /// What changed, line by line.
  var lines: [DiffLine] {
    var lines: [DiffLine] = []
    for (reason, state) in [(formerProblem, "before"), (problem, "after")] where reason != nil {
      lines.append(
        DiffLine(
          kind: .note, label: Configuration.fileName,
          words: "cannot be read \(state); nothing is compared"))
    }
    for change in changes {
      let what = "\(change.kind.rawValue) \(change.name)"
      if change.parts.isEmpty || change.change != .changed {
        let parts = change.parts.compactMap { part in
          (part.to ?? part.from).map { "\(part.name) \($0)" }
        }
        lines.append(
          DiffLine(
            kind: change.change == .removed ? .lost : .gained, label: what,
            words: ([change.change.rawValue] + parts).joined(separator: "; ")))
        continue
      }
      lines += change.parts.map { part in
        DiffLine(kind: .value, label: "\(what) \(part.name)", from: part.from, to: part.to)
      }
    }
    return lines
  }

  /// Who may read more and who less, line by line.
  var grantLines: [DiffLine] {
    addedGrants.map { DiffLine(kind: .gained, label: "may read", words: $0) }
      + removedGrants.map { DiffLine(kind: .lost, label: "may read no more", words: $0) }
  }
}

extension ReviewedCommit {
  /// Who signed it, in words.
  var signature: String {
    switch signer {
    case .nobody: "not signed"
    case .member(let name): "signed by \(name)"
    case .stranger(let key): "signed with \(key), no member's key"
    case .unproven(let reason): "signature does not hold: \(reason)"
    }
  }

  /// The start of the id, as long as git shows it.
  var short: String { String(id.prefix(10)) }
}

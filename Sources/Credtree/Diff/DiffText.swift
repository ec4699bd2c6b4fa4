extension SemanticDiff {
  /// The differences for people, without colours.
  public var text: String { text(in: .plain) }

  /// The differences for people.
  public func text(in style: TerminalStyle) -> String {
    guard !isEmpty else { return "no credential changed\n" }
    var blocks = credentials.map { $0.text(in: style) }
    if !policy.isEmpty {
      blocks.append(
        style.paragraph("policy (credtree.yaml)", .title, indent: 0)
          + policy.lines.map { $0.text(in: style, indent: 2) }.joined()
          + policy.addedGrants.map { style.paragraph("+ \($0)", .added, indent: 2) }.joined()
          + policy.removedGrants.map { style.paragraph("- \($0)", .removed, indent: 2) }.joined())
    }
    if !types.isEmpty {
      blocks.append(
        style.paragraph("types", .title, indent: 0)
          + types.map {
            style.paragraph("\($0.path): \($0.change.rawValue)", nil, indent: 2)
          }.joined())
    }
    if !commits.isEmpty {
      blocks.append(
        style.paragraph("commits", .title, indent: 0)
          + commits.map { commit in
            style.paragraph(
              "[\(commit.short)] \(commit.subject) (\(commit.author), \(commit.signature))",
              commit.role, indent: 2)
          }.joined())
    }
    if !worries.isEmpty { blocks.append(worries.map { $0.text(in: style, indent: 0) }.joined()) }
    return blocks.joined(separator: "\n")
  }
}

extension CredentialDiff {
  func text(in style: TerminalStyle) -> String {
    let role: TerminalStyle.Role =
      switch change {
      case .added: .added
      case .removed: .removed
      case .changed, .renamed: .changed
      case .unreadable: .error
      }
    var text = style.paragraph("\(sign) \(title)", role, indent: 0)
    text += lines.map { $0.text(in: style, indent: 4) }.joined()
    text += worries.map { $0.text(in: style, indent: 4) }.joined()
    return text
  }
}

extension DiffLine {
  fileprivate func text(in style: TerminalStyle, indent: Int) -> String {
    let role: TerminalStyle.Role? =
      switch kind {
      case .gained: .added
      case .lost: .removed
      case .note: .faint
      case .value, .secret, .fact: nil
      }
    // Two long values stand below each other, where they can be compared.
    if let from, let to, let width = style.width, indent + text.count > width {
      return style.paragraph("\(label):", role, indent: indent)
        + style.paragraph("- \(from)", .removed, indent: indent + 2)
        + style.paragraph("+ \(to)", .added, indent: indent + 2)
    }
    return style.paragraph(text, role, indent: indent)
  }
}

extension Worry {
  /// The worry on a line that starts with an exclamation mark.
  func text(in style: TerminalStyle, indent: Int) -> String {
    style.paragraph(
      "! \(message)", severity == .error ? .error : .worry, indent: indent)
  }
}

extension ReviewedCommit {
  fileprivate var role: TerminalStyle.Role? {
    switch signer {
    case .member, .nobody: nil
    case .stranger, .unproven: .error
    }
  }
}

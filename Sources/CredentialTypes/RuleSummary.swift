internal import Documents

extension Rule {
  /// The rule in words, for a person who fills in a credential.
  public var summary: String {
    let parts = conditions.map(\.summary)
    let reason = parts.isEmpty ? "" : "when \(parts.joined(separator: " and ")): "
    let demands = demands.map(\.summary).joined(separator: "; ")
    return reason + demands + (isWarning ? " (a warning)" : "")
  }
}

extension Condition {
  fileprivate var summary: String {
    switch test {
    case .equals(let texts): "\(field) is \(texts.joined(separator: " or "))"
    case .differs(let texts): "\(field) is not \(texts.joined(separator: " or "))"
    case .present(true): "\(field) is given"
    case .present(false): "\(field) is not given"
    case .matches(let pattern): "\(field) matches \(pattern.source)"
    case .host(let pattern): "the host in \(field) matches \(pattern.source)"
    }
  }
}

extension Rule.Demand {
  fileprivate var summary: String {
    func groups(_ groups: [[String]]) -> String {
      groups.map { $0.joined(separator: " and ") }.joined(separator: ", or ")
    }
    switch self {
    case .require(let ids): return "needs \(ids.joined(separator: ", "))"
    case .forbid(let ids): return "takes no \(ids.joined(separator: ", "))"
    case .together(let ids): return "\(ids.joined(separator: " and ")) go together"
    case .anyOf(let lists): return "needs \(groups(lists))"
    case .exactlyOne(let lists): return "needs either \(groups(lists))"
    case .make(let ids): return "\(ids.joined(separator: ", ")) is made by the program"
    case .warn(let id): return "warns about \(id)"
    case .limit(let id, let limits): return "\(id) \(limits.summary)"
    }
  }
}

extension Limits {
  /// The limits in words, such as `1 to 65535`.
  public var summary: String {
    if let hint { return "is \(hint)" }
    var parts: [String] = []
    if !choices.isEmpty { parts.append("is \(choices.joined(separator: ", "))") }
    switch (min, max) {
    case (let least?, let most?): parts.append("is from \(least) to \(most)")
    case (let least?, nil): parts.append("is at least \(least)")
    case (nil, let most?): parts.append("is at most \(most)")
    case (nil, nil): break
    }
    if let minBytes { parts.append("has \(minBytes) bytes or more") }
    if let maxBytes, maxBytes < FieldDefinition.mostBytes {
      parts.append("has at most \(maxBytes) bytes")
    }
    if let decodedBytes { parts.append("is \(decodedBytes) bytes in base64") }
    if !schemes.isEmpty {
      parts.append("starts with \(schemes.map { "\($0)://" }.joined(separator: " or "))")
    }
    if let pattern { parts.append("matches \(pattern.source)") }
    if let notPattern { parts.append("does not match \(notPattern.source)") }
    if let format { parts.append("is a \(format.rawValue)") }
    return parts.joined(separator: ", ")
  }
}

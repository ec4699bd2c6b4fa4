import Documents

extension CacheWriter {
  mutating func write(_ outcome: ReferenceScanner.Outcome) {
    write(outcome.references.count)
    for reference in outcome.references { write(reference) }
    write(outcome.exposures.count)
    for secret in outcome.exposures {
      for text in [secret.rule, secret.field, secret.message, secret.file] { write(text) }
      write(secret.position)
    }
    write(outcome.isUnsearched)
    write(outcome.problem != nil)
    if let problem = outcome.problem {
      write(problem.file)
      write(problem.position)
      write(problem.message)
    }
  }

  private mutating func write(_ reference: Reference) {
    for text in [
      reference.credentialID, reference.credentialField, reference.quaveField, reference.path,
      reference.appID, reference.appEnvID, reference.envName, reference.hostname, reference.branch,
    ] { write(text) }
    for text in [
      reference.value, reference.rule, reference.group.rawValue, reference.name, reference.field,
      reference.file, reference.confidence.rawValue, reference.via, reference.refType,
      reference.ruleText,
    ] { write(text) }
    write(reference.position)
    write(reference.isWildcard)
    write(reference.expects.count)
    for text in reference.expects { write(text) }
  }
}

extension CacheReader {
  /// What was found in one file, or in all together.
  mutating func outcome() -> ReferenceScanner.Outcome? {
    var outcome = ReferenceScanner.Outcome()
    guard let references = count() else { return nil }
    for _ in 0..<references {
      guard let reference = reference() else { return nil }
      outcome.references.append(reference)
    }
    guard let secrets = count() else { return nil }
    for _ in 0..<secrets {
      guard let rule = text(), let field = text(), let message = text(), let file = text(),
        let position = position()
      else { return nil }
      outcome.exposures.append(
        PlainSecret(
          rule: rule, field: field, message: message, file: file, position: position, object: nil))
    }
    guard let isUnsearched = flag(), let hasProblem = flag() else { return nil }
    outcome.isUnsearched = isUnsearched
    if hasProblem {
      guard let file = text(), let position = position(), let message = text() else { return nil }
      outcome.problem = ParseProblem(file: file, position: position, message: message)
    }
    return outcome
  }

  private mutating func reference() -> Reference? {
    var optional: [String?] = []
    for _ in 0..<9 {
      guard let text = optionalText() else { return nil }
      optional.append(text)
    }
    var required: [String] = []
    for _ in 0..<10 {
      guard let text = text() else { return nil }
      required.append(text)
    }
    guard let position = position(), let isWildcard = flag(), let count = count(),
      let group = Reference.Group(rawValue: required[2]),
      let confidence = Reference.Confidence(rawValue: required[6])
    else { return nil }
    var reference = Reference(
      credentialID: optional[0], value: required[0], credentialField: optional[1],
      rule: required[1], group: group, name: required[3], field: required[4],
      quaveField: optional[2], file: required[5], position: position, path: optional[3],
      confidence: confidence, appID: optional[4], appEnvID: optional[5], envName: optional[6],
      hostname: optional[7], via: required[7], refType: required[8], ruleText: required[9],
      branch: optional[8], isWildcard: isWildcard)
    for _ in 0..<count {
      guard let text = text() else { return nil }
      reference.expects.append(text)
    }
    return reference
  }
}

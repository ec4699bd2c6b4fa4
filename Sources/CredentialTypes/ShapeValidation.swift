internal import Documents
internal import Secrets

/// The validation of the values for one shape, collecting everything that is wrong.
struct ShapeValidation {
  let path: String
  private let owner: String
  private(set) var values: FieldValues
  private(set) var problems: [Problem] = []
  private(set) var warnings: [Problem] = []
  // Fields whose value was refused: rules that would complain about them again stay silent.
  private var refused: Set<String> = []
  private var positions: [String: Position] = [:]
  /// The fields as they were, of the credential that is changed; empty for a new one.
  private(set) var former: [Member] = []
  /// The fields that the program made and is to make anew.
  private(set) var remade: Set<String> = []
  /// Who a key is made for.
  var creator: String?
  /// A secret that was made and is not stored.
  var secretKey: Secret?

  init(shape: Shape, path: String, owner: String) {
    self.path = path
    self.owner = owner
    values = FieldValues(shape: shape, given: [:])
  }

  private var shape: Shape { values.shape }

  mutating func complain(_ message: String, about field: String) {
    problems.append(Problem(message, field: "\(path).\(field)", at: positions[field]))
    refused.insert(field)
  }

  mutating func warn(_ message: String, about field: String) {
    warnings.append(Problem(message, field: "\(path).\(field)", at: positions[field]))
  }

  mutating func set(_ field: String, _ value: Node?) { values.given[field] = value }

  func isRefused(_ field: String) -> Bool { refused.contains(field) }

  /// Sorts the given values under their fields.
  mutating func collect(_ members: [Member]) {
    var unknown: [Member] = []
    for member in members {
      guard let field = shape.field(member.key) else {
        unknown.append(member)
        continue
      }
      positions[field.id] = positions[field.id] ?? member.position
      if member.value.isNull { continue }
      if field.isDerived {
        complain("is computed from other fields: leave it out", about: field.id)
      } else if field.isMade {
        complain("is made by the program: leave it out", about: field.id)
      } else if values.isPresent(field.id) {
        let names = [field.id] + field.aliases.filter { $0 == member.key }
        complain("is given twice: as \(names.joined(separator: " and "))", about: field.id)
      } else {
        values.given[field.id] = member.value
        // A field of an open type is known from here on.
        if !shape.fields.contains(where: { $0.id == field.id }) {
          values.shape.fields.append(field)
        }
      }
    }
    for member in unknown {
      let ids = shape.fields.filter(\.isInput).map(\.id)
      let near = NearNames.suggestions(for: member.key, among: ids)
      let hint =
        near.isEmpty
        ? "its fields are \(ids.joined(separator: ", "))"
        : "did you mean \(near.joined(separator: " or "))?"
      problems.append(
        Problem(
          "is not a field of \(owner): \(hint)", field: "\(path).\(member.key)",
          at: member.position))
    }
  }

  /// Takes over what the program made earlier.
  mutating func keep(_ stored: [Member], remaking remade: Set<String> = []) {
    former = stored
    self.remade = remade
    for field in shape.fields where field.isMade && !remade.contains(field.id) {
      values.given[field.id] = stored.first { $0.key == field.id }?.value
    }
  }

  /// Checks each value by itself, then that nothing required is missing.
  mutating func checkValues() {
    if let open = shape.openFields, values.given.count < open.least, problems.isEmpty {
      problems.append(
        Problem("must have \(open.least) field or more", field: path))
    }
    for field in shape.fields where !field.isDerived {
      if let value = values.given[field.id] {
        switch KindCheck.normalise(value, of: field) {
        case .success(nil):
          values.given[field.id] = nil
          if field.isRequired { complain("must not be empty", about: field.id) }
        case .success(let node?):
          values.given[field.id] = node
          check(field.limits, on: field, isWarning: false, message: nil)
        case .failure(let refusal):
          complain(refusal.message, about: field.id)
        }
      } else if field.isRequired, !refused.contains(field.id) {
        if let value = field.defaultValue {
          values.given[field.id] = value
        } else {
          complain("is missing", about: field.id)
        }
      }
    }
  }

  /// Checks values and rules, for a shape without checks of its own.
  mutating func checkAll() {
    checkValues()
    checkRules()
  }

  mutating func checkRules() {
    for rule in shape.rules where values.hold(rule.conditions) {
      // A condition on a value that was refused says nothing.
      if rule.conditions.contains(where: { refused.contains($0.field) }) { continue }
      for demand in rule.demands { check(demand, of: rule) }
    }
  }

  private mutating func report(_ message: String, about field: String, of rule: Rule) {
    guard !refused.contains(field) else { return }
    let message = rule.message ?? message
    if rule.isWarning { warn(message, about: field) } else { complain(message, about: field) }
  }

  private mutating func check(_ demand: Rule.Demand, of rule: Rule) {
    let reason = Self.words(for: rule.conditions)
    switch demand {
    case .require(let ids):
      for id in ids where values.effective(id) == nil {
        report("is missing\(reason)", about: id, of: rule)
      }
    case .forbid(let ids):
      for id in ids where values.isPresent(id) {
        report("must be left out\(reason)", about: id, of: rule)
      }
    case .together(let ids):
      let missing = ids.filter { !values.isPresent($0) }
      guard missing.count < ids.count else { return }
      for id in missing {
        let others = ids.filter { $0 != id }.joined(separator: " and ")
        report("is missing: it goes with \(others)", about: id, of: rule)
      }
    case .anyOf(let groups):
      let isComplete = groups.contains { $0.allSatisfy { values.isPresent($0) } }
      guard !isComplete, let first = groups.first?.first else { return }
      report("is missing: give \(Self.words(for: groups))", about: first, of: rule)
    case .exactlyOne(let groups): checkExactlyOne(groups, of: rule)
    case .make(let ids):
      for id in ids where !values.isPresent(id) { make(id) }
    case .limit(let id, let limits):
      guard let field = shape.fields.first(where: { $0.id == id }) else { return }
      check(limits, on: field, isWarning: rule.isWarning, message: rule.message)
    case .warn(let id):
      warn(rule.message ?? "is probably not what was meant", about: id)
    }
  }

  private mutating func checkExactlyOne(_ groups: [[String]], of rule: Rule) {
    if groups.joined().contains(where: { refused.contains($0) }) { return }
    let started = groups.filter { $0.contains { values.isPresent($0) } }
    guard let chosen = started.first else {
      report("is missing: give \(Self.words(for: groups))", about: groups[0][0], of: rule)
      return
    }
    guard started.count == 1 else {
      for group in started.dropFirst() {
        for id in group where values.isPresent(id) && !chosen.contains(id) {
          report("give \(Self.words(for: groups)), not both", about: id, of: rule)
        }
      }
      return
    }
    for id in chosen where !values.isPresent(id) {
      let others = chosen.filter { $0 != id }.joined(separator: " and ")
      report("is missing: it goes with \(others)", about: id, of: rule)
    }
  }

  private mutating func check(
    _ limits: Limits, on field: Field, isWarning: Bool, message: String?
  ) {
    guard !refused.contains(field.id), let value = values.effective(field.id) else { return }
    guard let refusal = LimitCheck.refusal(of: value, by: limits) else { return }
    let words = message ?? refusal.message
    if isWarning { warn(words, about: field.id) } else { complain(words, about: field.id) }
  }

  /// Takes the results for the object in one field.
  mutating func take(_ inner: ShapeValidation, as field: String) {
    problems += inner.problems
    warnings += inner.warnings
    values.given[field] = .object(inner.stored { _ in true })
  }

  /// The values of fields of some classes, in the type's order and in their stored form.
  func stored(_ isWanted: (FieldClass) -> Bool) -> [Member] {
    var members: [Member] = []
    for field in shape.fields where isWanted(field.fieldClass) && !field.isInputOnly {
      guard let value = values.given[field.id] else { continue }
      members.append(Member(field.id, value))
    }
    return members
  }

  private static func words(for groups: [[String]]) -> String {
    groups.map { $0.joined(separator: " and ") }.joined(separator: ", or ")
  }

  /// When a rule applies, in words; never with a value that is not in the type itself.
  private static func words(for conditions: [Condition]) -> String {
    let parts: [String] = conditions.compactMap { condition in
      switch condition.test {
      case .equals(let texts): "\(condition.field) is \(texts.joined(separator: " or "))"
      case .present(true): "\(condition.field) is given"
      case .present(false): "\(condition.field) is not given"
      case .differs, .matches, .host: nil
      }
    }
    return parts.isEmpty ? "" : " when \(parts.joined(separator: " and "))"
  }
}

public import Documents
public import Secrets

/// A credential's fields after validation, ready to be stored.
public struct ValidatedValues: Hashable, Sendable {
  /// The public fields, derived ones included, in the type's order.
  public let `public`: [Member]
  /// The confidential and secret fields in the type's order.
  ///
  /// Every text in them is ``Documents/Node/Content/secret(_:)``.
  public let confidentialAndSecret: [Member]
  /// The provider in its one spelling, for a type that has providers.
  public let provider: String?
  /// What is allowed but probably not meant.
  public let warnings: [Problem]
  /// A secret that was just made and of which only a digest is among the fields.
  public var secretKey: Secret?
}

extension CredentialType {
  /// Checks a credential's values against the type and brings them into their stored form.
  ///
  /// Aliases become ids, text becomes the kind that the field has, a text with JSON becomes
  /// an object, PEM is cleaned up, required fields with a default are filled in, and derived
  /// fields are computed. Null and, for text, the empty value count as not given.
  ///
  /// - Parameters:
  ///   - values: All fields of the credential, under ids or aliases.
  ///   - provider: The provider, for a type that has providers.
  ///   - stored: The fields of the credential as it is, from which those are kept that the
  ///     program made; empty for a new one.
  ///   - remade: The fields that the program made and is to make anew.
  ///   - creator: Who a key is made for, for a type that records it.
  ///   - now: When this happens, for warnings about certificates.
  /// - Returns: The fields in the type's order.
  /// - Throws: ``ValidationError`` with every problem at once. A problem names its field as
  ///   `data.server` and never holds a value.
  public func validate(
    _ values: [Member], provider: String? = nil, keeping stored: [Member] = [],
    remaking remade: Set<String> = [], creator: String? = nil, at now: Timestamp = .now
  ) throws(ValidationError) -> ValidatedValues {
    var problems: [Problem] = []
    var values = values
    let chosen = chooseProvider(provider, in: &values, problems: &problems)
    var validation = ShapeValidation(shape: shape, path: "data", owner: id)
    validation.collect(values)
    validation.keep(stored, remaking: remade)
    validation.creator = creator
    validation.checkValues()
    if let chosen, let configurationField, !validation.isRefused(configurationField),
      let configuration = validation.values.given[configurationField]?.object
    {
      var inner = ShapeValidation(
        shape: chosen.configuration, path: "data.\(configurationField)", owner: chosen.id)
      inner.collect(configuration)
      inner.checkAll()
      validation.take(inner, as: configurationField)
    }
    validation.checkRules()
    for check in checks { validation.run(check, at: now) }
    for id in remade.sorted() where !validation.values.isPresent(id) && canBeRemade(id) {
      validation.make(id)
    }
    problems += validation.problems
    guard problems.isEmpty else { throw ValidationError(problems) }
    return ValidatedValues(
      public: validation.stored { $0 == .public },
      confidentialAndSecret: validation.stored { $0 != .public }, provider: chosen?.id,
      warnings: validation.warnings, secretKey: validation.secretKey)
  }

  /// Finds the provider, which may also stand among the values, as on a command line.
  private func chooseProvider(
    _ provider: String?, in values: inout [Member], problems: inout [Problem]
  ) -> Provider? {
    guard needsProvider else {
      if let provider, field("provider") != nil {
        if !values.contains(where: { $0.key == "provider" }) {
          values.append(Member("provider", .string(provider)))
        }
      } else if provider != nil {
        problems.append(
          Problem("a credential of type \(id) has no provider: leave it out", field: "provider"))
      }
      return nil
    }
    var names = provider.map { [$0] } ?? []
    for member in values where member.key == "provider" {
      guard !member.value.isNull else { continue }
      names.append(member.value.decodedText ?? "")
    }
    values.removeAll { $0.key == "provider" }
    let allowed = providers.map(\.id).joined(separator: ", ")
    guard let first = names.first else {
      problems.append(Problem("is missing: give one of \(allowed)", field: "provider"))
      return nil
    }
    guard let found = self.provider(named: first) else {
      let near = NearNames.suggestions(for: first, among: providers.map(\.id))
      let hint = near.isEmpty ? "" : "; did you mean \(near.joined(separator: " or "))?"
      problems.append(Problem("must be one of \(allowed)\(hint)", field: "provider"))
      return nil
    }
    if names.contains(where: { self.provider(named: $0)?.id != found.id }) {
      problems.append(Problem("is given twice with different values", field: "provider"))
    }
    return found
  }
}

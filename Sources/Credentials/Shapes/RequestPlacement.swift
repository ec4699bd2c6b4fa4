public import CredentialTypes
public import Documents
internal import Secrets

extension CredentialInput {
  /// Puts what another system's request says where the type has a place for it.
  ///
  /// Only the type tells whether a base URL is one of its fields, and what a field is called
  /// elsewhere. A document of our own stays as it is.
  ///
  /// - Parameters:
  ///   - type: The credential's type.
  ///   - isNew: Whether the credential is being created.
  /// - Returns: What contradicts the type.
  public mutating func settle(as type: CredentialType, isNew: Bool) -> [Problem] {
    guard let system else { return [] }
    if system == .nuvla, type.id == "google" { composeServiceAccountKey() }
    for index in values.indices {
      if let field = type.field(values[index].key, of: system) { values[index].key = field.id }
    }
    func isGiven(_ id: String) -> Bool { values.contains { type.field($0.key)?.id == id } }
    if let url = baseURL, let field = type.field("baseUrl"), type.shape.openFields == nil {
      if !isGiven(field.id) { values.append(Member(field.id, .string(url))) }
      baseURL = nil
    }
    if isNew {
      for assumption in type.elsewhere[system]?.assumptions ?? []
      where !isGiven(assumption.field) && !isGiven(assumption.absent) {
        values.append(Member(assumption.field, .bool(assumption.value)))
      }
    }
    if let discriminator, !type.isCalled(discriminator) {
      return [
        Problem(
          "must be \(type.name(in: system)), like the provider, or left out",
          field: "keys.discriminator")
      ]
    }
    return []
  }

  /// Passes over values that only the tool can say, where they are what it said.
  ///
  /// Whoever sends back what he was shown means no change of them.
  ///
  /// - Parameters:
  ///   - type: The credential's type.
  ///   - stored: The credential's public fields.
  public mutating func passOverComputedValues(of type: CredentialType, in stored: [Member]) {
    values.removeAll { member in
      guard let field = type.field(member.key), !field.isInput,
        let value = stored.first(where: { $0.key == field.id })?.value
      else { return false }
      return value.readsLike(member.value)
    }
  }

  /// Whether the name of the request is a free text, which here is a title.
  public var hasFreeName: Bool { system == .infra0 || system == .nuvla }

  /// Drops or refuses secrets that a document leaves blank.
  ///
  /// Forms leave blank what is to stay; whoever writes a document by hand may have meant to
  /// remove it. So a blank secret is taken for neither unless the user says so.
  ///
  /// - Parameter type: The credential's type.
  /// - Returns: What is blank, where blanks do not stand for what is stored.
  public mutating func settleBlankSecrets(of type: CredentialType) -> [Problem] {
    let blank = values.filter { member in
      type.field(member.key)?.fieldClass == .secret && member.value.isBlank
    }
    guard !keepsBlankSecrets else {
      values.removeAll { blank.contains($0) }
      return []
    }
    return blank.map { member in
      Problem(
        "is blank: leave it out or give --blank-keeps to keep the stored value, "
          + "or --unset to remove it",
        field: "data.\(member.key)", at: member.position)
    }
  }
}

extension Node {
  /// Whether two values are the same, texts in secret memory or not.
  fileprivate func readsLike(_ other: Node) -> Bool {
    if let array, let others = other.array {
      return array.count == others.count && zip(array, others).allSatisfy { $0.readsLike($1) }
    }
    if let plainText { return plainText == other.plainText }
    return self == other
  }

  /// Whether this is a text without a character.
  fileprivate var isBlank: Bool {
    if let string { return string.isEmpty }
    guard let secret else { return false }
    return secret.bytes.count == 0
  }
}

public import Documents

extension CredentialType {
  /// A document to fill in for a new credential, as `create --from` takes it.
  ///
  /// What is left empty or null counts as not given; defaults stand where they are.
  public var skeleton: Node {
    var members = [Member("type", .string(id)), Member("name", .string(""))]
    if let provider = providers.first { members.append(Member("provider", .string(provider.id))) }
    var data = shape.skeleton
    if let configurationField, let provider = providers.first {
      for index in data.indices where data[index].key == configurationField {
        data[index].value = .object(provider.configuration.skeleton)
      }
    }
    members.append(Member("data", .object(data)))
    return .object(members)
  }
}

extension Shape {
  /// The fields that input may hold, each with its default or with nothing.
  fileprivate var skeleton: [Member] {
    fields.filter { $0.isInput }.map { Member($0.id, $0.skeleton) }
  }
}

extension Field {
  fileprivate var skeleton: Node {
    if let defaultValue { return Node(defaultValue.content) }
    switch kind {
    case .bool, .int, .json, .any, .list: return Node(.null)
    default: return .string("")
    }
  }
}

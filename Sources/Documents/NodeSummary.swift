extension Node {
  /// The value on one line for people; long or many-line texts are cut short.
  public var summary: String {
    switch content {
    case .null: ""
    case .bool(let value): value ? "true" : "false"
    case .number(let text): text
    case .string(let text):
      text.contains(where: \.isNewline) ? "\(text.prefix { !$0.isNewline }) …" : text
    case .secret: "(secret)"
    case .array(let values): values.map(\.summary).joined(separator: ", ")
    case .object(let members):
      members.map { "\($0.key): \($0.value.summary)" }.joined(separator: ", ")
    }
  }
}

internal import Documents
internal import Secrets

/// Holds a value against limits.
enum LimitCheck {
  /// Why limits refuse a value, or an element of a list; `nil` if they do not.
  static func refusal(of value: Node, by limits: Limits) -> Refusal? {
    if let elements = value.array {
      for element in elements {
        if let refusal = refusal(of: element, by: limits) { return refusal }
      }
      return nil
    }
    if let format = limits.format, !ServiceAccountKey.fits(value, format) {
      return Refusal(message: limits.hint ?? ServiceAccountKey.description(of: format))
    }
    if !limits.choices.isEmpty, value.int != nil || value.bool != nil {
      let isChoice = limits.choices.contains { value.isText($0) }
      let choices = limits.choices.joined(separator: ", ")
      return isChoice ? nil : Refusal(message: words(limits, "must be one of \(choices)"))
    }
    if limits.min != nil || limits.max != nil {
      guard let number = value.int ?? value.textBytesForNumber else { return nil }
      return range(number, limits)
    }
    guard let size = value.withText({ $0.count }) else {
      guard let most = limits.maxBytes, textSize(of: value) > most else { return nil }
      return Refusal(message: words(limits, "must have at most \(most) bytes of text"))
    }
    if let least = limits.minBytes, size < least {
      return Refusal(message: words(limits, "must have at least \(least) bytes"))
    }
    if let most = limits.maxBytes, size > most {
      let message = "must have at most \(most) bytes"
      // A hint says what the type wants, and nothing of the limit that every field has.
      let isCommon = most == FieldDefinition.mostBytes
      return Refusal(message: isCommon ? message : words(limits, message))
    }
    if let count = limits.decodedBytes,
      value.withText({ Base64.decodeSecret($0.bytes)?.count ?? 0 }) != count
    {
      return Refusal(message: words(limits, "must be \(count) bytes in base64"))
    }
    if let pattern = limits.pattern, value.withText({ pattern.matches($0.bytes) }) != true {
      return Refusal(message: words(limits, "must match \(pattern.source)"))
    }
    if let pattern = limits.notPattern, value.withText({ pattern.matches($0.bytes) }) != false {
      return Refusal(message: words(limits, "must not match \(pattern.source)"))
    }
    if !limits.choices.isEmpty, !limits.choices.contains(where: { value.isText($0) }) {
      return Refusal(message: "must be one of \(limits.choices.joined(separator: ", "))")
    }
    return nil
  }

  /// The bytes of all texts in an object.
  private static func textSize(of value: Node) -> Int {
    switch value.content {
    case .object(let members): members.reduce(0) { $0 + $1.key.utf8.count + textSize(of: $1.value) }
    case .array(let elements): elements.reduce(0) { $0 + textSize(of: $1) }
    case .null, .bool, .number, .string, .secret: value.withText { $0.count } ?? 0
    }
  }

  private static func range(_ number: Int, _ limits: Limits) -> Refusal? {
    let isTooSmall = limits.min.map { number < $0 } ?? false
    let isTooGreat = limits.max.map { number > $0 } ?? false
    guard isTooSmall || isTooGreat else { return nil }
    switch (limits.min, limits.max) {
    case (let least?, let most?): return Refusal(message: "must be from \(least) to \(most)")
    case (let least?, nil): return Refusal(message: "must be at least \(least)")
    default: return Refusal(message: "must be at most \(limits.max ?? 0)")
    }
  }

  private static func words(_ limits: Limits, _ message: String) -> String {
    limits.hint.map { "must be \($0)" } ?? message
  }
}

extension Node {
  /// The number in a secret text: numbers of fields that are not public are stored as text.
  fileprivate var textBytesForNumber: Int? {
    guard let secret, secret.bytes.count <= 20 else { return nil }
    return decodedText.flatMap { Int($0) }
  }
}

internal import Documents
internal import Secrets

/// Why a value was refused, in words that do not contain it.
struct Refusal: Error {
  let message: String
}

/// Brings a value into the form that its field's kind has.
enum KindCheck {
  /// The value as it is stored, `nil` for an empty text, or why it is refused.
  static func normalise(_ value: Node, of field: Field) -> Result<Node?, Refusal> {
    do throws(Refusal) {
      return .success(
        try stored(value, kind: field.kind, isPublic: field.fieldClass == .public, field: field))
    } catch {
      return .failure(error)
    }
  }

  private static func stored(_ value: Node, kind: Kind, isPublic: Bool, field: Field)
    throws(Refusal) -> Node?
  {
    switch kind {
    case .json: return .object(try object(in: value))
    case .any where value.string == nil && value.secret == nil:
      return try secretLeaves(of: value)
    case .list(let element): return try list(value, of: element, isPublic: isPublic, field: field)
    case .bool where value.bool != nil:
      return isPublic ? value : secret(value.bool == true ? "true" : "false")
    case .int where value.int != nil:
      return isPublic ? .int(value.int ?? 0) : secret("\(value.int ?? 0)")
    default: break
    }
    guard let isEmpty = value.withText({ $0.count == 0 }) else {
      throw Refusal(message: "must be \(noun(for: kind))")
    }
    if isEmpty { return nil }
    guard value.withText({ UTF8Text.isValid($0.bytes) }) == true else {
      throw Refusal(message: "is not valid UTF-8; keep binary data as base64")
    }
    guard value.withText({ UTF8Text.contains(0, in: $0.bytes) }) == false else {
      throw Refusal(message: "contains a NUL byte")
    }
    let text = try checkedText(value, kind: kind, isPublic: isPublic, field: field)
    return text
  }

  private static func checkedText(_ value: Node, kind: Kind, isPublic: Bool, field: Field)
    throws(Refusal) -> Node
  {
    if let words = TextKinds.refusal(of: value, kind: kind, limits: field.limits) {
      throw Refusal(message: words)
    }
    switch kind {
    case .url where isPublic && value.decodedText.map(URLText.hasPassword) == true:
      throw Refusal(message: "must not have a password in it: it is not encrypted")
    case .pemCertificate:
      return try PEMCheck.certificates(value, isPublic: isPublic)
    case .pemPrivateKey:
      return try PEMCheck.privateKey(value)
    case .pemPublicKey, .pemRequest:
      let text = try PEMCheck.block(value, kind: kind)
      return isPublic ? .string(text) : secret(text)
    case .base64, .base32, .sshPrivateKey, .pgpPublicKey, .pgpPrivateKey:
      let text = try TextForm.normalised(value, kind: kind)
      return isPublic ? asPublic(text) : text
    case .registry:
      let isRight = value.decodedText.map { RegistryServer($0) != nil } ?? false
      if !isRight {
        throw Refusal(message: "must be host[:port][/path] or an http or https URL of a registry")
      }
    case .datetime:
      guard value.decodedText.flatMap({ Timestamp($0) }) != nil else {
        throw Refusal(message: "must be a time such as 2026-11-20T10:00:00Z")
      }
    case .choice:
      let choices = field.limits.choices
      // One spelling is stored, whatever case was typed.
      guard let text = value.decodedText,
        let choice = choices.first(where: { $0 == text })
          ?? choices.first(where: { $0.lowercased() == text.lowercased() })
      else { throw Refusal(message: "must be one of \(choices.joined(separator: ", "))") }
      return isPublic ? .string(choice) : secret(choice)
    case .bool:
      guard value.isText("true") || value.isText("false") else {
        throw Refusal(message: "must be true or false")
      }
      return isPublic ? .bool(value.isText("true")) : asSecret(value)
    case .int:
      guard let text = value.decodedText, let number = Int(text) else {
        throw Refusal(message: "must be a whole number")
      }
      return isPublic ? .int(number) : secret("\(number)")
    default: break
    }
    return isPublic ? asPublic(value) : asSecret(value)
  }

  private static func list(_ value: Node, of kind: Kind, isPublic: Bool, field: Field)
    throws(Refusal) -> Node?
  {
    let elements: [Node]
    if let array = value.array {
      elements = array
    } else if let text = value.decodedText {
      // A command line has no lists; a comma cannot occur in what a list holds here.
      elements = text.split(separator: ",").map { .string(String($0.trimmingBlanks)) }
    } else {
      throw Refusal(message: "must be a list of \(noun(for: kind, isPlural: true))")
    }
    var stored: [Node] = []
    for (index, element) in elements.enumerated() {
      do throws(Refusal) {
        let node = try Self.stored(element, kind: kind, isPublic: isPublic, field: field)
        if let node, !stored.contains(where: { isSame($0, node, kind: kind) }) {
          stored.append(node)
        }
      } catch {
        throw Refusal(message: "element \(index + 1) \(error.message)")
      }
    }
    return stored.isEmpty ? nil : .array(stored)
  }

  private static func isSame(_ left: Node, _ right: Node, kind: Kind) -> Bool {
    guard kind == .dnsName, let left = left.string, let right = right.string else {
      return left == right
    }
    return left.lowercased() == right.lowercased()
  }

  /// The members of an object, or of the object that a text holds.
  private static func object(in value: Node) throws(Refusal) -> [Member] {
    let words = "must be a JSON object, or a text that holds one"
    if let members = value.object { return try secretLeaves(of: members) }
    guard let parsed = value.withText({ try? JSON.parse($0.bytes, strings: .secret) }) ?? nil,
      let members = parsed.object
    else { throw Refusal(message: words) }
    return try secretLeaves(of: members)
  }

  private static func secretLeaves(of members: [Member]) throws(Refusal) -> [Member] {
    var keys: Set<String> = []
    var result: [Member] = []
    for member in members {
      guard keys.insert(member.key).inserted else {
        throw Refusal(message: "has a key twice")
      }
      guard !member.key.isEmpty else { throw Refusal(message: "has an empty key") }
      // Positions inside a text are not positions in the document.
      result.append(Member(member.key, try secretLeaves(of: member.value)))
    }
    return result
  }

  private static func secretLeaves(of value: Node) throws(Refusal) -> Node {
    switch value.content {
    case .string: return asSecret(value)
    case .object(let members): return .object(try secretLeaves(of: members))
    case .array(let elements):
      var result: [Node] = []
      for element in elements { result.append(try secretLeaves(of: element)) }
      return .array(result)
    case .number(let text):
      // sops rewrites 1.0 as 1, and the seal over the file would not hold any more.
      guard Int(text) != nil else {
        throw Refusal(message: "holds a number that is not whole: write it as text")
      }
      return Node(value.content)
    case .null, .bool, .secret: return Node(value.content)
    }
  }

  private static func secret(_ text: String) -> Node { asSecret(.string(text)) }

  static func asSecret(_ value: Node) -> Node {
    guard case .string(let text) = value.content else { return Node(value.content) }
    let bytes = Array(text.utf8)
    return Node(.secret(Secret(SecretBytes(copying: bytes.span))))
  }

  private static func asPublic(_ value: Node) -> Node {
    value.decodedText.map { .string($0) } ?? value
  }

  private static func noun(for kind: Kind, isPlural: Bool = false) -> String {
    switch kind {
    case .bool: isPlural ? "truth values" : "true or false"
    case .int: isPlural ? "whole numbers" : "a whole number"
    case .dnsName: isPlural ? "DNS names" : "text"
    default: isPlural ? "texts" : "text"
    }
  }
}

extension Node {
  /// A text as a `String`; only for fields that are public, and for choices.
  var decodedText: String? {
    if let string { return string }
    return withText { text in
      let bytes = text.bytes
      return String(validating: bytes.indices.map { bytes[$0] }, as: UTF8.self)
    } ?? nil
  }
}

extension Substring {
  /// The text without blanks at its ends.
  fileprivate var trimmingBlanks: Substring {
    var text = self
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return text
  }
}

public import CredentialTypes
public import Documents
internal import OpenSSL
internal import Secrets

/// A value that is to be made up: `FIELD[:LENGTH[:ALPHABET]]`.
public struct GenerationRequest: Hashable, Sendable {
  /// The field, by its id or an alias.
  public let field: String
  /// The number of characters, or of bytes where they are in base64 or base32; `nil` for the
  /// field's own.
  public let length: Int?
  /// The alphabet's name; `nil` for letters and digits.
  public let alphabet: String?

  /// Asks for a value as the field's type makes it.
  public init(field: String) {
    self.field = field
    length = nil
    alphabet = nil
  }

  /// Reads `FIELD`, `FIELD:16`, or `FIELD:16:hex`.
  ///
  /// - Throws: ``Failure`` with code `usage` for a length out of 1…4096 or an unknown alphabet.
  public init(parsing text: String) throws(Failure) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    field = String(parts.first ?? "")
    guard parts.count > 1 else {
      length = nil
      alphabet = nil
      return
    }
    let options = parts[1].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let generator = try SecretGenerator(parsing: parts[1])
    length = options[0].isEmpty ? nil : generator.length
    alphabet = options.count > 1 ? String(options[1]) : nil
  }

  /// Makes the value up.
  ///
  /// - Parameters:
  ///   - field: The field.
  ///   - type: The credential's type.
  ///   - values: The other fields of the credential, which say what kind of key to make.
  ///   - name: The credential's name, for a key's comment.
  /// - Returns: The fields to set, and with null those to compute anew.
  /// - Throws: ``Failure`` with code `usage` for a field that cannot be made up, or not in this
  ///   length or alphabet, `system` if there is no entropy.
  public func make(
    _ field: Field, of type: CredentialType, among values: [Member], name: String
  ) throws(Failure) -> [Member] {
    guard field.canBeGenerated else {
      throw Failure(
        .usage, "a value for \(field.id) cannot be made up; give it as \(field.id)=@FILE")
    }
    if let generator = field.generator {
      guard length == nil, alphabet == nil else {
        throw Failure(
          .usage,
          "\(field.id) is a key: leave out the length; 'credtree types show \(type.id)' "
            + "shows the fields that say what kind it is")
      }
      return try Self.make(field, by: generator, of: type, among: values, name: name)
    }
    let size = length ?? field.standardLength
    guard field.isGeneratedAsBytes else {
      let generator = try SecretGenerator(length: size, alphabetNamed: alphabet)
      return [Member(field.id, Node(.secret(Secret(try generator.generate()))))]
    }
    guard alphabet == nil else {
      throw Failure(.usage, "\(field.id) is \(field.kind.name): leave out the alphabet")
    }
    return [Member(field.id, Node(.secret(try Self.random(size, as: field.kind))))]
  }

  private static func make(
    _ field: Field, by generator: FieldGenerator, of type: CredentialType,
    among values: [Member], name: String
  ) throws(Failure) -> [Member] {
    let key: GeneratedKey
    do { key = try generator.make(for: type, among: values, comment: name) } catch {
      throw Failure(.system, "no key for \(field.id) could be made: \(error)")
    }
    var members = [Member(field.id, Node(.secret(key.privateKey)))]
    if let line = key.publicKey, type.field("publicKey") != nil {
      members.append(Member("publicKey", .string(line)))
    }
    return members
  }

  private static func random(_ count: Int, as kind: Kind) throws(Failure) -> Secret {
    do {
      let bytes = try RandomBytes.secret(count: count)
      switch kind {
      case .base32: return Secret(Base32.encodeSecret(bytes.bytes))
      case .base64url: return Secret(Base64.encodeSecretForURL(bytes.bytes))
      default: return Secret(Base64.encodeSecret(bytes.bytes))
      }
    } catch { throw Failure(.system, "no random bytes for a generated value: \(error)") }
  }
}

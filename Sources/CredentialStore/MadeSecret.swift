internal import Credentials
internal import CredentialTypes
internal import Documents
internal import Git
public import Secrets

/// A secret that a change made and that is in no file: it is shown this once.
public struct MadeSecret: Hashable, Sendable {
  /// What JSON calls it: `secretKey`, or `privateKey`.
  public let name: String
  /// The secret.
  public let secret: Secret
}

/// What a change put into a credential by itself.
struct MadeUp {
  /// The fields whose values were made up because they were missing.
  var fields: [String] = []
  /// A private key that is not to be stored.
  var unstored: MadeSecret?

  /// What JSON says of them.
  var details: [Member] {
    fields.isEmpty ? [] : [Member("madeFields", .array(fields.map { .string($0) }))]
  }

  /// What the user should know.
  func notes(about name: String) -> [String] {
    fields.map { "made \($0); 'credtree reveal \(name) \($0)' shows it" }
  }
}

extension Store {
  /// Puts values into the input of a new credential that are to be made up, and those that it
  /// lacks and that can be.
  ///
  /// - Returns: What was made without being asked for.
  /// - Throws: ``Failure`` with code `usage` for what cannot be made up, `system` if there is no
  ///   entropy.
  func makeUp(_ input: inout CredentialInput, for type: CredentialType, named name: String)
    throws(Failure) -> MadeUp
  {
    var made = MadeUp()
    let asked = try makeUpRequested(&input, for: type, named: name)
    made.fields = try makeUpMissing(&input, for: type, named: name)
    guard !input.storesPrivateKey else { return made }
    guard
      let field = type.fields.first(where: {
        $0.generator == .sshKey && (made.fields + asked).contains($0.id)
      }), let index = input.values.firstIndex(where: { $0.key == field.id }),
      let key = input.values[index].value.secret
    else {
      throw Failure(
        .usage,
        "only an SSH key that is newly made can be kept out of the file; leave out "
          + "--no-store-private, or the key that you gave")
    }
    input.values.remove(at: index)
    // A passphrase without its key is of no use.
    input.values.removeAll { type.field($0.key)?.id == "passphrase" }
    made.fields.removeAll { $0 == field.id }
    made.unstored = MadeSecret(name: field.id, secret: key)
    return made
  }

  /// Puts the values in that are asked for; those that the program keeps are left to validation.
  ///
  /// - Parameters:
  ///   - input: Where the requests are and the values go.
  ///   - type: The credential's type.
  ///   - name: The credential's name.
  ///   - stored: The fields as they are.
  /// - Returns: The ids of the fields that got a value.
  /// - Throws: ``Failure`` with code `usage` for what cannot be made up, `system` if there is no
  ///   entropy.
  @discardableResult
  func makeUpRequested(
    _ input: inout CredentialInput, for type: CredentialType, named name: String,
    over stored: [Member] = []
  ) throws(Failure) -> [String] {
    var made: [String] = []
    for request in input.generated {
      guard let field = type.field(request.field) else {
        // Validation reports an unknown field beside everything else that is wrong.
        input.values.append(Member(request.field, .string("")))
        continue
      }
      if type.canBeRemade(field.id), !stored.isEmpty { continue }
      let others = type.merging(input.values, over: stored)
      input.set(try request.make(field, of: type, among: others, name: name), of: type)
      made.append(field.id)
    }
    return made
  }

  /// The fields that the program made by itself and is asked to make anew.
  ///
  /// - Throws: ``Failure`` with code `invalid` for one that the credential does not have.
  static func remade(
    _ input: CredentialInput, of type: CredentialType, over stored: [Member]
  ) throws(Failure) -> Set<String> {
    var remade: Set<String> = []
    for request in input.generated {
      guard let id = type.field(request.field)?.id, type.canBeRemade(id) else { continue }
      guard stored.contains(where: { $0.key == id }) else {
        throw Failure(
          .invalid, "there is nothing to make anew",
          details: [Problem("is not set; 'credtree update' can have it made", field: "data.\(id)")])
      }
      remade.insert(id)
    }
    return remade
  }

  private func makeUpMissing(
    _ input: inout CredentialInput, for type: CredentialType, named name: String
  ) throws(Failure) -> [String] {
    let fields = type.fields.filter(\.isMadeIfMissing)
    guard !fields.isEmpty else { return [] }
    let problems: [Problem]
    do {
      _ = try type.validate(input.values, provider: input.provider)
      return []
    } catch { problems = error.problems }
    var made: [String] = []
    for field in fields {
      let isGiven = input.values.contains { type.field($0.key)?.id == field.id }
      guard !isGiven, problems.contains(where: { $0.field == "data.\(field.id)" }) else { continue }
      let request = GenerationRequest(field: field.id)
      let values = input.values.filter { !$0.value.isNull }
      input.set(try request.make(field, of: type, among: values, name: name), of: type)
      made.append(field.id)
    }
    return made
  }

  /// Who a key is made for: the member whose identity is used, or else git's user.
  ///
  /// Only types that record it cost a look at the identities.
  func creator(for type: CredentialType) -> String? {
    guard type.checks.contains(where: { $0.check == .apiKey }) else { return nil }
    return currentMember ?? (try? repository().userName()) ?? nil
  }
}

extension CredentialInput {
  /// Sets fields, in place of what there is under their ids or aliases.
  fileprivate mutating func set(_ members: [Member], of type: CredentialType) {
    for member in members {
      values.removeAll { $0.key == member.key || type.field($0.key)?.id == member.key }
      values.append(member)
    }
  }
}

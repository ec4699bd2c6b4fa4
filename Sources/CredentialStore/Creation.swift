public import Credentials
public import CredentialTypes
public import Documents
internal import OpenSSL
public import Secrets

extension Store {
  /// Creates a credential.
  ///
  /// - Parameters:
  ///   - input: What the credential is to hold.
  ///   - nameIsExact: Whether a name that is no valid name is refused, as one that was typed,
  ///     or made valid, as one from a document of another system.
  ///   - options: How the change is recorded.
  ///   - ask: Asks a person for a secret that is missing.
  /// - Returns: What was done.
  /// - Throws: ``Failure`` with code `invalid` and every problem at once, `not_found` for an
  ///   unknown type, `duplicate` for a name that is taken, `forbidden` for readers that were
  ///   not accepted, `system` if git or the system refuses.
  public func create(
    _ input: CredentialInput, nameIsExact: Bool, options: MutationOptions,
    askingFor ask: (Field) -> Secret?
  ) throws(Failure) -> MutationResult {
    guard let typeName = input.type else {
      throw Failure(.usage, "say which type of credential: credtree create TYPE NAME")
    }
    let type = try type(typeName)
    var input = input
    let contradictions = input.settle(as: type, isNew: true)
    let name = try settledName(&input, isExact: nameIsExact)
    let access = try access(for: name)
    try requireRole(for: .changingCredential(name))
    let now = Timestamp.now
    var metadata = CredentialMetadata(
      id: try CredentialID.random(), name: name, type: type.id, title: input.title ?? name,
      category: type.category, now: now)
    let problems =
      problems(withAccount: input.accountID) + contradictions
      + metadata.apply(input, type: type, configuration: configuration)
    let made = try makeUp(&input, for: type, named: name)
    // A person is asked only where the answers can be of use.
    if problems.isEmpty, try reader.contents(of: name) == nil {
      for field in Self.missingSecrets(from: input.values, type, provider: input.provider) {
        if let answer = ask(field) { input.values.append(Member(field.id, Node(.secret(answer)))) }
      }
    }
    let validated = try validate(
      input.values, as: type, provider: input.provider, creator: creator(for: type),
      besides: problems)
    metadata.provider = validated.provider
    metadata.expiresAt = input.expiresAt ?? Self.expiry(of: validated.public)

    let notes = try acceptPolicy(options) + CredentialName.notes(about: name)
    if type.allowsDefault, input.isDefault == true { try unlockDefaults(exceptFor: name) }
    let salt: Secret
    do { salt = Secret(try RandomBytes.secret(count: 32)) } catch {
      throw Failure(.system, "no random bytes for a salt: \(error)")
    }
    var contents = CredentialContents(
      metadata: metadata, public: validated.public, fields: validated.confidentialAndSecret,
      salt: salt)
    var sealed: (isDefault: Bool, file: [UInt8])?
    var demoted = Demotion()

    let result = try commit(options) { snapshot throws(Failure) in
      let files = try snapshot.credentialFiles(in: self)
      try snapshot.requireFree(name, among: files, in: self)
      try self.requireUnique(contents, of: type)
      if let asked = input.isDefault {
        contents.metadata.isDefault = type.allowsDefault && asked
        demoted =
          contents.metadata.isDefault
          ? try snapshot.demotedDefaults(exceptFor: name, in: self) : Demotion()
      } else if type.allowsDefault {
        // The first registry login is the default unless the user says otherwise.
        contents.metadata.isDefault =
          try !snapshot.hasCredential(of: type, among: files, in: self)
      }
      // Only when another process made a default meanwhile is there anything to redo.
      let file: [UInt8] =
        if let sealed, sealed.isDefault == contents.metadata.isDefault {
          sealed.file
        } else {
          try contents.sealed(for: access, at: now)
        }
      sealed = (contents.metadata.isDefault, file)
      return CredentialChange(
        verb: "create", metadata: contents.metadata, fields: [],
        writes: demoted.writes.merging([self.path(of: name): file]) { $1 })
    }
    return MutationResult(
      outcome: .created, id: metadata.id, name: name, revision: 1, commit: result.commit,
      changed: [], warnings: validated.warnings,
      notes: notes + made.notes(about: name) + demoted.notes + result.notes,
      details: Self.details(of: contents, type) + made.details,
      madeSecret: validated.secretKey.map { MadeSecret(name: "secretKey", secret: $0) }
        ?? made.unstored)
  }

  /// The secrets to ask for: those whose absence is all that is wrong with the values.
  private static func missingSecrets(
    from values: [Member], _ type: CredentialType, provider: String?
  ) -> [Field] {
    let problems: [Problem]
    do {
      _ = try type.validate(values, provider: provider)
      return []
    } catch { problems = error.problems }
    var missing: [Field] = []
    for problem in problems {
      guard let path = problem.field, path.hasPrefix("data."),
        let field = type.field(String(path.dropFirst(5))), field.fieldClass == .secret,
        !field.isDerived, field.isSingleLine,
        !values.contains(where: { type.field($0.key)?.id == field.id })
      else { return [] }
      if !missing.contains(where: { $0.id == field.id }) { missing.append(field) }
    }
    return missing
  }

  private func settledName(_ input: inout CredentialInput, isExact: Bool) throws(Failure) -> String
  {
    guard let given = input.name else {
      throw Failure(.usage, "say what the credential is to be called: credtree create TYPE NAME")
    }
    if isExact, let problem = CredentialName.problem(with: given) {
      let hint = CredentialName.slug(of: given).map { "; '\($0)' would do" } ?? ""
      throw Failure(
        .invalid, "the name cannot be used\(hint)", details: [Problem(problem, field: "name")])
    }
    try input.settleName()
    return input.name ?? given
  }

  /// What the answer says of an identifier that the other side needs to be told.
  static func details(of contents: CredentialContents, _ type: CredentialType) -> [Member] {
    guard type.field("externalId")?.isMade == true,
      let id = contents.public.first(where: { $0.key == "externalId" })
    else { return [] }
    let snippet = SetupSnippet.text(
      of: type, values: contents.public, name: contents.metadata.name)
    return [id] + (snippet.map { [Member("setupSnippet", .string($0))] } ?? [])
  }

  /// When a credential with these values stops working by itself, as a certificate does.
  ///
  /// - Parameter values: Its public fields.
  /// - Returns: The moment, or `nil` where no field says one.
  public static func expiry(of values: [Member]) -> Timestamp? {
    let names = ["notAfter", "expiry", "expiresAt"]
    return values.first { names.contains($0.key) }?.value.string.flatMap { Timestamp($0) }
  }
}

/// The responses of one system to its calls, from which the commands' output is taken.
///
/// None of them ever has a value that is not public.
protocol CompatibleResponses: Sendable {
  var system: CompatibleSystem { get }

  /// One credential, as in a list.
  func item(_ item: CredentialItem) -> Node
  /// One credential by itself.
  func described(_ item: CredentialItem) -> Node
  /// Credentials; `isOfProject` says that they are those of one project.
  func list(_ list: CredentialList, isOfProject: Bool) -> Node
  /// Deleted credentials.
  func list(_ list: DeletedList) throws(Failure) -> Node
  /// The answer to a change; `nil` where the system answers without a body.
  func changed(_ result: MutationResult, in workspace: Workspace) throws(Failure) -> Node?
  /// Where a credential is used.
  func references(_ list: ReferenceList) throws(Failure) -> Node
  /// The answer to a name that is free.
  func freeName() throws(Failure) -> Node?
  /// The types.
  func types(_ list: TypeList) throws(Failure) -> Node
  /// One type.
  func type(_ type: CredentialType) throws(Failure) -> Node
  /// The answer to a change of a type; the type is `nil` once it is deleted.
  func changed(_ change: TypeChange, type: CredentialType?) throws(Failure) -> Node?
  /// An error.
  func failure(_ failure: Failure) -> Node
}

extension CompatibleResponses {
  func described(_ item: CredentialItem) -> Node { self.item(item) }
  func list(_ list: DeletedList) throws(Failure) -> Node { throw noCounterpart }
  func references(_ list: ReferenceList) throws(Failure) -> Node { throw noCounterpart }
  func freeName() throws(Failure) -> Node? { throw noCounterpart }
  func types(_ list: TypeList) throws(Failure) -> Node { throw noCounterpart }
  func type(_ type: CredentialType) throws(Failure) -> Node { throw noCounterpart }
  func changed(_ change: TypeChange, type: CredentialType?) throws(Failure) -> Node? {
    throw noCounterpart
  }

  /// What to say where a system has nothing like a command.
  var noCounterpart: Failure {
    Failure(.usage, "\(system.title) has no such call; leave out --compat")
  }
}

extension CompatibleSystem {
  var responses: any CompatibleResponses {
    switch self {
    case .quave: QuaveResponses()
    case .seqera: SeqeraResponses(system: .seqera)
    case .tower: SeqeraResponses(system: .tower)
    case .infra0: Infra0Responses()
    case .nuvla: NuvlaResponses()
    }
  }

  /// Whether the system answers in pages even where none is asked for.
  public var alwaysHasPages: Bool { self == .infra0 }

  /// A credential as the system prints it; only public values are in it.
  public func document(of item: CredentialItem) -> Node { responses.described(item) }

  /// Credentials as the system lists them; `isOfProject` says that they are those of one project.
  public func document(of list: CredentialList, isOfProject: Bool) -> Node {
    responses.list(list, isOfProject: isOfProject)
  }

  /// Deleted credentials as the system lists them.
  ///
  /// - Throws: ``Failure`` with code `usage` if the system has no such list.
  public func document(of list: DeletedList) throws(Failure) -> Node { try responses.list(list) }

  /// Where a credential is used, as the system says it.
  ///
  /// - Throws: ``Failure`` with code `usage` if the system has no such call.
  public func document(of list: ReferenceList) throws(Failure) -> Node {
    try responses.references(list)
  }

  /// The system's answer to a name that is free; `nil` for an answer without a body.
  ///
  /// - Throws: ``Failure`` with code `usage` if the system has no such call.
  public func documentOfFreeName() throws(Failure) -> Node? { try responses.freeName() }

  /// Types as the system lists them.
  ///
  /// - Throws: ``Failure`` with code `usage` if the system has no such call.
  public func document(of list: TypeList) throws(Failure) -> Node { try responses.types(list) }

  /// A type as the system prints it.
  ///
  /// - Throws: ``Failure`` with code `usage` if the system has no such call.
  public func document(of shape: TypeShape) throws(Failure) -> Node {
    try responses.type(shape.type)
  }

  /// The system's answer to a change of a type; `nil` for an answer without a body.
  ///
  /// - Parameters:
  ///   - change: What was done.
  ///   - definition: The type's definition in JSON; `nil` once it is deleted.
  /// - Returns: The answer.
  /// - Throws: ``Failure`` with code `usage` if the system has no such call.
  public func document(of change: TypeChange, defining definition: [UInt8]?) throws(Failure)
    -> Node?
  {
    var type: CredentialType?
    if let definition, let node = try? JSON.parse(definition.span) {
      type = try? CredentialType.parse(node)
    }
    return try responses.changed(change, type: type)
  }

  /// An error as the system words it; never with a value.
  public func document(of failure: Failure) -> Node { responses.failure(failure) }
}

extension Workspace {
  /// A system's answer to a change; `nil` for an answer without a body.
  ///
  /// - Throws: ``Failure`` with code `usage` if the system has no such call, or whatever reading
  ///   the changed credential throws.
  public func document(of result: MutationResult, in system: CompatibleSystem) throws(Failure)
    -> Node?
  {
    let document = try system.responses.changed(result, in: self)
    guard let made = result.madeSecret else { return document }
    // A secret that was made is told once, in whatever words.
    let words = ["secretKey": "secret-key", "privateKey": "private-key"]
    let name = system == .nuvla ? words[made.name] ?? made.name : made.name
    return .object((document?.object ?? []) + [Member(name, Node(.secret(made.secret)))])
  }
}

extension Failure {
  /// The message and all details on one line.
  var line: String {
    guard !details.isEmpty else { return message }
    let problems = details.map { problem in
      (problem.field.map { "\($0): " } ?? "") + problem.message
    }
    return "\(message): " + problems.joined(separator: "; ")
  }

  /// A member of what other systems' bodies have beside our own.
  func foreign(_ key: String) -> Node? { foreign.first { $0.key == key }?.value }
}

extension Timestamp {
  /// RFC 3339 in UTC with milliseconds, as JavaScript and Clojure write it.
  var withMilliseconds: String { description.dropLast() + ".000Z" }
}

internal import Credtree
internal import CredentialTypes
internal import Documents
internal import Files
internal import Secrets

/// Values for fields as they stand on the command line.
enum FieldAssignment {
  static let help = """
    A value is FIELD=VALUE. A secret is never taken from the command line, where other \
    users of the machine can see it: give it as FIELD=@FILE, FIELD=- (standard input), \
    FIELD=env:VARIABLE, or --generate FIELD; a new credential's missing secret is asked for at \
    the terminal.
    """

  /// The same for a command that only puts given values in place of others.
  static let helpForReplacing = """
    A value is FIELD=VALUE. A secret is never taken from the command line, where other \
    users of the machine can see it: give it as FIELD=@FILE, FIELD=- (standard input), or \
    FIELD=env:VARIABLE.
    """

  /// What is given as an option because every type has it.
  private static let properties: Set<String> = [
    "title", "description", "category", "provider", "project", "owner", "default", "parent",
    "link",
  ]

  /// The most bytes that one value may have.
  static let valueLimit = 16 << 20

  /// What applying assignments did beside setting values.
  struct Effects {
    var readsStandardInput = false
    /// Whether values only take the place of two sides' in a merge, and nothing else is offered.
    var onlyReplaces = false
    /// The fields that got a value, by id.
    private(set) var assigned: Set<String> = []

    fileprivate mutating func note(_ id: String) throws {
      guard assigned.insert(id).inserted else {
        throw Failure(.usage, "\(id) is given twice; give each field one value")
      }
    }
  }

  /// Takes values away, as `--unset` asks: of fields, or of properties that every type has.
  static func remove(
    _ ids: [String], from input: inout CredentialInput, beside effects: Effects,
    typedBy workspace: Workspace
  ) throws {
    guard !ids.isEmpty else { return }
    let type = try workspace.type(input.type)
    for id in ids where effects.assigned.contains(type.field(id)?.id ?? id) {
      throw Failure(.usage, "\(id) is both given and unset; do one of them")
    }
    input.remove(ids, of: type)
  }

  /// Puts assigned and generated values into an input.
  static func apply(
    _ assignments: [String], generating requests: [String], to input: inout CredentialInput,
    typedBy workspace: Workspace, onlyReplacing onlyReplaces: Bool = false
  ) throws -> Effects {
    var effects = Effects(onlyReplaces: onlyReplaces)
    guard !assignments.isEmpty || !requests.isEmpty else { return effects }
    let type = try workspace.type(input.type)
    for assignment in assignments {
      guard let separator = assignment.firstIndex(of: "=") else {
        throw Failure(.usage, "a value must be FIELD=VALUE; one argument has no '='")
      }
      let id = String(assignment[..<separator])
      let source = assignment[assignment.index(after: separator)...]
      if id == "provider", type.needsProvider {
        input.provider = String(source)
        continue
      }
      let field = type.field(id)
      try effects.note(field?.id ?? id)
      let value = try value(
        of: field, id: id, type: type, source: source, effects: &effects)
      input.set(field?.id ?? id, to: value, of: type)
    }
    for request in requests {
      let request = try GenerationRequest(parsing: request)
      try effects.note(type.field(request.field)?.id ?? request.field)
      input.generated.append(request)
    }
    return effects
  }

  static func value(
    of field: Field?, id: String, type: CredentialType, source: Substring, effects: inout Effects
  ) throws -> Node {
    if source == "-" {
      guard !effects.readsStandardInput else {
        throw Failure(.usage, "standard input can be read once; give only one FIELD=-")
      }
      effects.readsStandardInput = true
      // Nobody wants to see what he types.
      if let field, field.isSingleLine, let answer = FieldPrompt.ask(field) {
        return Node(.secret(answer))
      }
      do {
        return node(try FileReader.secretFromStandardInput(limit: valueLimit), for: field)
      } catch { throw Failure(error) }
    }
    if source.hasPrefix("@") {
      do {
        return node(
          try FileReader.secret(of: String(source.dropFirst()), limit: valueLimit), for: field)
      } catch { throw Failure(error) }
    }
    if source.hasPrefix("env:") {
      let variable = String(source.dropFirst(4))
      guard let secret = EnvironmentVariable.secret(variable) else {
        throw Failure(.usage, "\(id): the variable \(variable) is not set")
      }
      return Node(.secret(Secret(secret)))
    }
    guard let field else {
      if effects.onlyReplaces {
        throw Failure(
          .usage,
          "\(id) is nothing that a merge leaves open in a \(type.id); change it afterwards with "
            + "'credtree update'")
      }
      if properties.contains(id) {
        throw Failure(
          .usage, "\(id) is no field of a type, every credential has it: give --\(id)")
      }
      // Validation reports an unknown field beside everything else that is wrong. It may be a
      // misspelt secret one, so its value is not taken.
      return .string("")
    }
    guard field.fieldClass != .secret else {
      throw Failure(
        .usage,
        "\(id) is secret and is not taken from the command line; give it as \(id)=@FILE, "
          + "\(id)=- (standard input), "
          + (effects.onlyReplaces
            ? "or \(id)=env:VARIABLE"
            : "\(id)=env:VARIABLE, or --generate \(id), or leave it out to be asked at the terminal")
      )
    }
    return .string(String(source))
  }

  /// A value read from a file or standard input, less the line feed that ends a text file.
  private static func node(_ bytes: consuming SecretBytes, for field: Field?) -> Node {
    var count = bytes.count
    if field?.isSingleLine ?? true {
      if count > 0, bytes.bytes[count - 1] == UInt8(ascii: "\n") { count -= 1 }
      if count > 0, bytes.bytes[count - 1] == UInt8(ascii: "\r") { count -= 1 }
    }
    return Node(.secret(Secret(SecretBytes(copying: bytes.bytes.extracting(first: count)))))
  }
}

/// Asks for secrets at the terminal.
enum FieldPrompt {
  static func ask(_ field: Field) -> Secret? {
    // Where input comes from a program, nobody is there to answer.
    guard StandardStream.inputIsTerminal, let answer = TerminalPrompt.secret("\(field.id): ") else {
      return nil
    }
    return Secret(answer)
  }
}

extension CredentialInput {
  /// Sets a field, in place of what the document has under its id or an alias.
  fileprivate mutating func set(_ id: String, to value: Node, of type: CredentialType) {
    values.removeAll { $0.key == id || type.field($0.key)?.id == id }
    values.append(Member(id, value))
  }

  /// Reads a JSON document from a file, or from standard input for `-`.
  init(readingDocumentFrom path: String) throws {
    let text: SecretBytes
    do {
      text =
        path == "-"
        ? try FileReader.secretFromStandardInput(limit: FieldAssignment.valueLimit)
        : try FileReader.secret(of: path, limit: FieldAssignment.valueLimit)
    } catch { throw Failure(error) }
    try self.init(document: text.bytes)
  }
}

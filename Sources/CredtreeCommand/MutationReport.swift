internal import Credtree
internal import Documents
internal import Secrets

extension GlobalOptions {
  /// Prints what a change did: warnings, notes unless `--quiet`, and the result.
  ///
  /// A secret that was made and is in no file is part of the result, this once.
  func show(_ result: MutationResult) throws {
    tell(of: result)
    guard let made = result.madeSecret else {
      return try output.show(result.document, text: result.text)
    }
    try Self.tellingOfLoss(of: made, result) {
      if json {
        let whole = (result.document.object ?? []) + [Member(made.name, Node(.secret(made.secret)))]
        return try output.write(SecretJSON.write(.object(whole), endsWithLineFeed: true))
      }
      try output.show(result.document, text: result.text)
      try output.write(Self.text(made, isBare: quiet))
    }
  }

  /// Prints a secret that is stored nowhere; the user must know when nobody has seen it.
  private static func tellingOfLoss(
    of made: MadeSecret, _ result: MutationResult, _ print: () throws -> Void
  ) throws {
    do { try print() } catch let failure as Failure {
      throw Failure(
        failure.code,
        "\(failure.message); \(result.name) is written, and its \(made.name) could not be shown and "
          + "is lost: delete it, or replace it with 'credtree rotate \(result.name)'")
    }
  }

  /// The secret for a person, or nothing but it.
  private static func text(_ made: MadeSecret, isBare: Bool) -> SecretBytes {
    var text = SecretBuilder()
    if !isBare {
      text.append("\(made.name), shown this once and not stored:\n")
    }
    append(made.secret.bytes, to: &text)
    return text.finish()
  }

  private static func append(_ secret: borrowing SecretBytes, to text: inout SecretBuilder) {
    text.append(secret)
    if secret.count == 0 || secret.bytes[secret.count - 1] != UInt8(ascii: "\n") {
      text.append("\n")
    }
  }

  /// Prints what a change did, in another system's words where one is named.
  func show(
    _ result: MutationResult, as system: CompatibleSystem?, in workspace: Workspace
  ) throws {
    guard let system else { return try show(result) }
    tell(of: result)
    let document = try workspace.document(of: result, in: system)
    guard let made = result.madeSecret, let document else {
      return try output.showResponse(document)
    }
    try Self.tellingOfLoss(of: made, result) {
      try output.write(SecretJSON.write(document, endsWithLineFeed: true))
    }
  }

  private func tell(of result: MutationResult) {
    Diagnostics.warn(result.warnings)
    for note in result.notes where !quiet { Diagnostics.note(note) }
  }
}

public import Secrets

extension Workspace {
  /// Opens a credential.
  ///
  /// - Parameters:
  ///   - reference: A name, an id, or the start of an id.
  ///   - revision: An earlier revision to open instead, from the commits of this branch.
  /// - Returns: The credential.
  /// - Throws: ``Failure`` with code `not_found`, `ambiguous`, `forbidden`, or `integrity`.
  public func open(_ reference: String, revision: Int? = nil) throws(Failure) -> OpenedCredential {
    let name = try store.resolve(reference)
    guard let revision else { return try store.credential(name) }
    return try store.credential(name, revision: revision)
  }
}

extension OpenedCredential {
  /// The bytes of a field's value: text as it is, anything else as JSON.
  ///
  /// - Throws: ``Failure`` with code `not_found` if the type has no such field, or it no value.
  public func value(ofField name: String) throws(Failure) -> SecretBytes {
    let id = type.field(name)?.id ?? name
    guard let value = value(id) else {
      guard let field = type.field(name) else {
        throw Failure(
          .notFound,
          "\(type.id) has no such field; it has \(type.fields.map(\.id).joined(separator: ", "))")
      }
      throw Failure(.notFound, "\(self.name) has no value for \(field.id)")
    }
    if let secret = secret(id) { return secret.bytes.copy() }
    return SecretJSON.write(value)
  }

  /// All values, or one, as JSON or as lines for people.
  ///
  /// - Throws: ``Failure`` with code `not_found` if the type has no such field, or it no value.
  public func revealed(field: String?, asJSON isJSON: Bool) throws(Failure) -> SecretBytes {
    var values = `public` + fields
    if let field {
      _ = try value(ofField: field)
      let id = type.field(field)?.id ?? field
      values = values.filter { $0.key == id }
    }
    guard isJSON else { return lines(of: values) }
    return SecretJSON.write(
      .object([
        Member("credentialId", .string(id)), Member("name", .string(name)),
        Member("type", .string(type.id)), Member("revision", .int(revision)),
        Member("data", .object(values)),
      ]), endsWithLineFeed: true)
  }

  private func lines(of values: [Member]) -> SecretBytes {
    var output = SecretBuilder()
    for member in values {
      output.append("\(member.key): ")
      if let secret = secret(member.key) {
        append(secret.bytes, to: &output)
      } else {
        output.append(SecretJSON.write(member.value))
        output.append("\n")
      }
    }
    return output.finish()
  }

  /// A text of several lines is indented, as YAML writes it, so that fields stay recognisable.
  private func append(_ text: borrowing SecretBytes, to output: inout SecretBuilder) {
    let bytes = text.bytes
    let hasLines = (0..<bytes.count).contains { bytes[$0] == UInt8(ascii: "\n") }
    if hasLines { output.append("|\n  ") }
    for index in bytes.indices {
      output.append(bytes[index])
      if bytes[index] == UInt8(ascii: "\n"), index + 1 < bytes.count { output.append("  ") }
    }
    if bytes.count == 0 || bytes[bytes.count - 1] != UInt8(ascii: "\n") { output.append("\n") }
  }
}

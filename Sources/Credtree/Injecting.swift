internal import Files
internal import Secrets

extension Workspace {
  /// Puts values in the place of the `cred://NAME#FIELD` in a text.
  ///
  /// - Parameters:
  ///   - text: The text.
  ///   - file: Its path, which tells how values are escaped if `format` does not.
  ///   - format: How values are escaped, or `nil` for what the file's name tells.
  ///   - source: Where the values come from.
  /// - Returns: The text with values.
  /// - Throws: ``Failure`` with code `not_found` for an unknown credential or field, `invalid` for
  ///   an empty value or one that the format cannot carry, `usage` for an unknown format, and as
  ///   opening each credential throws.
  public func inject(
    _ text: [UInt8], file: String, format: String? = nil, from source: ValueSource = .credentials
  ) throws(Failure) -> RenderedArtifact {
    var chosen = TextFormat(ofFile: file) ?? .text
    if let format {
      guard let named = TextFormat(rawValue: format) else {
        throw Failure(.usage, "--format must be one of \(TextFormat.names)")
      }
      chosen = named
    }
    var names: [String: String] = [:]
    for uri in CredentialURI.all(in: text.span) where names[uri.name] == nil {
      do { names[uri.name] = try store.resolve(uri.name) } catch {
        let line = 1 + text[..<uri.place].count { $0 == UInt8(ascii: "\n") }
        throw Failure(
          error.code, "\(file):\(line): cred://\(uri.name): \(error.message)",
          details: error.details)
      }
    }
    let credentials = try credentials(Array(names.values), from: source)
    if source == .credentials { recordUse(of: text, names: names, credentials) }
    let contents = try Injection.render(text, file: file, as: chosen) {
      name, field throws(Failure) in
      guard let found = names[name].flatMap({ credentials[$0] }) else {
        throw Failure(.notFound, "there is no credential '\(name)'")
      }
      return try found.get().usableValue(ofField: field)
    }
    return RenderedArtifact(contents: Secret(contents), isPublic: false, notes: [])
  }
}

extension Workspace {
  private func recordUse(
    of text: [UInt8], names: [String: String],
    _ credentials: [String: Result<OpenedCredential, Failure>]
  ) {
    var fields: [String: [String]] = [:]
    for uri in CredentialURI.all(in: text.span) {
      guard let name = names[uri.name], let field = uri.field else { continue }
      if !fields[name, default: []].contains(field) { fields[name, default: []].append(field) }
    }
    for (name, used) in fields.sorted(by: { $0.key < $1.key }) {
      guard let credential = try? credentials[name]?.get() else { continue }
      recordUse(of: [credential], by: "inject", fields: used)
    }
  }
}

extension OpenedCredential {
  /// The value of a field, or its type's default.
  ///
  /// - Throws: ``Failure`` with code `not_found` if the type has no such field, or it no value.
  func usableValue(ofField name: String) throws(Failure) -> Node {
    let id = type.field(name)?.id ?? name
    if let value = type.effectiveValue(of: id, in: `public` + fields) { return value }
    // Says which of the two is missing.
    _ = try value(ofField: name)
    throw Failure(.notFound, "\(self.name) has no value for \(id)")
  }
}

public import Documents

extension CredentialQuestion {
  /// The one that applies, of those that can.
  ///
  /// - Throws: ``Failure`` with code `not_found` or `ambiguous`.
  func choose(from matches: [CredentialMatch]) throws(Failure) -> CredentialMatch {
    let depth = matches.map(\.depth).max() ?? -1
    var candidates = matches.filter { $0.depth == depth }
    guard !candidates.isEmpty else { throw nothing }
    switch subject {
    case .image where purpose == .pull:
      let defaults = candidates.filter(\.header.metadata.isDefault)
      if !defaults.isEmpty { candidates = defaults }
    case .image: break
    case .address:
      let oldest = candidates.map(\.header.metadata.createdAt).min()
      candidates = candidates.filter { $0.header.metadata.createdAt == oldest }
    }
    guard candidates.count == 1 else { throw ambiguous(candidates) }
    return candidates[0]
  }

  private var nothing: Failure {
    let message =
      switch (subject, purpose) {
      case (.image(let image), .pull):
        "no credential is for \(image.registry), and none is the default; create one with "
          + "'credtree create container-registry NAME server=\(image.registry)'"
      case (.image(let image), .build):
        "no credential is for \(image.registry), and a build does not use the default; create one "
          + "with 'credtree create container-registry NAME server=\(image.registry)'"
      case (.address(let address), _):
        "no credential is for \(address.host); "
          + "say of one what it is for with 'credtree update REF --base-url URL'"
      }
    return Failure(.notFound, narrowed ? "\(message), or narrow the search less" : message)
  }

  private var narrowed: Bool { !types.isEmpty || provider != nil }

  private func ambiguous(_ candidates: [CredentialMatch]) -> Failure {
    let place =
      switch subject {
      case .image(let image): image.registry
      case .address(let address): address.host
      }
    let hint =
      candidates.allSatisfy { $0.reason == .standard }
      ? "leave one default with 'credtree set-default REF'"
      : purpose == .build
        ? "name one with --credential, or give each a server with a path of its own"
        : "name one with --credential, or make one the default"
    return Failure(
      .ambiguous, "\(candidates.count) credentials apply equally to \(place); \(hint)",
      details: candidates.map { match in
        let base = match.base.map { "for \($0)" } ?? "is the default"
        return Problem("\(match.header.metadata.type), \(base)", field: match.header.name)
      },
      context: [
        Member("candidates", .array(candidates.map { .object($0.members) }))
      ])
  }
}

extension CredentialMatch {
  /// The match as JSON documents have it, without the credential's other properties.
  public var members: [Member] {
    var members = [
      Member("credentialId", .string(header.id)), Member("name", .string(header.name)),
      Member("type", .string(header.metadata.type)), Member("reason", .string(reason.rawValue)),
    ]
    if let field { members.append(Member("field", .string(field))) }
    if let base { members.append(Member("base", .string(base))) }
    return members
  }
}

/// Where credentials are used, as it is shown.
public struct ReferenceList: Sendable {
  /// The references, in the order of files and lines.
  public let references: [Reference]
  /// Tracked files that could not be read, in which there may be more.
  public let unreadableFiles: [String]

  /// Whether there is none.
  public var isEmpty: Bool { references.isEmpty }

  /// The member `references` of JSON answers.
  var members: [Member] { [Member("references", ReferenceReport.grouped(references))] }

  /// The references as `--json` prints them.
  public var document: Node { .object(members) }

  /// The references for people: a line each, as compilers and grep write places.
  public var text: String {
    guard !isEmpty else { return "no tracked file refers to it\n" }
    return references.map { reference in
      let place = "\(reference.file):\(reference.position.line):\(reference.position.column)"
      return "\(place): \(reference.group.rawValue) \(reference.name): \(reference.field) = "
        + "\(reference.value)\(reference.confidence == .certain ? "" : " (likely)")\n"
    }.joined()
  }
}

extension Workspace {
  /// Finds where a credential is used, or all of them, in the tracked files of the work tree.
  ///
  /// - Parameter reference: A name, an id, or the start of an id; `nil` for every credential.
  /// - Returns: The references.
  /// - Throws: ``Failure`` with code `not_found` or `ambiguous`, `system` if git refuses.
  public func references(to reference: String?) throws(Failure) -> ReferenceList {
    var wanted: String?
    if let reference { wanted = try store.header(try store.resolve(reference))?.id }
    // All of them are looked for: a place may fit one credential loosely and another exactly.
    let credentials = try referencedCredentials()
    let scan = try referenceScan(for: credentials)
    let found = scan.references + OutputReferences.all(in: store.configuration, to: credentials)
    return ReferenceList(
      references: found.filter { wanted == nil || $0.credentialID == wanted },
      unreadableFiles: scan.unreadable)
  }

  /// Everything in the tracked files of the work tree that names one of these.
  func referenceScan(for credentials: [ReferencedCredential]) throws(Failure) -> ReferenceScan {
    do {
      return try ReferenceScan.workTree(
        of: try store.repository(),
        with: try ReferenceScanner(configuration: store.configuration, credentials: credentials))
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure(.system, "the tracked files cannot be read: \(error)")
    }
  }

  /// What references can name; where asked for, without the files that are no credential files.
  func referencedCredentials(skippingDamaged: Bool = false) throws(Failure)
    -> [ReferencedCredential]
  {
    let query = CredentialQuery()
    let headers =
      skippingDamaged
      ? try list(query).items.map(\.header) : try headers(matching: CredentialFilter())
    return headers.map {
      ReferencedCredential(id: $0.id, name: $0.name, type: $0.metadata.type)
    }
  }
}

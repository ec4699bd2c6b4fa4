/// What becomes of the places that name a credential which gets another name.
public enum RenamedReferences: Hashable, Sendable {
  /// The credential keeps its name if there are any.
  case refuse
  /// They are left as they are.
  case leave
  /// They get the new name, in the same commit.
  case rewrite
}

extension Workspace {
  /// Gives a credential another name; see ``Store/rename(_:to:options:rewriting:)``.
  ///
  /// - Parameters:
  ///   - reference: A name, an id, or the start of an id.
  ///   - newName: The new name.
  ///   - references: What becomes of the places that name it; those with its id still hold.
  ///   - options: How the change is recorded.
  /// - Returns: What was done.
  /// - Throws: ``Failure`` with code `in_use` and the references, if there are any and they are
  ///   to be refused; `conflict` if one is in a file that is not committed or cannot be rewritten;
  ///   else as the store throws.
  public func rename(
    _ reference: String, to newName: String, references: RenamedReferences,
    options: MutationOptions
  ) throws(Failure) -> MutationResult {
    let name = try store.resolve(reference)
    guard name != newName, references != .leave, options.uncheckedReason == nil else {
      return try store.rename(name, to: newName, options: options) { _ in [:] }
    }
    let credentials = try referencedCredentials()
    guard let renamed = credentials.first(where: { $0.name == name }) else {
      throw Failure(.notFound, "there is no credential '\(name)'")
    }
    let rewriting = ReferenceRewriting(
      of: renamed, to: newName, among: credentials, configuration: store.configuration)
    let found = try self.references(to: name)
    let list = ReferenceList(
      references: found.references.filter(rewriting.concerns),
      unreadableFiles: found.unreadableFiles)
    guard references == .rewrite || list.isEmpty else {
      throw Failure(
        .inUse,
        "files refer to \(name) by its name; --update-references rewrites them in the same commit, "
          + "--force and --unchecked REASON leave them",
        context: list.members)
    }
    guard list.unreadableFiles.isEmpty else {
      let files = list.unreadableFiles.joined(separator: ", ")
      throw Failure(
        .system, "\(name) may be used in files that cannot be read: \(files); make them readable")
    }
    let files = Set(list.references.map(\.file))
    return try store.rename(name, to: newName, options: options) { snapshot throws(Failure) in
      var writes: [String: [UInt8]] = [:]
      for file in files {
        guard let text = try snapshot.contents(of: file) else {
          throw Failure(
            .conflict, "\(file) refers to \(name) and is not committed; commit it first")
        }
        do throws(ReferenceRewriting.Unwritable) {
          writes[file] = try rewriting.rewritten(text, path: file)
        } catch {
          throw Failure(
            .conflict,
            "\(file):\(error.reference.position.line): this reference cannot be rewritten; "
              + "write \(newName) there by hand and commit it after 'credtree rename --force'")
        }
      }
      return writes.filter { path, text in text != (try? snapshot.contents(of: path)) }
    }
  }
}

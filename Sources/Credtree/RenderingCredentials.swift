internal import Files
public import Secrets

/// An artifact, made and ready to be written.
public struct RenderedArtifact: Sendable {
  /// Its bytes.
  public let contents: Secret
  /// Whether anyone may read it.
  public let isPublic: Bool
  /// What is allowed but will probably not work, and what was left out.
  public let notes: [String]
}

extension Workspace {
  /// All artifacts, sorted by name.
  public static var artifacts: [any Artifact] {
    ArtifactCatalogue.names.compactMap { ArtifactCatalogue.artifact(named: $0) }
  }

  /// Makes an artifact.
  ///
  /// - Parameters:
  ///   - artifactName: The artifact, such as `docker-config`.
  ///   - references: The credentials to put in; without any, all that the artifact accepts.
  ///   - filter: Narrows what is taken without references; `nil` is no filter.
  ///   - options: The artifact's options.
  ///   - source: Where the values come from.
  ///   - skipsUnreadable: Whether credentials that no identity opens are left out.
  /// - Returns: The artifact.
  /// - Throws: ``Failure``: as opening each credential throws, and as the artifact does.
  public func render(
    _ artifactName: String, of references: [String], selecting filter: CredentialFilter? = nil,
    options: [String: String] = [:], from source: ValueSource = .credentials,
    skippingUnreadable skipsUnreadable: Bool = false
  ) throws(Failure) -> RenderedArtifact {
    let artifact = try ArtifactCatalogue.requiredArtifact(named: artifactName)
    var names: [String] = []
    if references.isEmpty {
      if artifact.needsSelection, filter == nil {
        throw Failure(.usage, "say which credentials go into a \(artifact.id): REF, or --select")
      }
      names = try headers(matching: filter ?? CredentialFilter()).filter { header in
        let type = store.catalogue.type(named: header.metadata.type)
        return type.map(filter?.type == nil ? artifact.takesUnasked : artifact.accepts) ?? false
      }.map(\.name)
    } else {
      for reference in references { names.append(try store.resolve(reference)) }
    }
    let found = try credentials(names, from: source)
    var credentials: [OpenedCredential] = []
    var notes: [String] = []
    for name in names {
      do throws(Failure) {
        if let credential = try found[name]?.get() { credentials.append(credential) }
      } catch {
        guard error.code == .forbidden, skipsUnreadable else { throw error }
        notes.append("left out \(name): no identity opens it")
      }
    }
    let contents = try ArtifactCatalogue.render(
      artifact, from: credentials, options: try Self.options(options, for: artifact))
    if source == .credentials {
      recordUse(of: credentials, by: "render \(artifact.id)", fields: nil)
    }
    return RenderedArtifact(
      contents: Secret(contents), isPublic: artifact.isPublic,
      notes: notes + artifact.warnings(credentials))
  }

  /// Options as the user gave them; a template is a path from where the user is.
  private static func options(_ values: [String: String], for artifact: any Artifact)
    throws(Failure) -> RenderOptions
  {
    var options = RenderOptions(values)
    guard let name = artifact.fileOption, let path = values[name] else { return options }
    options.files = try TemplateFiles.load(path) { file throws(Failure) in
      do throws(FileError) { return try FileReader.contents(of: file, limit: 1 << 20) } catch {
        if error.code == .notFound { return nil }
        throw Failure(error)
      }
    }
    return options
  }

  /// Writes an artifact to a file, in one step.
  ///
  /// - Parameters:
  ///   - artifact: What to write.
  ///   - path: Where to.
  ///   - allowsTracked: Whether git may track the file.
  /// - Throws: ``Failure`` with code `usage` for a path that git tracks or would track, `system`
  ///   if the file cannot be written.
  public func write(
    _ artifact: RenderedArtifact, to path: String, allowingTracked allowsTracked: Bool
  )
    throws(Failure)
  {
    let file = OutputFile(path: path, isPublic: artifact.isPublic)
    try file.write(artifact.contents.bytes) { target throws(Failure) in
      allowsTracked ? false : try self.wouldTrack(target)
    }
  }

  /// Whether git tracks a path, or would with the next `git add`, in whichever repository it is.
  private func wouldTrack(_ path: String) throws(Failure) -> Bool {
    var tracked = TrackedPaths()
    return try !tracked.tracked(among: [AbsolutePath.of(path)]).isEmpty
  }
}

extension Artifact {
  /// The artifact on one line for people: name, what it is, and its options.
  public var summary: String {
    let options = optionNames.isEmpty ? "" : " (\(optionNames.joined(separator: ", ")))"
    return "  \(id): \(title)\(options)"
  }
}

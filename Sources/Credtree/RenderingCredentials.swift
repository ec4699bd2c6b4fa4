internal import Files
internal import Git
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
  ///   - filter: Narrows what is taken without references.
  ///   - options: The artifact's options.
  ///   - skipsUnreadable: Whether credentials that no identity opens are left out.
  /// - Returns: The artifact.
  /// - Throws: ``Failure``: as opening each credential throws, and as the artifact does.
  public func render(
    _ artifactName: String, of references: [String], selecting filter: CredentialFilter,
    options: [String: String], skippingUnreadable skipsUnreadable: Bool
  ) throws(Failure) -> RenderedArtifact {
    let artifact = try ArtifactCatalogue.requiredArtifact(named: artifactName)
    var names: [String] = []
    if references.isEmpty {
      names = try headers(matching: filter).filter { header in
        store.catalogue.type(named: header.metadata.type).map(artifact.accepts) ?? false
      }.map(\.name)
    } else {
      for reference in references { names.append(try store.resolve(reference)) }
    }
    var credentials: [OpenedCredential] = []
    var notes: [String] = []
    for name in names {
      do throws(Failure) {
        credentials.append(try store.credential(name))
      } catch {
        guard error.code == .forbidden, skipsUnreadable else { throw error }
        notes.append("left out \(name): no identity opens it")
      }
    }
    let contents = try ArtifactCatalogue.render(
      artifact, from: credentials, options: RenderOptions(options))
    recordUse(of: credentials, by: "render \(artifact.id)", fields: nil)
    return RenderedArtifact(
      contents: Secret(contents), isPublic: artifact.isPublic,
      notes: notes + artifact.warnings(credentials))
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
    let absolute = AbsolutePath.of(path)
    // It may be in a submodule, or in another repository altogether. One that cannot be opened
    // tracks nothing either.
    guard let repository = try? Repository(containing: FileWriter.folder(of: absolute)),
      let folder = repository.workFolder.map({ $0.hasSuffix("/") ? $0 : $0 + "/" }),
      absolute.hasPrefix(folder)
    else { return false }
    let relative = String(absolute.dropFirst(folder.utf8.count))
    if relative.hasPrefix(".git/") { return false }
    do {
      if try repository.isTracked(relative) { return true }
      return try !repository.isIgnored(relative)
    } catch { throw Failure(error) }
  }
}

extension Artifact {
  /// The artifact on one line for people: name, what it is, and its options.
  public var summary: String {
    let options = optionNames.isEmpty ? "" : " (\(optionNames.joined(separator: ", ")))"
    return "  \(id): \(title)\(options)"
  }
}

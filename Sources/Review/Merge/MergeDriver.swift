internal import Configuration
internal import CredentialStore
public import Credentials
public import Documents
internal import Files
internal import Git

/// What git calls when both sides of a merge changed a credential's file.
///
/// The result goes where git put our side. git's own textual merge is written there before
/// anything else, so that whatever happens then, both sides' ciphertext is still there and git has
/// a conflict.
public struct MergeDriver: Sendable {
  /// What git says of a merge: the words for `%O %A %B %L %P` in a driver's command line.
  public struct Request: Hashable, Sendable {
    /// The file with what both sides began with; an empty one where they had nothing in common.
    public var base: String
    /// The file with our side, which gets the result.
    public var ours: String
    /// The file with their side.
    public var theirs: String
    /// The number of characters of a conflict's marker; more than 7 where git merges the
    /// beginnings of two branches with each other first.
    public var markerSize: Int
    /// The path that the result will have, from the root of the work tree.
    public var path: String

    /// Creates a request.
    public init(base: String, ours: String, theirs: String, markerSize: Int, path: String) {
      self.base = base
      self.ours = ours
      self.theirs = theirs
      self.markerSize = markerSize
      self.path = path
    }

    /// Whether this merge only prepares another, so that nobody can resolve its conflicts.
    var isPreparation: Bool { markerSize > 8 }

    /// Whether a side renamed the file, and git has one text for both places: its markers are one
    /// character longer then.
    var isOfRename: Bool { markerSize == 8 }
  }

  /// What came of it.
  public struct Outcome: Hashable, Sendable {
    /// Whether the fields were merged; otherwise git has a conflict.
    public let isMerged: Bool
    /// What the user should know, or `nil` where there is nothing to say.
    public let message: String?
  }

  /// Merges.
  ///
  /// - Parameters:
  ///   - request: What git says.
  ///   - root: The absolute path of the work tree.
  /// - Returns: What came of it.
  /// - Throws: ``Credentials/Failure`` with code `system` if the files cannot be read or written.
  public static func run(_ request: Request, in root: String) throws(Failure) -> Outcome {
    let texts = MergeTexts(
      base: try contents(of: request.base), ours: try contents(of: request.ours),
      theirs: try contents(of: request.theirs))
    let repository: Repository?
    do { repository = try Repository(containing: root) } catch { repository = nil }
    let state = repository.flatMap { prepareFolder(of: $0) }
    let textual: TextualMerge.Outcome
    do throws(GitError) {
      textual = try TextualMerge.merge(
        base: texts.base ?? [], ours: texts.ours, theirs: texts.theirs,
        markerSize: request.markerSize, style: style(in: repository))
    } catch { throw Failure(error) }
    try replace(request.ours, with: textual.text, preparingIn: state)
    let merged: [UInt8]
    do throws(Failure) { merged = try merge(texts, request, in: root) } catch {
      if !request.isPreparation, request.isOfRename || texts.areRenamedByBoth {
        let whole = WholeConflict(ours: texts.ours, theirs: texts.theirs)
        try replace(request.ours, with: whole.text, preparingIn: state)
      }
      return Outcome(
        isMerged: false, message: request.isPreparation ? nil : text(of: error, request))
    }
    try replace(request.ours, with: merged, preparingIn: state)
    return Outcome(isMerged: true, message: nil)
  }

  /// The merged file.
  ///
  /// The policy is that of our side: in the middle of a merge nobody knows yet what becomes of
  /// both. Only `HEAD` is read, since git holds the locks of everything else.
  private static func merge(_ texts: MergeTexts, _ request: Request, in root: String)
    throws(Failure) -> [UInt8]
  {
    let store = try Store(root: root, source: .commit("HEAD"))
    guard let place = store.name(ofPath: request.path) else {
      throw Failure(.conflict, "\(request.path) is no file of the store, so it is merged as text")
    }
    let agreed = try texts.agreedName(formerly: place)
    // The path is the old one then, and the new one is not told.
    let name = request.isOfRename ? agreed : place
    let news = Readers.canonical(try store.grantsNotAccepted().map(\.key))
    return try texts.merged(
      as: name,
      by: MergeTools(
        keyRing: try store.keyRing(), configuration: store.configuration,
        catalogue: store.catalogue, access: try store.access(for: name),
        accepts: { !news.contains($0) }))
  }

  private static func contents(of path: String) throws(Failure) -> [UInt8] {
    do throws(FileError) {
      return try FileReader.contents(of: path, limit: credentialFileLimit)
    } catch { throw Failure(error) }
  }

  private static func replace(
    _ path: String, with text: [UInt8], preparingIn folder: String?
  ) throws(Failure) {
    let permissions = FileReader.permissions(of: path) ?? 0o600
    do throws(FileError) {
      guard let folder else {
        return try FileWriter.replace(path, with: text.span, permissions: permissions)
      }
      try FileWriter.replace(
        path, with: text.span, permissions: permissions, preparingIn: folder)
    } catch { throw Failure(error) }
  }

  /// A folder of the repository's own, whose leftovers the next mutation removes.
  private static func prepareFolder(of repository: Repository) -> String? {
    let folder = "\(repository.commonFolder)/credtree"
    guard (try? FileWriter.createFolders(folder)) != nil else { return nil }
    return folder
  }

  private static func style(in repository: Repository?) -> TextualMerge.Style {
    let name = try? repository?.configString("merge.conflictstyle")
    return name.flatMap { TextualMerge.Style(rawValue: $0) } ?? .merge
  }

  private static func text(of failure: Failure, _ request: Request) -> String {
    let details = failure.details.map { problem in
      [problem.field, problem.message].compactMap(\.self).joined(separator: " ")
    }.joined(separator: "; ")
    let reason = details.isEmpty ? failure.message : "\(failure.message): \(details)"
    return "\(request.path) is merged as text, with the ciphertext of both sides: \(reason)"
  }
}

extension CredentialMerge {
  /// Refuses to be written while something about it is open, or where it is not valid.
  ///
  /// - Parameter name: The name that the file's path gives the credential.
  /// - Throws: ``Failure`` with code `conflict`, which says what to do.
  func requireSettled(as name: String) throws(Failure) {
    try requireDecided(as: name)
    guard problems.isEmpty else {
      throw Failure(
        .conflict,
        "what each side changed of \(name) does not fit together; run 'credtree resolve-conflict "
          + "\(name)' with '--take FIELD=ours' or '--take FIELD=theirs' for the fields that belong "
          + "together, or with '--set FIELD=…'", details: problems)
    }
  }

  /// Refuses to be written while both sides of something differ.
  func requireDecided(as name: String) throws(Failure) {
    if !conflicts.isEmpty {
      let fields = conflicts.map(\.field).joined(separator: ", ")
      throw Failure(
        .conflict,
        "both sides changed \(fields) of \(name); run 'credtree resolve-conflict \(name) --ours' or "
          + "'--theirs', or give each field its side with '--take FIELD=ours'",
        context: [Member("conflicts", .array(conflicts.map(\.document)))])
    }
    guard contents.metadata.name == name else {
      throw Failure(
        .conflict,
        "\(name) is called \(contents.metadata.name) by what both sides say; rename it with "
          + "'git mv', or take one side with 'git checkout --ours' or '--theirs'")
    }
  }
}

extension FieldConflict {
  /// The conflict as `--json` prints it.
  public var document: Node {
    .object([
      Member("field", .string(field)), Member("ours", .string(ours.rawValue)),
      Member("theirs", .string(theirs.rawValue)),
    ])
  }
}

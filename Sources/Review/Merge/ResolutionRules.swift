internal import Access
internal import Configuration
internal import CredentialStore
internal import Credentials
internal import Documents
internal import Git

/// What a resolution must keep to.
extension Store {
  /// The name that the result gets: the one that was given, or by the side that was chosen.
  ///
  /// - Returns: The name, or `nil` where it is still to be decided, or the sides agree on another
  ///   one than the path's.
  /// - Throws: ``Failure`` with code `invalid` or `duplicate` for a name that cannot be had.
  func chosenName(of credential: UnresolvedCredential, as input: ResolutionInput)
    throws(Failure) -> String?
  {
    guard let places = credential.places else {
      let agreed = credential.ours?.name
      return agreed == credential.theirs?.name && agreed != credential.name ? nil : credential.name
    }
    guard let name = input.name ?? input.choices.side(for: "name").map({ places[$0] }) else {
      return nil
    }
    try requireFree(name, besides: credential.allPaths)
    return name
  }

  /// Refuses to go on without a name.
  ///
  /// - Throws: ``Failure`` with code `conflict`, which says what the names are.
  func requireName(_ name: String?, of credential: UnresolvedCredential) throws(Failure) -> String {
    if let name { return name }
    guard let places = credential.places else { return credential.name }
    throw Failure(
      .conflict,
      "it is called \(places.ours) by ours and \(places.theirs) by theirs; run 'credtree "
        + "resolve-conflict \(credential.name) --ours' or '--theirs', which decides all that both "
        + "changed, or give '--take name=ours', '--take name=theirs', or '--set name=NAME'")
  }

  /// Refuses a name that no credential can have, or that another one has in the index; the paths
  /// `own` are the credential's, and do not count.
  func requireFree(_ name: String, besides own: Set<String>) throws(Failure) {
    if let problem = CredentialName.problem(with: name) {
      throw Failure(.invalid, "the name \(name.debugDescription) \(problem)")
    }
    let folded = CredentialName.folded(name)
    let repository = try repository()
    let paths: [String]
    do { paths = try repository.trackedBlobs(under: configuration.store).map(\.path) } catch {
      throw Failure(error)
    }
    for path in paths where !own.contains(path) {
      guard let other = self.name(ofPath: path), CredentialName.folded(other) == folded else {
        continue
      }
      throw Failure(
        .duplicate,
        "there is another credential '\(other)'; take the other side's name, or give one with "
          + "'--set name=NAME'")
    }
  }

  /// Refuses decisions that this conflict has no question for.
  func refuseUnfit(_ input: ResolutionInput, for credential: UnresolvedCredential)
    throws(Failure)
  {
    if input.name != nil, credential.places == nil {
      throw Failure(
        .usage,
        "both sides call it \(credential.name); resolve it, and run 'credtree rename' after the "
          + "merge is committed")
    }
    if input.name != nil, input.choices.fields["name"] != nil {
      throw Failure(.usage, "name is given both a side and a value; give --take or --set")
    }
    if input.other != .unsaid, !credential.isOfTwo {
      throw Failure(
        .usage,
        "\(credential.name) is one credential on both sides; --other-as and --drop-other are for "
          + "two of one name")
    }
  }

  /// Refuses a side for a field that is the same on both: the user may mean another one.
  func refuseUnused(
    _ choices: MergeChoices, in merge: CredentialMerge, of credential: UnresolvedCredential
  ) throws(Failure) {
    var open = Set(merge.decided.keys).union(merge.conflicts.map(\.field))
    if credential.places != nil { open.insert("name") }
    let unused = choices.fields.keys.filter { !open.contains($0) }.sorted()
    guard unused.isEmpty else {
      let list =
        open.isEmpty ? "nothing is" : "in conflict are: \(open.sorted().joined(separator: ", "))"
      throw Failure(
        .usage,
        "\(unused.joined(separator: ", ")) of \(credential.name) is the same on both sides; \(list)"
      )
    }
  }

  /// Refuses to hand a secret to somebody who could read it on neither side, at a new place.
  ///
  /// A value that only one side has was readable by that side's readers only.
  ///
  /// - Parameters:
  ///   - contents: What is to be written.
  ///   - readers: Who may read it at its place.
  ///   - sides: The files that its values come from.
  ///   - input: Whether the user accepts it.
  /// - Throws: ``Failure`` with code `conflict`, which names who would gain.
  func requireNoGain(
    of contents: CredentialContents, by readers: Readers, from sides: [OpenedFile],
    _ input: ResolutionInput
  ) throws(Failure) {
    let name = contents.metadata.name
    guard !input.acceptsReaders, sides.contains(where: { $0.contents.metadata.name != name })
    else { return }
    var strangers: Set<String> = []
    for field in PlacedField.all(of: contents) where field.isSealed {
      let sources = sides.filter { PlacedField.all(of: $0.contents).contains(field) }
      guard !sources.isEmpty else { continue }
      let known = sources.reduce(into: Set<String>()) { known, side in
        let former = Readers(of: side.file)
        // A part of a quorum is not the whole.
        if former.isFlat || former == readers { known.formUnion(former.keys) }
      }
      strangers.formUnion(readers.keys.subtracting(known))
    }
    guard !strangers.isEmpty else { return }
    let holders = KeyHolders([configuration])
    let people = Set(strangers.map { holders.reader(of: $0).member ?? $0 }).sorted()
    throw Failure(
      .conflict,
      "as \(name) it would open for \(people.joined(separator: ", ")), who could not read it on "
        + "the side that it comes from; if that is meant, repeat the command with "
        + "--accept-readers, else choose another name",
      context: [Member("readers", .array(people.map { .string($0) }))])
  }

  /// What the user should know about the names that are given up.
  static func notes(on name: String, of credential: UnresolvedCredential) -> [String] {
    guard let places = credential.places else { return [] }
    let given = [places.ours, places.theirs].filter { $0 != name }
    return given.map {
      "what refers to \($0) must name \(name); 'credtree check --staged' says where"
    }
  }
}

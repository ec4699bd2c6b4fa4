internal import Configuration
public import CredentialStore
public import Credentials
internal import Documents
internal import Git

/// A credential whose file a merge left in conflict.
public struct UnresolvedCredential: Hashable, Sendable {
  /// The name that its path gives it; where both sides renamed it, the name by our side.
  public let name: String
  /// What both sides began with, or `nil` where they had nothing in common.
  let base: MergeFile?
  /// Our side, or `nil` where it has no file.
  let ours: MergeFile?
  /// Their side, or `nil` where it has no file.
  let theirs: MergeFile?
  /// The file's path from the root of the work tree, where the conflict is.
  public let path: String
  /// The paths whose conflict ends with this credential's.
  let paths: [String]
  /// What each side calls it, where they do not agree.
  public let places: MergePlaces?
  /// Whether git has a text with both sides in the place of each, which no driver of ours made.
  public let isMixed: Bool

  init(
    name: String, base: MergeFile?, ours: MergeFile?, theirs: MergeFile?, path: String,
    besides others: [String] = [], places: MergePlaces? = nil, isMixed: Bool = false
  ) {
    (self.name, self.base, self.ours, self.theirs) = (name, base, ours, theirs)
    (self.path, paths) = (path, [path] + others)
    (self.places, self.isMixed) = (places, isMixed)
  }

  /// A side's file, or `nil` if it has none.
  func file(_ side: MergeSide) -> MergeFile? { side == .ours ? ours : theirs }

  /// The side that has no file, if one deleted it.
  public var deletedBy: MergeSide? {
    guard places == nil else { return nil }
    if ours == nil { return .ours }
    return theirs == nil ? .theirs : nil
  }

  /// Whether each side has another credential of this name.
  public var isOfTwo: Bool {
    guard let mine = ours?.id, let other = theirs?.id else { return false }
    return mine != other
  }

  /// Every file that it is about: those in conflict, and where a side has it elsewhere.
  var allPaths: Set<String> {
    Set(paths + [base, ours, theirs].compactMap { $0?.path })
  }

  /// Whether a user may mean it by a word: a name of either side, an id or the start of one.
  func isMeant(by reference: String, called names: [String]) -> Bool {
    if names.contains(reference) || places?.ours == reference || places?.theirs == reference {
      return true
    }
    return reference.utf8.count >= CredentialID.shortestPrefix
      && [ours, theirs].contains { $0?.id?.hasPrefix(reference) ?? false }
  }
}

/// What is to be decided about an unresolved credential.
public struct UnresolvedReport: Sendable {
  /// The credential.
  public let credential: UnresolvedCredential
  /// The type of the credential, where a side can be read.
  public let type: String?
  /// The fields and properties that both sides changed, each to something else.
  public let conflicts: [FieldConflict]
  /// Why the sides cannot be merged field by field, or `nil` if they can.
  public let obstacle: String?
  /// The sides that can be taken as a whole by this user, where there is an obstacle.
  public let sides: [MergeSide]
}

extension UnresolvedCredential {
  /// Why its sides cannot be told apart.
  var mixture: String {
    let names = places.map { "\($0.ours) and \($0.theirs)" } ?? name
    return "both sides renamed it, to \(names), and git merged its text without credtree's driver, "
      + "so neither side is left whole: run 'credtree init', abort the merge and begin it again"
  }
}

extension Store {
  /// The credentials whose files a merge left in conflict, in the order of their names.
  ///
  /// - Throws: ``Credentials/Failure`` with code `system` if the index cannot be read.
  public func unresolvedCredentials() throws(Failure) -> [UnresolvedCredential] {
    let repository = try repository()
    let paths: [UnresolvedPath]
    do { paths = try repository.unresolvedPaths(under: configuration.store) } catch {
      throw Failure(error)
    }
    return try UnresolvedGroups(of: paths, in: self).credentials
  }

  /// The unresolved credential that a user means.
  ///
  /// - Parameter reference: A name, an id, or the first 6 or more characters of an id.
  /// - Returns: The credential.
  /// - Throws: ``Credentials/Failure`` with code `not_found` if it is not in conflict,
  ///   `ambiguous`.
  public func unresolvedCredential(_ reference: String) throws(Failure) -> UnresolvedCredential {
    let all = try unresolvedCredentials()
    if let found = all.first(where: { $0.name == reference }) { return found }
    let matches = all.filter { credential in
      credential.isMeant(by: reference, called: credential.paths.compactMap { name(ofPath: $0) })
    }
    if matches.count == 1 { return matches[0] }
    let names = (matches.isEmpty ? all : matches).map(\.name).joined(separator: ", ")
    guard matches.isEmpty else {
      throw Failure(.ambiguous, "that means any of \(names); give a name or more of the id")
    }
    throw Failure(
      .notFound,
      all.isEmpty
        ? "no credential is in conflict; there is nothing to resolve"
        : "no credential of that name is in conflict; these are: \(names)")
  }

  /// What is to be decided about an unresolved credential, which nothing is written for.
  ///
  /// - Throws: ``Credentials/Failure`` with code `system` if the index cannot be read, `invalid` if
  ///   an identity that was asked for is unusable.
  public func report(on credential: UnresolvedCredential) throws(Failure) -> UnresolvedReport {
    var type: String?
    for side in MergeSide.allCases {
      guard type == nil, let text = credential.file(side)?.text else { continue }
      type = (try? CredentialHeader(text.span, name: credential.name))?.metadata.type
    }
    func report(_ conflicts: [FieldConflict], _ obstacle: String?) throws(Failure)
      -> UnresolvedReport
    {
      let name = FieldConflict(field: "name", ours: .changed, theirs: .changed)
      return UnresolvedReport(
        credential: credential, type: type,
        conflicts: (credential.places == nil ? [] : [name])
          + conflicts.filter { $0.field != "name" || credential.places == nil },
        obstacle: obstacle, sides: obstacle == nil ? [] : try usableSides(of: credential))
    }
    if credential.isMixed {
      return UnresolvedReport(
        credential: credential, type: type, conflicts: [], obstacle: credential.mixture, sides: [])
    }
    if let side = credential.deletedBy {
      return try report([], side == .ours ? "ours deleted it" : "theirs deleted it")
    }
    guard let ours = credential.ours?.text, let theirs = credential.theirs?.text
    else { return try report([], credential.places == nil ? "a side is missing" : nil) }
    let texts = MergeTexts(base: credential.base?.text, ours: ours, theirs: theirs)
    let merge: CredentialMerge
    do throws(Failure) {
      let sources = try MergeSources(
        texts, of: credential.name, with: try keyRing(), configuration: configuration)
      merge = try CredentialMerge(
        base: sources.base, ours: sources.ours, theirs: sources.theirs, catalogue: catalogue)
    } catch {
      return try report([], error.message)
    }
    return try report(merge.conflicts, nil)
  }

  /// The sides that have no file, or one that this user can open.
  private func usableSides(of credential: UnresolvedCredential) throws(Failure) -> [MergeSide] {
    var sides: [MergeSide] = []
    for side in MergeSide.allCases {
      guard let file = credential.file(side) else {
        sides.append(side)
        continue
      }
      let opened = try? CredentialFile(file.text.span, name: file.name ?? credential.name)
        .open(with: keyRing(), configuration: configuration)
      if opened != nil { sides.append(side) }
    }
    return sides
  }
}

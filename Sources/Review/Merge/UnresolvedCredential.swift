internal import Configuration
public import CredentialStore
public import Credentials
internal import Documents
internal import Git

/// A credential whose file a merge left in conflict.
public struct UnresolvedCredential: Hashable, Sendable {
  /// The name that its path gives it.
  public let name: String
  /// What the index has of it.
  let sides: UnresolvedPath

  /// The file's path from the root of the work tree.
  public var path: String { sides.path }

  /// The side that has no file, if one deleted it.
  public var deletedBy: MergeSide? {
    if sides.ours == nil { return .ours }
    return sides.theirs == nil ? .theirs : nil
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
    return paths.compactMap { sides in
      name(ofPath: sides.path).map { UnresolvedCredential(name: $0, sides: sides) }
    }
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
    var matches: [UnresolvedCredential] = []
    if reference.utf8.count >= CredentialID.shortestPrefix {
      for credential in all
      where try ids(of: credential).contains(where: { $0.hasPrefix(reference) }) {
        matches.append(credential)
      }
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

  private func ids(of credential: UnresolvedCredential) throws(Failure) -> [String] {
    var ids: [String] = []
    for side in MergeSide.allCases {
      guard let text = try text(of: credential, side) else { continue }
      if let header = try? CredentialHeader(text.span, name: credential.name) {
        ids.append(header.id)
      }
    }
    return ids
  }

  /// A side's bytes, or `nil` if it has no file.
  func text(of credential: UnresolvedCredential, _ side: MergeSide) throws(Failure) -> [UInt8]? {
    try text(of: side == .ours ? credential.sides.ours : credential.sides.theirs)
  }

  /// The bytes that both sides began with, or `nil` where they had nothing in common.
  func baseText(of credential: UnresolvedCredential) throws(Failure) -> [UInt8]? {
    try text(of: credential.sides.base)
  }

  private func text(of blob: ObjectID?) throws(Failure) -> [UInt8]? {
    guard let blob else { return nil }
    let repository = try repository()
    do { return try repository.contents(ofBlob: blob) } catch { throw Failure(error) }
  }

  /// What is to be decided about an unresolved credential, which nothing is written for.
  ///
  /// - Throws: ``Credentials/Failure`` with code `system` if the index cannot be read, `invalid` if
  ///   an identity that was asked for is unusable.
  public func report(on credential: UnresolvedCredential) throws(Failure) -> UnresolvedReport {
    var type: String?
    for side in MergeSide.allCases {
      guard type == nil, let text = try text(of: credential, side) else { continue }
      type = (try? CredentialHeader(text.span, name: credential.name))?.metadata.type
    }
    func report(_ conflicts: [FieldConflict], _ obstacle: String?) throws(Failure)
      -> UnresolvedReport
    {
      UnresolvedReport(
        credential: credential, type: type, conflicts: conflicts, obstacle: obstacle,
        sides: obstacle == nil ? [] : try usableSides(of: credential))
    }
    if let side = credential.deletedBy {
      return try report([], side == .ours ? "ours deleted it" : "theirs deleted it")
    }
    guard let ours = try text(of: credential, .ours), let theirs = try text(of: credential, .theirs)
    else { return try report([], "a side is missing") }
    let texts = MergeTexts(base: try baseText(of: credential), ours: ours, theirs: theirs)
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
      guard let text = try text(of: credential, side) else {
        sides.append(side)
        continue
      }
      let opened = try? CredentialFile(text.span, name: credential.name)
        .open(with: keyRing(), configuration: configuration)
      if opened != nil { sides.append(side) }
    }
    return sides
  }
}

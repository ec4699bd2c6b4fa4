internal import Files
internal import Git

extension Workspace {
  /// Merges a credential's file for git; see ``MergeDriver``.
  ///
  /// git starts a merge driver in the root of the work tree. No variable leads it elsewhere.
  ///
  /// - Throws: ``Failure`` with code `system` if a file cannot be read or written.
  public static func merge(_ request: MergeDriver.Request) throws(Failure) -> MergeDriver.Outcome {
    try MergeDriver.run(request, in: FileReader.currentFolder)
  }

  /// What is to be decided about the credentials that a merge left in conflict.
  ///
  /// - Throws: ``Failure`` with code `system` if the index cannot be read.
  public func unresolvedReports() throws(Failure) -> UnresolvedList {
    var reports: [UnresolvedReport] = []
    for credential in try store.unresolvedCredentials() {
      reports.append(try store.report(on: credential))
    }
    return UnresolvedList(reports: reports)
  }

  /// What is to be decided about one credential; see ``Store/unresolvedCredential(_:)``.
  public func unresolvedReport(on reference: String) throws(Failure) -> UnresolvedReport {
    try store.report(on: try store.unresolvedCredential(reference))
  }

  /// Resolves a credential that a merge left in conflict; see
  /// ``Store/resolve(_:as:options:)``.
  public func resolve(
    _ credential: UnresolvedCredential, as input: ResolutionInput, options: MutationOptions
  ) throws(Failure) -> ConflictResolution {
    try store.resolve(credential, as: input, options: options)
  }

  /// Resolves every credential that a merge left in conflict, one after the other.
  ///
  /// - Returns: What was done, in the order of the names.
  /// - Throws: ``Failure`` as ``resolve(_:as:options:)`` for the first that cannot be resolved; those
  ///   before it are resolved then. With code `not_found` where there is none.
  public func resolveAll(as input: ResolutionInput, _ options: MutationOptions) throws(Failure)
    -> [ConflictResolution]
  {
    let all = try store.unresolvedCredentials()
    guard !all.isEmpty else {
      throw Failure(.notFound, "no credential is in conflict; there is nothing to resolve")
    }
    return try store.resolve(all: all, as: input, options: options)
  }

  /// What git has in hand that waits for its conflicts, as the command that goes on with it.
  public var continuation: String? {
    guard let folder = try? store.repository().gitFolder else { return nil }
    let signs = [
      ("rebase-merge", "git rebase --continue"), ("rebase-apply", "git rebase --continue"),
      ("CHERRY_PICK_HEAD", "git cherry-pick --continue"),
      ("REVERT_HEAD", "git revert --continue"), ("MERGE_HEAD", "git commit"),
    ]
    return signs.first { FileReader.exists("\(folder)/\($0.0)") }?.1
  }
}

/// The credentials that a merge left in conflict.
public struct UnresolvedList: Sendable {
  /// What is to be decided about each.
  public let reports: [UnresolvedReport]

  /// The list as `--json` prints it.
  public var document: Node {
    .object([
      Member("unresolved", .array(reports.map(\.document))), Member("total", .int(reports.count)),
    ])
  }

  /// The list for people.
  public var text: String {
    guard !reports.isEmpty else { return "no credential is in conflict\n" }
    return reports.map { $0.text + "\n" }.joined()
  }
}

extension UnresolvedReport {
  /// The report as `--json` prints it.
  public var document: Node {
    var members = [
      Member("name", .string(credential.name)), Member("file", .string(credential.path)),
    ]
    if let type { members.append(Member("type", .string(type))) }
    if let places = credential.places {
      members.append(
        Member(
          "names",
          .object([
            Member("ours", .string(places.ours)), Member("theirs", .string(places.theirs)),
          ])))
    }
    members.append(Member("conflicts", .array(conflicts.map(\.document))))
    if let obstacle {
      members.append(Member("obstacle", .string(obstacle)))
      members.append(Member("sides", .array(sides.map { .string($0.rawValue) })))
    }
    return .object(members)
  }

  /// The report for people, in one line.
  public var text: String {
    if let obstacle {
      if credential.isMixed { return "\(credential.name): \(obstacle)" }
      let both = credential.isOfTwo ? ", and give the other a name with --other-as NAME" : ""
      let next =
        sides.isEmpty
        ? "neither side can be taken with your keys; let somebody resolve it whose key opens them"
        : "take " + sides.map { "--\($0.rawValue)" }.joined(separator: " or ") + both
      return "\(credential.name): \(obstacle); \(next)"
    }
    let fields = conflicts.map { conflict in
      guard conflict.field == "name", let places = credential.places else { return conflict.text }
      return "name (\(places.ours) by ours, \(places.theirs) by theirs)"
    }.joined(separator: ", ")
    return conflicts.isEmpty
      ? "\(credential.name): nothing to decide; resolve it without an option"
      : "\(credential.name): \(fields)"
  }
}

extension FieldConflict {
  /// The conflict for people.
  var text: String {
    ours == theirs
      ? "\(field) (\(ours.rawValue) by both)"
      : "\(field) (\(ours.rawValue) by ours, \(theirs.rawValue) by theirs)"
  }
}

extension ConflictResolution {
  /// The result as `--json` prints it.
  public var document: Node {
    var members: [Member] = []
    if let id { members.append(Member("credentialId", .string(id))) }
    members += [
      Member("message", .string("Conflict resolved")), Member("name", .string(name)),
      Member("outcome", .string(outcome.rawValue)),
    ]
    if let revision { members.append(Member("revision", .int(revision))) }
    members.append(
      Member(
        "decided",
        .array(
          decided.sorted { $0.key < $1.key }.filter { !replaced.contains($0.key) }.map {
            .object([Member("field", .string($0.key)), Member("side", .string($0.value.rawValue))])
          })))
    members.append(Member("replaced", .array(replaced.map { .string($0) })))
    if let otherName { members.append(Member("otherName", .string(otherName))) }
    members.append(Member("remaining", .array(remaining.map { .string($0) })))
    if !warnings.isEmpty {
      members.append(Member("warnings", .array(warnings.map(\.document))))
    }
    return .object(members)
  }

  /// The result for people, and what to do next.
  ///
  /// - Parameter continuation: The command that goes on with what git has in hand.
  /// - Returns: Some lines.
  public func text(continuingWith continuation: String?) -> String {
    if !remaining.isEmpty {
      return line + "still in conflict: \(remaining.joined(separator: ", "))\n"
    }
    return line + (continuation.map { "next: \($0)\n" } ?? "")
  }

  private var line: String {
    let number = revision.map { " (r\($0))" } ?? ""
    var parts = decided.sorted { $0.key < $1.key }.filter { !replaced.contains($0.key) }.map {
      "\($0.key) from \($0.value.rawValue)"
    }
    parts += replaced.map { "\($0) replaced" }
    let what =
      switch outcome {
      case .merged: parts.isEmpty ? "both sides' changes" : parts.joined(separator: ", ")
      case .ours: "our side as a whole"
      case .theirs: "their side as a whole"
      case .deleted: "deleted"
      }
    let other = otherName.map { ", the other one as \($0)" } ?? ""
    return "resolved \(name)\(number): \(what)\(other) (staged)\n"
  }

  /// Several results as `--json` prints them.
  public static func document(_ results: [ConflictResolution]) -> Node {
    .object([
      Member("resolved", .array(results.map(\.document))), Member("total", .int(results.count)),
    ])
  }

  /// Several results for people, and what to do next.
  public static func text(
    _ results: [ConflictResolution], continuingWith continuation: String?
  ) -> String {
    results.map { $0.line }.joined() + (continuation.map { "next: \($0)\n" } ?? "")
  }
}

internal import Files
internal import Git
private import Synchronization

/// What is to be delivered, and how.
public struct SyncRequest: Sendable {
  /// Which deliveries.
  public enum Selection: Hashable, Sendable {
    /// Those that are due.
    case due
    /// All of them.
    case all
    /// Those with one credential, by its name or id.
    case credential(String)
  }

  /// Which deliveries.
  public var selection: Selection
  /// Only these targets, or all of them; to name a target accepts where it leads.
  public var targets: [String]
  /// Whether targets that are new to this clone, or lead elsewhere now, are accepted.
  public var acceptsTargets: Bool
  /// Whether a folder's files may be tracked by git.
  public var allowsTracked: Bool

  /// Creates a request.
  public init(
    _ selection: Selection, targets: [String] = [], acceptingTargets acceptsTargets: Bool = false,
    allowingTracked allowsTracked: Bool = false
  ) {
    self.selection = selection
    self.targets = targets
    self.acceptsTargets = acceptsTargets
    self.allowsTracked = allowsTracked
  }
}

/// How one delivery went.
public struct SyncEntry: Sendable {
  /// The target's name.
  public let target: String
  /// How the output stands there now.
  public let status: DeliveryStatus
  /// The artifact's name.
  public let artifact: String
  /// The output's path.
  public let path: String
  /// Whether the target changed; a command always counts as a change.
  public let isChanged: Bool
  /// Why it failed, or `nil`.
  public let error: String?

  var document: Node {
    var members = [
      Member("name", .string(target)), Member("status", .string(status.rawValue)),
      Member("artifact", .string(artifact)), Member("path", .string(path)),
      Member("changed", .bool(isChanged)),
    ]
    if let error { members.append(Member("error", .string(error))) }
    return .object(members)
  }

  var row: [String] {
    [target, status.rawValue, path, error ?? (isChanged ? "delivered" : "unchanged")]
  }
}

/// How all deliveries of one command went.
public struct SyncReport: Sendable {
  /// The deliveries, in the order of the file.
  public let entries: [SyncEntry]
  /// Whether nothing was delivered, because only that was asked for.
  public let isDryRun: Bool
  /// What the user should know.
  public let notes: [String]

  /// How many failed.
  public var failed: Int { entries.count { $0.error != nil } }

  /// What to end with where some failed, after the report is shown; else `nil`.
  public var failure: Failure? {
    guard failed > 0, !isDryRun else { return nil }
    return Failure(
      .partial, "\(failed) of \(entries.count) deliveries failed; mend them and run credtree sync")
  }

  /// The report as `--json` prints it.
  public var document: Node {
    var members = [
      Member("attempted", .int(entries.count)),
      Member("ok", .int(isDryRun ? 0 : entries.count - failed)),
      Member("failed", .int(isDryRun ? 0 : failed)),
    ]
    if isDryRun { members.append(Member("dryRun", .bool(true))) }
    members.append(Member("targets", .array(entries.map(\.document))))
    return .object(members)
  }

  /// The report as lines for people.
  public var text: String {
    guard !entries.isEmpty else { return "nothing is due\n" }
    guard isDryRun else {
      return TextTable(header: nil, rows: entries.map(\.row)).text
        + "\(entries.count - failed) of \(entries.count) delivered\n"
    }
    return TextTable(
      header: nil, rows: entries.map { [$0.target, $0.status.rawValue, $0.path] }
    ).text + "\(entries.count) would be delivered\n"
  }
}

extension Workspace {
  /// Says what ``sync(_:progress:)`` would deliver; needs no key and changes nothing.
  public func syncPreview(_ request: SyncRequest) throws(Failure) -> SyncReport {
    let lines = try selectedLines(request)
    return SyncReport(
      entries: lines.map { line in
        SyncEntry(
          target: line.target.name, status: line.status, artifact: line.output.artifact,
          path: line.output.path, isChanged: false, error: nil)
      }, isDryRun: true, notes: [])
  }

  /// Renders outputs and delivers them to their targets, all targets at the same time.
  ///
  /// What fails is in the report, and keeps nothing else from being delivered. Each target's result
  /// is recorded as soon as it is known, so that a command that was killed is resumed by the next.
  ///
  /// - Parameters:
  ///   - request: What to deliver.
  ///   - progress: Told of each target's deliveries when they end, by one thread at a time.
  /// - Returns: How every delivery went.
  /// - Throws: ``Failure`` with code `not_found` for an unknown target or credential, `invalid` for
  ///   unusable identities, `system` if git refuses.
  public func sync(
    _ request: SyncRequest, progress: @escaping @Sendable ([SyncEntry]) -> Void = { _ in }
  ) throws(Failure) -> SyncReport {
    let lines = try selectedLines(request)
    guard !lines.isEmpty else { return SyncReport(entries: [], isDryRun: false, notes: []) }
    return try store.whileDelivering { () throws(Failure) in
      try deliver(lines, request, progress: progress)
    }
  }

  private func selectedLines(_ request: SyncRequest) throws(Failure) -> [DeliveryLine] {
    let known = store.configuration.targets.map(\.name)
    for name in request.targets where !known.contains(name) {
      throw Failure(
        .notFound, "there is no target '\(name)'\(NearNames.hint(for: name, among: known))")
    }
    var lines = try deliveryLines()
    if !request.targets.isEmpty {
      lines = lines.filter { request.targets.contains($0.target.name) }
    }
    switch request.selection {
    case .all: return lines
    case .due: return lines.filter { $0.status != .synced }
    case .credential(let reference):
      let name = try store.resolve(reference)
      return lines.filter { $0.names.contains(name) }
    }
  }

  private func deliver(
    _ lines: [DeliveryLine], _ request: SyncRequest,
    progress: @escaping @Sendable ([SyncEntry]) -> Void
  ) throws(Failure) -> SyncReport {
    let (refused, notes) = try acceptedTargets(of: lines, request)
    let rendered = try rendered(lines.map(\.plan), from: .credentials, by: "sync")
    let surroundings = try surroundings(for: request)
    var jobs: [Job] = []
    for (index, line) in lines.enumerated() {
      var result = rendered[index]
      if refused.contains(line.target.name) { result = .failure(Self.isRefused(line.target)) }
      let item = Job.Item(index: index, line: line, output: result)
      if let place = jobs.firstIndex(where: { $0.target == line.target }) {
        jobs[place].items.append(item)
      } else {
        jobs.append(Job(target: line.target, items: [item]))
      }
    }
    let store = store
    let gate = OneAtATime()
    let done: [[(Int, SyncEntry)]] = try ParallelMap.compactMap(jobs, waiting: true) { job in
      let entries = job.run(in: surroundings)
      return gate.run {
        progress(entries.map(\.1))
        return Result { () throws(Failure) in
          try job.record(entries.map(\.1), in: store)
          return entries
        }
      }
    }
    let entries = done.joined().sorted { $0.0 < $1.0 }.map(\.1)
    return SyncReport(entries: entries, isDryRun: false, notes: notes)
  }

  private static func isRefused(_ target: Target) -> Failure {
    Failure(
      .forbidden,
      "this clone has not delivered to \(target.destination) before: look at 'git log -p "
        + "credtree.yaml', then name it with --target \(target.name), or use --yes")
  }

  private func acceptedTargets(of lines: [DeliveryLine], _ request: SyncRequest) throws(Failure)
    -> (refused: Set<String>, notes: [String])
  {
    // A command's line is the user's own already.
    var destinations: [String: String] = [:]
    for line in lines where line.target.kind != .command {
      destinations[line.target.name] = line.target.destination
    }
    let named = request.acceptsTargets ? Set(destinations.keys) : Set(request.targets)
    let (refused, isFirstUse) = try store.acceptTargets(destinations, named: named)
    guard isFirstUse, !destinations.isEmpty else { return (refused, []) }
    let list = destinations.values.sorted().joined(separator: "\n  ")
    return (refused, ["this clone now trusts the targets in credtree.yaml:\n  \(list)"])
  }

  private func surroundings(for request: SyncRequest) throws(Failure) -> Delivery.Surroundings {
    let repository = try store.repository()
    return Delivery.Surroundings(
      root: store.root, gitFolder: repository.commonFolder, author: try store.deliverySignature(),
      allowsTracked: request.allowsTracked
    ) { target in
      do throws(GitError) {
        return .success(try repository.configString("credtree.target.\(target).command"))
      } catch { return .failure(Failure(error)) }
    }
  }
}

/// Lets the threads that serve targets report one after the other.
private final class OneAtATime: Sendable {
  private let gate = Mutex(())

  func run<Value: Sendable>(_ body: () -> Value) -> Value { gate.withLock { _ in body() } }
}

/// Everything that goes to one target.
private struct Job: Sendable {
  struct Item: Sendable {
    let index: Int
    let line: DeliveryLine
    let output: Result<RenderedOutput, Failure>
  }

  let target: Target
  var items: [Item]

  /// Delivers what could be rendered; the rest has failed already.
  func run(in surroundings: Delivery.Surroundings) -> [(Int, SyncEntry)] {
    var files: [Delivery.File] = []
    for item in items {
      guard case .success(let output) = item.output else { continue }
      files.append(
        Delivery.File(
          path: output.path, artifact: output.artifact, contents: output.contents,
          isPublic: output.isPublic))
    }
    var results = Delivery(to: target, files: files).run(in: surroundings)[...]
    return items.map { item in
      switch item.output {
      case .failure(let failure): return (item.index, entry(item, .failure(failure)))
      case .success: return (item.index, entry(item, results.popFirst() ?? .success(false)))
      }
    }
  }

  private func entry(_ item: Item, _ result: Result<Bool, Failure>) -> SyncEntry {
    var (isChanged, error) = (false, String?.none)
    switch result {
    case .success(let changed): isChanged = changed
    case .failure(let failure):
      error = ([failure.message] + failure.details.map(\.text)).joined(separator: "; ")
    }
    return SyncEntry(
      target: target.name, status: error == nil ? .synced : .error,
      artifact: item.line.output.artifact, path: item.line.output.path, isChanged: isChanged,
      error: error)
  }

  /// Remembers how it went, where all clones that share the reference can see it.
  func record(_ entries: [SyncEntry], in store: Store) throws(Failure) {
    let now = Timestamp.now
    try store.updateDeliveryState("credtree: sync \(target.name)") { state in
      for (item, entry) in zip(items, entries) {
        let old = state.targets[target.name]?[item.line.output.path]
        var record = DeliveryState.Record(
          revisions: item.line.revisions, definition: item.line.definition, time: now,
          error: entry.error)
        // What was so before is not news.
        if let old, !entry.isChanged {
          record.time = old.time
          if record != old { record.time = now }
        }
        state.targets[target.name, default: [:]][item.line.output.path] = record
      }
    }
  }
}

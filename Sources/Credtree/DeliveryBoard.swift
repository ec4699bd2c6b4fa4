internal import OpenSSL
internal import Secrets

/// How an output stands at one target.
public enum DeliveryStatus: String, Hashable, Sendable, CaseIterable {
  /// The target has what the credentials are now.
  case synced = "SYNCED"
  /// The target has an earlier revision, or what another definition of the output made.
  case outdated = "OUTDATED"
  /// Nothing was delivered yet.
  case pending = "PENDING"
  /// The last delivery failed.
  case error = "ERROR"

  /// The one of several that a person should see first.
  static func worst(_ all: [DeliveryStatus]) -> DeliveryStatus? {
    [.error, .pending, .outdated, .synced].first(where: all.contains)
  }
}

/// One output and one target that it is delivered to.
struct DeliveryLine: Sendable {
  let target: Target
  let output: Output
  let plan: Result<PlannedOutput, Failure>
  /// The revisions that the output is made of, by the credentials' ids.
  let revisions: [String: Int]
  /// A hash of what it is made of beside values.
  let definition: String
  let record: DeliveryState.Record?

  var names: [String] { (try? plan.get())?.names ?? [] }

  var status: DeliveryStatus {
    guard let record else { return .pending }
    if record.error != nil { return .error }
    guard case .success = plan else { return .outdated }
    return record.revisions == revisions && record.definition == definition ? .synced : .outdated
  }
}

extension Workspace {
  /// Every delivery that `credtree.yaml` asks for, in its order; needs no key.
  func deliveryLines() throws(Failure) -> [DeliveryLine] {
    let configuration = store.configuration
    guard configuration.outputs.contains(where: { !$0.targets.isEmpty }) else { return [] }
    let state = try store.deliveryState()
    var planner = OutputPlanner(self)
    var lines: [DeliveryLine] = []
    for (output, plan) in planner.plans() {
      var revisions: [String: Int] = [:]
      for header in (try? plan.get())?.headers ?? [] {
        revisions[header.id] = header.metadata.revision
      }
      for target in configuration.targets where output.targets.contains(target.name) {
        lines.append(
          DeliveryLine(
            target: target, output: output, plan: plan, revisions: revisions,
            definition: try Self.definition(of: output, plan, for: target),
            record: state.record(of: output.path, to: target.name)))
      }
    }
    return lines
  }

  /// A hash over nothing but what can be read in the repository.
  private static func definition(
    of output: Output, _ plan: Result<PlannedOutput, Failure>, for target: Target
  ) throws(Failure) -> String {
    let options = (try? plan.get())?.options ?? RenderOptions()
    do {
      var hash = try Digest(.sha256)
      var parts = [output.artifact, output.path, target.destination]
      parts += options.values.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] }
      for part in parts.map({ Array($0.utf8) + [0] }) { try hash.update(part.span) }
      for (name, text) in options.files.sorted(by: { $0.key < $1.key }) {
        let header = Array("\(name)\0\(text.count)\0".utf8)
        try hash.update(header.span)
        try hash.update(text.span)
      }
      let digest = Array(try hash.finish().prefix(16))
      return Hex.encode(digest.span)
    } catch { throw Failure(.internalError, "cannot hash the definition of \(output.path)") }
  }

  /// How each credential stands at the targets that it is delivered to, by its id.
  func syncStatuses() throws(Failure) -> [String: [String: DeliveryStatus]] {
    var found: [String: [String: [DeliveryStatus]]] = [:]
    for line in try deliveryLines() {
      for id in line.revisions.keys {
        found[id, default: [:]][line.target.name, default: []].append(line.status)
      }
    }
    return found.mapValues { targets in targets.compactMapValues { DeliveryStatus.worst($0) } }
  }
}

/// How all deliveries stand, as it is shown.
public struct StatusReport: Sendable {
  let lines: [DeliveryLine]

  /// How many deliveries are due.
  public var due: Int { lines.count { $0.status != .synced } }

  /// The report as `--json` prints it.
  public var document: Node {
    .object([
      Member("due", .int(due)), Member("targets", .array(lines.map(Self.document))),
    ])
  }

  private static func document(_ line: DeliveryLine) -> Node {
    var members = [
      Member("name", .string(line.target.name)), Member("status", .string(line.status.rawValue)),
      Member("artifact", .string(line.output.artifact)), Member("path", .string(line.output.path)),
      Member("credentials", .array(line.names.map { .string($0) })),
    ]
    if let time = line.record?.time {
      members.append(Member("syncedAt", .string(time.description)))
    }
    if let error = line.reason { members.append(Member("error", .string(error))) }
    return .object(members)
  }

  /// The report as a table for people.
  public var text: String {
    guard !lines.isEmpty else {
      return "nothing is delivered; give outputs in credtree.yaml their targets\n"
    }
    let rows = lines.map { line in
      [
        line.target.name, line.status.rawValue, line.output.path,
        line.reason ?? line.names.joined(separator: ", "),
      ]
    }
    return TextTable(header: ["TARGET", "STATUS", "PATH", "CREDENTIALS"], rows: rows).text
  }
}

extension DeliveryLine {
  /// What went wrong, or would.
  fileprivate var reason: String? {
    if let error = record?.error { return error }
    if case .failure(let failure) = plan { return failure.message }
    return nil
  }
}

extension Workspace {
  /// How every output stands at its targets; needs no key.
  ///
  /// - Throws: ``Failure`` with code `system` if git refuses.
  public func deliveryStatus() throws(Failure) -> StatusReport {
    StatusReport(lines: try deliveryLines())
  }
}

public import Documents

/// What was delivered where: the contents of the reference `refs/credtree/state`.
///
/// It holds names, revisions, times, and a hash of what `credtree.yaml` and templates say: nothing
/// that depends on a value. It is safe to lose: everything is then due again.
public struct DeliveryState: Hashable, Sendable {
  /// One output's delivery to one target.
  public struct Record: Hashable, Sendable {
    /// The revisions that were delivered, by the credentials' ids.
    public var revisions: [String: Int]
    /// A hash of what the output was made of beside values.
    public var definition: String
    /// When it was delivered, or failed to be.
    public var time: Timestamp
    /// Why it failed, or `nil` if it was delivered.
    public var error: String?

    /// Creates a record.
    public init(revisions: [String: Int], definition: String, time: Timestamp, error: String?) {
      self.revisions = revisions
      self.definition = definition
      self.time = time
      self.error = error
    }
  }

  /// The records, by target and by the output's path.
  public var targets: [String: [String: Record]]

  /// The state in which nothing was delivered yet.
  public init() { targets = [:] }

  /// The delivery of an output to a target, or `nil` if there was none.
  public func record(of path: String, to target: String) -> Record? { targets[target]?[path] }

  /// Reads the state; what cannot be read counts as never delivered.
  public init(reading text: [UInt8]) {
    targets = [:]
    guard let root = try? JSON.parse(text.span), root["version"]?.int == 1 else { return }
    for target in root["targets"]?.object ?? [] {
      for output in target.value.object ?? [] {
        guard let record = Self.record(output.value) else { continue }
        targets[target.key, default: [:]][output.key] = record
      }
    }
  }

  private static func record(_ node: Node) -> Record? {
    guard let definition = node["definition"]?.string,
      let time = node["time"]?.string.flatMap({ Timestamp($0) })
    else { return nil }
    var revisions: [String: Int] = [:]
    for member in node["revisions"]?.object ?? [] {
      guard let revision = member.value.int else { return nil }
      revisions[member.key] = revision
    }
    return Record(
      revisions: revisions, definition: definition, time: time, error: node["error"]?.string)
  }

  /// The state as it is stored: JSON with sorted keys.
  public var text: [UInt8] {
    func sorted<Value>(_ values: [String: Value], _ node: (Value) -> Node) -> Node {
      .object(values.sorted { $0.key < $1.key }.map { Member($0.key, node($0.value)) })
    }
    return JSON.write(
      .object([
        Member("version", .int(1)),
        Member(
          "targets",
          sorted(targets) { outputs in
            sorted(outputs) { record in
              var members = [
                Member("revisions", sorted(record.revisions) { .int($0) }),
                Member("definition", .string(record.definition)),
                Member("time", .string(record.time.description)),
              ]
              if let error = record.error { members.append(Member("error", .string(error))) }
              return .object(members)
            }
          }),
      ]))
  }
}

/// How well a clone, and the machine it is on, are set up for working with credentials.
public struct Diagnosis: Hashable, Sendable {
  /// How something is.
  public enum State: String, Hashable, Sendable, CaseIterable {
    /// As it should be.
    case ok
    /// Worth knowing, and nothing to mend.
    case note
    /// Something will not work that may not be needed.
    case warning
    /// It has to be mended.
    case error
  }

  /// One thing that was looked at.
  public struct Item: Hashable, Sendable {
    /// What it is; the word in reports, which never changes.
    public let name: String
    /// How it is.
    public let state: State
    /// What was found: lower case, no full stop.
    public let message: String
    /// What mends it, or `nil` where there is nothing to mend.
    public let remedy: String?

    /// Creates an item.
    public init(_ name: String, _ state: State, _ message: String, remedy: String? = nil) {
      self.name = name
      self.state = state
      self.message = message
      self.remedy = remedy
    }
  }

  /// Everything that was looked at, in a fixed order.
  public internal(set) var items: [Item] = []

  /// Whether nothing has to be mended.
  public var isHealthy: Bool { !items.contains { $0.state == .error } }

  mutating func add(_ name: String, _ state: State, _ message: String, remedy: String? = nil) {
    items.append(Item(name, state, message, remedy: remedy))
  }
}

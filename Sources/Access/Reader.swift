public import Configuration

/// A key that opens a file, alone or with others, and whose it is.
public struct Reader: Hashable, Sendable {
  /// The member who holds the key, or `nil` if no member is known to.
  public let member: String?
  /// The key's canonical text.
  public let key: String

  /// Creates a reader.
  public init(member: String?, key: String) {
    self.member = member
    self.key = key
  }

  /// The name for people: the member, or the key where there is none.
  public var name: String { member ?? key }
}

/// Who holds which key, by one or several policies; the first that knows a key counts.
public struct KeyHolders: Sendable {
  private var names: [String: String] = [:]

  /// Collects the keys of the members.
  public init(_ configurations: [Configuration]) {
    for configuration in configurations {
      for member in configuration.members {
        for key in member.keys where names[key] == nil { names[key] = member.name }
      }
    }
  }

  /// The reader that a key stands for.
  public func reader(of key: String) -> Reader { Reader(member: names[key], key: key) }
}

/// The way from the top of a document to a value.
struct ValuePath {
  /// A key, or a place in a list.
  private enum Step {
    case key(String)
    case index(Int)
  }

  private var steps: [Step] = []
  /// The keys with a colon after each, which is what a value's encryption authenticates.
  ///
  /// Lists add nothing, so the elements of a list share it.
  private(set) var authenticated: [UInt8] = []

  mutating func enter(_ key: String) {
    steps.append(.key(key))
    authenticated.append(contentsOf: key.utf8)
    authenticated.append(UInt8(ascii: ":"))
  }

  mutating func enter(_ index: Int) { steps.append(.index(index)) }

  mutating func leave() {
    if case .key(let key) = steps.removeLast() { authenticated.removeLast(key.utf8.count + 1) }
  }

  /// The way in bytes that no other way has, unlike ``authenticated``.
  var identifier: [UInt8] {
    var bytes: [UInt8] = []
    for step in steps {
      switch step {
      case .key(let key):
        bytes += "k\(key.utf8.count):".utf8
        bytes += key.utf8
      case .index(let index): bytes += "i\(index):".utf8
      }
    }
    return bytes
  }

  /// The way for a person to read: `a.b[0].c`.
  var description: String {
    var text = ""
    for step in steps {
      switch step {
      case .key(let key): text += text.isEmpty ? key : ".\(key)"
      case .index(let index): text += "[\(index)]"
      }
    }
    return text
  }
}

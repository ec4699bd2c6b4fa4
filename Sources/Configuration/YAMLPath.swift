import Documents

/// A layout that cannot be changed without touching more than it should.
struct LayoutRefusal: Error {
  var position: Position?
}

extension Node {
  /// The value at the end of some steps.
  func value(at path: ArraySlice<YAMLText.Step>) -> Node? {
    guard let step = path.first else { return self }
    switch step {
    case .key(let key): return self[key]?.value(at: path.dropFirst())
    case .item(let index):
      guard let array, array.indices.contains(index) else { return nil }
      return array[index].value(at: path.dropFirst())
    }
  }

  /// The tree with another value at the end of some steps.
  func changing(_ path: ArraySlice<YAMLText.Step>, _ change: (Node) -> Node) -> Node {
    guard let step = path.first else { return change(self) }
    var result = self
    switch (content, step) {
    case (.object(var members), .key(let key)):
      guard let index = members.firstIndex(where: { $0.key == key }) else { return self }
      members[index].value = members[index].value.changing(path.dropFirst(), change)
      result.content = .object(members)
    case (.array(var items), .item(let index)):
      guard items.indices.contains(index) else { return self }
      items[index] = items[index].changing(path.dropFirst(), change)
      result.content = .array(items)
    default: break
    }
    return result
  }

  /// The tree in which lists and mappings without anything in them are nothing.
  ///
  /// Where the last line of a block is removed, only its key stays.
  var withoutEmpty: Node {
    switch content {
    case .array(let items):
      items.isEmpty ? Node(.null) : .array(items.map(\.withoutEmpty))
    case .object(let members):
      members.isEmpty
        ? Node(.null) : .object(members.map { Member($0.key, $0.value.withoutEmpty) })
    default: self
    }
  }
}

import Documents

extension FileScan {
  /// Searches the values that hold whole files: of ConfigMaps, of Argo CD and Flux, of annotations.
  mutating func readEmbedded(in documents: [Node], of text: ScannedText, depth: Int) {
    var found: [(text: String, position: Position, keys: [KeyStep], path: String)] = []
    func visit(_ node: Node, _ keys: [KeyStep], _ lastKey: String) {
      switch node.content {
      case .string(let value):
        guard let position = node.position,
          let path = Self.path(of: value, under: lastKey, in: text.path)
        else { return }
        found.append((value, position, keys, path))
      case .array(let items):
        for (index, item) in items.enumerated() { visit(item, keys + [.item(index)], lastKey) }
      case .object(let members):
        for member in members { visit(member.value, keys + [.key(member.key)], member.key) }
      case .null, .bool, .number, .secret: break
      }
    }
    for document in documents { visit(document, [], "") }
    for value in found {
      let inner = text.embedded(
        value.text, at: value.position, path: value.path, keys: value.keys)
      read(inner, depth: depth + 1)
    }
  }

  /// The path of the file that a value stands for; `nil` for a value that is just a value.
  private static func path(of value: String, under key: String, in file: String) -> String? {
    let isJSON = startsObject(value)
    guard isJSON || (value.utf8.contains(0x0A) && value.utf8.count > 3) else { return nil }
    let folder = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
    if key.contains("."), !key.contains("/"), !key.contains(" ") { return folder + key }
    if isJSON { return "\(folder)\(key.replacing("/", with: "-")).json" }
    if key == "values" || key == "valuesContent" { return folder + "values.yaml" }
    return value.holds("kind:") ? "\(folder)\(key.replacing("/", with: "-")).yaml" : nil
  }

  /// Whether a value starts as an object of JSON does, and not as what a template fills in.
  private static func startsObject(_ value: String) -> Bool {
    let start = value.utf8.lazy.filter { !ByteClass.spaces.contains($0) }.prefix(2)
    return start.elementsEqual("{\"".utf8)
  }
}

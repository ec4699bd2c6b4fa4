/// Reads YAML: https://yaml.org/spec/1.2.2/, with libyaml's parser.
public enum YAML {
  /// How deep values may be nested.
  static let depthLimit = 200
  /// How many values the aliases of one document may add: what stops a "billion laughs".
  static let expansionLimit = 100_000

  /// Reads every document of a text.
  ///
  /// Plain scalars mean what the core schema says (`true`, `null`, `12`, `0x1F`, `.5`); quoted
  /// ones and those with a tag of the document's own are always text. An alias becomes a copy of
  /// what it names, with the position of the original. `<<` merges as YAML 1.1 defined it. A key
  /// that occurs twice is kept twice.
  ///
  /// - Parameter text: UTF-8, with or without a byte order mark.
  /// - Returns: One value per document; none for a text without any.
  /// - Throws: ``DocumentError`` with code `syntax`, `encoding`, `tooDeep`, `tooLarge` (aliases that
  ///   expand to more than 100,000 values), or `unsupported` (a key that is not a scalar, an
  ///   alias inside the value that it names).
  public static func parse(_ text: Span<UInt8>) throws(DocumentError) -> [Node] {
    try unsafe text.withUnsafeBufferPointer { bytes throws(DocumentError) -> [Node] in
      var builder = YAMLBuilder(events: try unsafe YAMLEvents(reading: bytes))
      return try builder.documents()
    }
  }
}

/// Builds values from events.
private struct YAMLBuilder: ~Copyable {
  private var events: YAMLEvents
  /// What each anchor stands for, and how many values it holds.
  private var anchors: [String: (node: Node, size: Int)] = [:]
  private var built = 0
  private var expanded = 0

  init(events: consuming YAMLEvents) { self.events = events }

  mutating func documents() throws(DocumentError) -> [Node] {
    var documents: [Node] = []
    while true {
      let event = try events.next()
      switch event.kind {
      case .streamEnd: return documents
      case .documentStart:
        anchors = [:]
        expanded = 0
        documents.append(try node(from: try events.next(), depth: 0))
      default: continue
      }
    }
  }

  private mutating func node(
    from event: YAMLEvent, depth: Int
  ) throws(DocumentError) -> Node {
    guard depth < YAML.depthLimit else {
      throw DocumentError(
        .tooDeep, "nested deeper than \(YAML.depthLimit) levels", at: event.position)
    }
    let before = built + expanded
    built += 1
    let content: Node.Content
    switch event.kind {
    case .alias(let anchor): return try original(of: anchor, at: event.position)
    case .scalar(let text, let isPlain):
      content = YAMLSchema.content(of: text, isPlain: isPlain, tag: event.tag)
    case .sequenceStart: content = .array(try items(depth: depth))
    case .mappingStart: content = .object(try members(depth: depth))
    default: throw DocumentError(.syntax, "not YAML", at: event.position)
    }
    let node = Node(content, at: event.position)
    if let anchor = event.anchor { anchors[anchor] = (node, built + expanded - before) }
    return node
  }

  private mutating func original(
    of anchor: String, at position: Position
  ) throws(DocumentError) -> Node {
    guard let (node, size) = anchors[anchor] else {
      throw DocumentError(
        .unsupported, "the alias *\(anchor) names nothing that is complete before it", at: position)
    }
    expanded += size
    guard expanded <= YAML.expansionLimit else {
      throw DocumentError(
        .tooLarge, "the aliases expand to more than \(YAML.expansionLimit) values", at: position)
    }
    return node
  }

  private mutating func items(depth: Int) throws(DocumentError) -> [Node] {
    var items: [Node] = []
    while true {
      let event = try events.next()
      if case .sequenceEnd = event.kind { return items }
      items.append(try node(from: event, depth: depth + 1))
    }
  }

  private mutating func members(depth: Int) throws(DocumentError) -> [Member] {
    var members: [Member] = []
    var merges: [(index: Int, value: Node)] = []
    while true {
      let event = try events.next()
      if case .mappingEnd = event.kind { break }
      let key = try key(from: event)
      let value = try node(from: try events.next(), depth: depth + 1)
      if case .scalar("<<", isPlain: true) = event.kind, event.tag == nil {
        merges.append((members.count, value))
      } else {
        members.append(Member(key, value, at: event.position))
      }
    }
    return merges.isEmpty ? members : try merged(members, merges)
  }

  private mutating func key(from event: YAMLEvent) throws(DocumentError) -> String {
    switch event.kind {
    case .scalar(let text, _):
      if let anchor = event.anchor {
        anchors[anchor] = (Node(.string(text), at: event.position), 1)
      }
      return text
    case .alias(let anchor):
      if let text = try original(of: anchor, at: event.position).string { return text }
    default: break
    }
    throw DocumentError(.unsupported, "a key must be text", at: event.position)
  }

  // The mapping's own keys win, then the earlier of the merged mappings:
  // https://yaml.org/type/merge.html
  private func merged(
    _ members: [Member], _ merges: [(index: Int, value: Node)]
  ) throws(DocumentError) -> [Member] {
    var seen = Set(members.map(\.key))
    var result = members
    var shift = 0
    for (index, value) in merges {
      var added: [Member] = []
      for source in value.array ?? [value] {
        guard let source = source.object else {
          throw DocumentError(.syntax, "<< takes a mapping or a list of them", at: value.position)
        }
        for member in source where !seen.contains(member.key) { added.append(member) }
        seen.formUnion(source.map(\.key))
      }
      result.insert(contentsOf: added, at: index + shift)
      shift += added.count
    }
    return result
  }
}

public import Documents

extension SOPSMetadata {
  /// Reads the value of `sops`.
  ///
  /// - Throws: ``SOPSError`` with code `malformed`, `unsupportedVersion`, or `rules`.
  public init(parsing node: Node) throws(SOPSError) {
    guard let members = node.object else {
      throw SOPSError(.malformed, "expected a mapping", field: "sops", at: node.position)
    }
    self.init(rule: nil, version: "")
    var seen: Set<String> = []
    for member in members {
      let name = try Self.name(of: member)
      guard seen.insert(name).inserted else {
        throw SOPSError(.malformed, "the field occurs twice", member)
      }
      try read(member, named: name)
    }
    guard isVersionAccepted else {
      throw SOPSError(
        .unsupportedVersion, "expected a version with three numbers, such as 3.9.0",
        field: "sops.version", at: node.position)
    }
    guard authenticatedTime != nil else {
      throw SOPSError(
        .malformed, "expected a time, such as 2026-11-20T10:00:00Z", field: "sops.lastmodified",
        at: node.position)
    }
    guard hasKeysOutsideGroups || !keyGroups.isEmpty else {
      throw SOPSError(
        .malformed, "the file names no keys that could open it", field: "sops",
        at: node.position)
    }
  }

  private static let ownNames: Set<String> = Set(SelectionRule.names.keys).union([
    "age", "key_groups", "shamir_threshold", "mac_only_encrypted", "lastmodified", "mac",
    "version",
  ]).union(foreignKeyLists)

  /// A field's name, which sops reads in any case and writes in lower case.
  private static func name(of member: Member) throws(SOPSError) -> String {
    if ownNames.contains(member.key) { return member.key }
    let lower = member.key.lowercased()
    guard !ownNames.contains(lower) else {
      throw SOPSError(.malformed, "write the field as \(lower)", member)
    }
    return member.key
  }

  private mutating func read(_ member: Member, named name: String) throws(SOPSError) {
    if let rule = SelectionRule.names[name] {
      let text = try Self.text(member)
      guard !text.isEmpty else { return }
      guard self.rule == nil else {
        throw SOPSError(.rules, "a file can have one selection rule, remove the others", member)
      }
      self.rule = rule(text)
      return
    }
    switch name {
    case "age": ageEntries = try Self.ageEntries(member)
    case "key_groups":
      for group in try Self.list(member) { keyGroups.append(try Self.keyGroup(group)) }
    case "shamir_threshold":
      guard let threshold = member.value.int, (0...Shamir.largestCount).contains(threshold) else {
        throw SOPSError(.malformed, "expected a number from 0 to 255", member)
      }
      shamirThreshold = threshold == 0 ? nil : threshold
    case "mac_only_encrypted":
      guard let value = member.value.bool else {
        throw SOPSError(.malformed, "expected true or false", member)
      }
      macOnlyEncrypted = value
    case "lastmodified": lastModified = try Self.text(member)
    case "mac": mac = try Self.text(member)
    case "version":
      guard let text = member.value.string else {
        throw SOPSError(.unsupportedVersion, "expected text, such as \"3.9.0\"", member)
      }
      version = text
    case _ where Self.foreignKeyLists.contains(name):
      if try !Self.list(member).isEmpty { foreign.append(member) }
    default: foreign.append(member)
    }
  }

  private static func text(_ member: Member) throws(SOPSError) -> String {
    guard let text = member.value.string else {
      throw SOPSError(.malformed, "expected text", member)
    }
    return text
  }

  /// A list, or nothing: sops ≤ 3.9 writes an empty list as `null`.
  private static func list(_ member: Member) throws(SOPSError) -> [Node] {
    if member.value.isNull { return [] }
    guard let list = member.value.array else {
      throw SOPSError(.malformed, "expected a list", member)
    }
    return list
  }

  private static func keyGroup(_ node: Node) throws(SOPSError) -> KeyGroup {
    guard let members = node.object else {
      throw SOPSError(
        .malformed, "expected a mapping", field: "sops.key_groups", at: node.position)
    }
    var group = KeyGroup(age: [])
    var seen: Set<String> = []
    for member in members {
      let name = try name(of: member)
      guard seen.insert(name).inserted else {
        throw SOPSError(.malformed, "the field occurs twice", member)
      }
      if name == "age" {
        group.age = try ageEntries(member)
      } else if !foreignKeyLists.contains(name) {
        group.foreign.append(member)
      } else if try !list(member).isEmpty {
        group.foreign.append(member)
      }
    }
    return group
  }

  private static func ageEntries(_ member: Member) throws(SOPSError) -> [AgeEntry] {
    var entries: [AgeEntry] = []
    for node in try list(member) {
      var entry = AgeEntry(recipient: "", enc: "")
      var seen: Set<String> = []
      for field in node.object ?? [] {
        guard seen.insert(field.key).inserted else {
          throw SOPSError(.malformed, "the field occurs twice", field)
        }
        switch field.key {
        case "recipient": entry.recipient = try text(field)
        case "enc": entry.enc = try text(field)
        default: entry.unknown.append(field)
        }
      }
      guard !entry.recipient.isEmpty, !entry.enc.isEmpty else {
        throw SOPSError(
          .malformed, "expected a recipient and an enc", field: "sops.age", at: node.position)
      }
      entries.append(entry)
    }
    return entries
  }

  /// Whether sops accepts the version: `1.…`, or a semantic version with three numbers.
  private var isVersionAccepted: Bool {
    var bytes = Array(version.utf8)[...]
    if bytes.starts(with: "1.".utf8) { return true }
    if bytes.first == UInt8(ascii: "v") { bytes = bytes.dropFirst() }
    for place in 0..<3 {
      if place > 0 {
        guard bytes.first == UInt8(ascii: ".") else { return false }
        bytes = bytes.dropFirst()
      }
      let digits = bytes.prefix { (0x30...0x39).contains($0) }
      guard digits.count == 1 || digits.count > 1 && digits.first != 0x30 else { return false }
      bytes = bytes.dropFirst(digits.count)
    }
    guard let separator = bytes.first else { return true }
    return (separator == UInt8(ascii: "-") || separator == UInt8(ascii: "+")) && bytes.count > 1
      && bytes.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
          || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
      }
  }
}

extension SOPSError {
  /// An error about a field of the metadata.
  fileprivate init(_ code: Code, _ message: String, _ member: Member) {
    self.init(code, message, field: "sops.\(member.key)", at: member.position)
  }
}

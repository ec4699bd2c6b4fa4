import Documents

/// Changes `credtree.yaml` where it is concerned: comments, layout, and all other lines stay.
///
/// Every result is read again and compared: it says what the text said, and the change. A layout
/// that cannot be changed in this way is refused, with what to write by hand.
public enum ConfigurationEditor {
  /// Adds a member after the last one.
  ///
  /// - Parameters:
  ///   - name: The member's name.
  ///   - role: What the member may do.
  ///   - keys: The keys that open files, as canonical text.
  ///   - signing: The SSH keys that sign commits, without comments.
  ///   - text: The file's bytes.
  ///   - file: The file's path, for messages.
  /// - Returns: The new text, which is one line longer where members are lines.
  /// - Throws: ``ConfigurationError`` if the text is not valid, the name is taken or is none, a key
  ///   is not one, or the layout has no place for it.
  public static func addingMember(
    _ name: String, role: Role, keys: [String], signing: [String] = [], to text: [UInt8],
    file: String = Configuration.fileName
  ) throws(ConfigurationError) -> [UInt8] {
    let fields = [
      "role: \(role.rawValue)", "keys: \(list(keys))",
      signing.isEmpty ? nil : "signing: \(list(signing))",
    ].compactMap { $0 }.joined(separator: ", ")
    let entry = "{ \(fields) }"
    return try edit(text, file, byHand: "\(ConfigurationScaffold.quoted(name)): \(entry)") {
      text throws(LayoutRefusal) in
      try text.set(name, to: entry, in: [.key("members")])
    }
  }

  /// Adds keys to a member.
  ///
  /// - Parameters:
  ///   - keys: More keys that open files, as canonical text.
  ///   - signing: More SSH keys that sign commits, without comments.
  ///   - name: The member's name.
  ///   - text: The file's bytes.
  ///   - file: The file's path, for messages.
  /// - Returns: The new text.
  /// - Throws: ``ConfigurationError`` if the text is not valid, there is no such member, a key is not
  ///   one, or the layout has no place for it.
  public static func adding(
    keys: [String], signing: [String], toMember name: String, in text: [UInt8],
    file: String = Configuration.fileName
  ) throws(ConfigurationError) -> [UInt8] {
    try requireMember(name, in: text, file)
    let hint = (keys + signing).map { "\"\($0)\"" }.joined(separator: ", ")
    return try edit(text, file, byHand: "\(hint) among the keys of \(name)") {
      text throws(LayoutRefusal) in
      let path = [YAMLText.Step.key("members"), .key(name)]
      for (field, added) in [("keys", keys), ("signing", signing)] where !added.isEmpty {
        guard text.node(path + [.key(field)]) != nil else {
          try text.set(field, to: list(added), in: path)
          continue
        }
        for key in added { try text.append("\"\(key)\"", to: path + [.key(field)]) }
      }
    }
  }

  /// Gives a member another role.
  ///
  /// - Throws: ``ConfigurationError`` as ``adding(keys:signing:toMember:in:file:)``.
  public static func setting(
    role: Role, ofMember name: String, in text: [UInt8], file: String = Configuration.fileName
  ) throws(ConfigurationError) -> [UInt8] {
    try requireMember(name, in: text, file)
    return try edit(text, file, byHand: "role: \(role.rawValue), for \(name)") {
      text throws(LayoutRefusal) in
      let path = [YAMLText.Step.key("members"), .key(name)]
      if text.node(path + [.key("role")]) == nil {
        try text.set("role", to: role.rawValue, in: path)
      } else {
        try text.replace(path + [.key("role")], with: role.rawValue)
      }
    }
  }

  /// Removes keys of a member, whether they open files or sign.
  ///
  /// - Parameters:
  ///   - keys: The keys, as canonical text.
  ///   - name: The member's name.
  ///   - text: The file's bytes.
  ///   - file: The file's path, for messages.
  /// - Returns: The new text.
  /// - Throws: ``ConfigurationError`` if the text is not valid before or after, so also if a rule
  ///   would have no reader left, there is no such member, or the layout does not allow it.
  public static func removing(
    keys: [String], ofMember name: String, in text: [UInt8],
    file: String = Configuration.fileName
  ) throws(ConfigurationError) -> [UInt8] {
    try requireMember(name, in: text, file)
    return try edit(text, file, byHand: "\(name) without these keys") {
      text throws(LayoutRefusal) in
      for field in ["keys", "signing"] {
        let path = [YAMLText.Step.key("members"), .key(name), .key(field)]
        try removeItems(at: path, in: &text) { item in
          let words = item.split(whereSeparator: { $0 == " " || $0 == "\t" }).prefix(2)
          return keys.contains(words.joined(separator: " "))
        }
      }
    }
  }

  /// Removes a member, from teams and rules too.
  ///
  /// - Throws: ``ConfigurationError`` as ``removing(keys:ofMember:in:file:)``.
  public static func removingMember(
    _ name: String, in text: [UInt8], file: String = Configuration.fileName
  ) throws(ConfigurationError) -> [UInt8] {
    try requireMember(name, in: text, file)
    return try edit(text, file, byHand: "no \(name) in members, teams, and access") {
      text throws(LayoutRefusal) in
      try removeFromRules(name, in: &text)
      for team in text.node([.key("teams")])?.object ?? [] {
        try removeItems(at: [.key("teams"), .key(team.key)], in: &text) { $0 == name }
      }
      try text.remove([.key("members"), .key(name)])
    }
  }

  /// Adds members to a team, which is made if there is none of that name.
  ///
  /// - Throws: ``ConfigurationError`` as ``adding(keys:signing:toMember:in:file:)``, also for a
  ///   name that is a member's.
  public static func adding(
    members: [String], toTeam team: String, in text: [UInt8],
    file: String = Configuration.fileName
  ) throws(ConfigurationError) -> [UInt8] {
    let names = members.map(ConfigurationScaffold.quoted)
    let flow = "[\(names.joined(separator: ", "))]"
    let name = ConfigurationScaffold.quoted(team)
    return try edit(text, file, byHand: "\(name): \(flow), in teams") {
      text throws(LayoutRefusal) in
      let path = [YAMLText.Step.key("teams"), .key(team)]
      if text.node(path) != nil {
        for name in names { try text.append(name, to: path) }
      } else if text.node([.key("teams")]) != nil {
        try text.set(team, to: flow, in: [.key("teams")])
      } else {
        try text.set("teams", to: "{ \(name): \(flow) }", in: [], after: "members")
      }
    }
  }

  /// Removes members from a team.
  ///
  /// - Throws: ``ConfigurationError`` as ``removing(keys:ofMember:in:file:)``.
  public static func removing(
    members: [String], ofTeam team: String, in text: [UInt8],
    file: String = Configuration.fileName
  ) throws(ConfigurationError) -> [UInt8] {
    let names = members.joined(separator: ", ")
    return try edit(text, file, byHand: "the team \(team) without \(names)") {
      text throws(LayoutRefusal) in
      try removeItems(at: [.key("teams"), .key(team)], in: &text, where: members.contains)
    }
  }

  /// Removes a team, from rules too.
  ///
  /// - Throws: ``ConfigurationError`` as ``removing(keys:ofMember:in:file:)``.
  public static func removingTeam(
    _ team: String, in text: [UInt8], file: String = Configuration.fileName
  ) throws(ConfigurationError) -> [UInt8] {
    try edit(text, file, byHand: "no \(team) in teams and access") { text throws(LayoutRefusal) in
      try removeFromRules(team, in: &text)
      try text.remove([.key("teams"), .key(team)])
    }
  }

  // MARK: Parts

  private static func list(_ texts: [String]) -> String {
    "[\(texts.map { "\"\($0)\"" }.joined(separator: ", "))]"
  }

  private static func removeItems(
    at path: [YAMLText.Step], in text: inout YAMLText, where isRemoved: (String) -> Bool
  ) throws(LayoutRefusal) {
    let items = text.node(path)?.array ?? []
    for index in items.indices.reversed() where items[index].string.map(isRemoved) == true {
      try text.remove(path + [.item(index)])
    }
  }

  /// Removes a name from what every rule grants.
  private static func removeFromRules(
    _ name: String, in text: inout YAMLText
  ) throws(LayoutRefusal) {
    for (index, rule) in (text.node([.key("access")])?.array ?? []).enumerated() {
      let path = [YAMLText.Step.key("access"), .item(index)]
      for field in ["readers", "managers"] {
        try removeItems(at: path + [.key(field)], in: &text) { $0 == name }
      }
      for group in (rule["quorum"]?["groups"]?.array ?? []).indices {
        let groups = path + [.key("quorum"), .key("groups"), .item(group)]
        try removeItems(at: groups, in: &text) { $0 == name }
      }
    }
  }

  private static func requireMember(
    _ name: String, in text: [UInt8], _ file: String
  ) throws(ConfigurationError) {
    guard try Configuration.parse(text.span, file: file).member(named: name) != nil else {
      throw ConfigurationError("there is no member '\(name)'", field: "members", file: file)
    }
  }

  private static func edit(
    _ bytes: [UInt8], _ file: String, byHand: String,
    _ change: (inout YAMLText) throws(LayoutRefusal) -> Void
  ) throws(ConfigurationError) -> [UInt8] {
    _ = try Configuration.parse(bytes.span, file: file)
    var refusal: LayoutRefusal?
    var result = bytes
    do throws(LayoutRefusal) {
      var text = try YAMLText(bytes)
      try change(&text)
      result = text.bytes
    } catch {
      refusal = error
    }
    if let refusal {
      throw ConfigurationError(
        "this is laid out so that it cannot be changed safely; write by hand: \(byHand)",
        file: file, at: refusal.position)
    }
    _ = try Configuration.parse(result.span, file: file)
    return result
  }
}

import Configuration
import TestSupport
import Testing

/// Random edits of files in random layouts.
@Suite(.drawn) struct EditorPropertyTests {
  private static let keys = [
    TestKeys.alice, TestKeys.bob, TestKeys.escrow, TestKeys.ci, TestKeys.ssh,
  ]
  private static let names = ["alice", "bob", "carol", "dave"]

  /// What a file says, without where it says it.
  private struct Meaning: Equatable {
    var members: [String: [String]] = [:]
    var roles: [String: Role] = [:]
    var teams: [String: [String]] = [:]
    var rules: [[String]] = []
    var managers: [[String]] = []

    init(_ text: String) throws {
      let bytes = Array(text.utf8)
      let configuration = try Configuration.parse(bytes.span)
      for member in configuration.members {
        members[member.name] = member.keys + member.signing.map { "signing \($0)" }
        roles[member.name] = member.role
      }
      for team in configuration.teams { teams[team.name] = team.members }
      for rule in configuration.access {
        switch rule.grant {
        case .readers(let names): rules.append(names)
        case .quorum(_, let groups): rules += groups
        }
        managers.append(rule.managers)
      }
    }
  }

  @Test(arguments: 0..<400) func onlyWhatIsMeantChanges(_ row: Int) throws {
    var random = Numbers(row)
    let text = Self.file(&random)
    let before: Meaning
    do { before = try Meaning(text) } catch {
      Issue.record("\(error)\n\(text)")
      return
    }
    var expected = before
    let name = Self.names[random.below(3)]
    let other = TestKeys.ssh
    let edit: ([UInt8]) throws -> [UInt8]
    switch random.below(7) {
    case 0:
      expected.members["erin"] = [TestKeys.ssh]
      expected.roles["erin"] = .viewer
      edit = {
        try ConfigurationEditor.addingMember("erin", role: .viewer, keys: [other], to: $0)
      }
    case 1:
      expected.members[name, default: []].insert(
        other,
        at: before.members[name]?.firstIndex { $0.hasPrefix("signing") }
          ?? before.members[name]?.count ?? 0)
      edit = {
        try ConfigurationEditor.adding(keys: [other], signing: [], toMember: name, in: $0)
      }
    case 2:
      expected.members[name] = nil
      expected.roles[name] = nil
      for team in expected.teams.keys { expected.teams[team]?.removeAll { $0 == name } }
      for index in expected.rules.indices { expected.rules[index].removeAll { $0 == name } }
      for index in expected.managers.indices {
        expected.managers[index].removeAll { $0 == name }
      }
      edit = { try ConfigurationEditor.removingMember(name, in: $0) }
    case 3:
      let key = before.members[name]?.first ?? ""
      expected.members[name]?.removeAll { $0 == key }
      edit = { try ConfigurationEditor.removing(keys: [key], ofMember: name, in: $0) }
    case 4:
      expected.teams["ops", default: []].append("dave")
      edit = { try ConfigurationEditor.adding(members: ["dave"], toTeam: "ops", in: $0) }
    case 5:
      expected.teams["ops"]?.removeAll { $0 == name }
      edit = { try ConfigurationEditor.removing(members: [name], ofTeam: "ops", in: $0) }
    default:
      expected.roles[name] = .admin
      edit = { try ConfigurationEditor.setting(role: .admin, ofMember: name, in: $0) }
    }
    let bytes: [UInt8]
    do { bytes = try edit(Array(text.utf8)) } catch let error as ConfigurationError {
      // The first of items that begin on the line of another dash has no line of its own.
      #expect(text.contains("- - ") && error.description.contains("write by hand"))
      return
    }
    let result = String(decoding: bytes, as: UTF8.self)
    #expect(try Meaning(result) == expected, "\(text)\n=>\n\(result)")
    try Self.requireKept(text, in: result)
  }

  /// Every comment stays that is not behind what was removed, and so does every line that
  /// names nothing which can change.
  private static func requireKept(_ before: String, in after: String) throws {
    let lines = after.split(whereSeparator: \.isNewline)
    var rest = lines[...]
    for line in before.split(whereSeparator: \.isNewline) where line.contains("#=") {
      let place = rest.firstIndex(of: line)
      #expect(place != nil, "\(line) is gone from\n\(after)")
      if let place { rest = rest[(place + 1)...] }
    }
    // At most a line or two per place that a name can stand in.
    let changes = lines.difference(from: before.split(whereSeparator: \.isNewline))
    #expect(changes.count <= 16, "\(before)\n=>\n\(after)")
  }

  private static func file(_ random: inout Numbers) -> String {
    var lines = ["#= the head", "version: 1", ""]
    let isFlow = random.below(5) == 0
    var body: [String] = []
    for (index, name) in names.enumerated() {
      body += member(name, key: keys[index], isFlow: isFlow, &random)
    }
    lines += isFlow ? ["members: {"] + body + ["  }"] : ["members:"] + body
    lines.append("#= between members and teams")
    switch random.below(4) {
    case 0: break
    case 1: lines.append("teams: { ops: [alice, bob, carol] }   # the team")
    case 2: lines += ["teams:"] + list("ops", ["alice", "bob", "carol"], indent: 2, &random)
    default:
      lines += ["teams:", "    dev: [bob]", "    #= about ops"]
      lines += list("ops", ["alice", "bob", "carol"], indent: 4, &random)
    }
    lines += ["", "access:   #= who reads", "- match: \"one/**\""]
    lines += list("readers", ["alice", "bob", "dave"], indent: 2, &random)
    if random.below(2) == 0 {
      lines += list("managers", ["dave", "alice", "carol"], indent: 2, &random)
    }
    lines += ["#= quorum", "- match: two"]
    if random.below(2) == 0 {
      lines += ["  quorum: { threshold: 2, groups: [[alice, dave], [bob, dave, carol]] }"]
    } else {
      lines += [
        "  quorum:", "    threshold: 2   #= two of", "    groups:", "      - [alice, dave]",
        "      - - bob", "        - dave", "      -", "        - carol", "        - dave",
      ]
    }
    lines += ["projects: [web]   #= the end"]
    let end = random.below(6) == 0 ? "\r\n" : "\n"
    return lines.joined(separator: end) + (random.below(4) == 0 ? "" : end)
  }

  private static func member(
    _ name: String, key: String, isFlow: Bool, _ random: inout Numbers
  ) -> [String] {
    let signing = random.below(3) == 0 ? ", signing: [\"\(TestKeys.ssh)\"]" : ""
    if isFlow || random.below(3) == 0 {
      let comment = random.below(3) == 0 ? "   # of \(name)" : ""
      let comma = isFlow && (name != names.last || random.below(2) == 0) ? "," : ""
      return ["  \(name): { role: viewer, keys: [ \"\(key)\" ]\(signing) }\(comma)\(comment)"]
    }
    var lines = ["  #= about \(name)", "  \(name):", "    role: viewer   # \(name) reads"]
    lines += list("keys", ["\"\(key)\""], indent: 4, &random)
    if !signing.isEmpty { lines += ["    signing:", "    - \(TestKeys.ssh) me@here"] }
    if random.below(4) == 0 { lines.append("") }
    return lines
  }

  private static func list(
    _ key: String, _ items: [String], indent: Int, _ random: inout Numbers
  ) -> [String] {
    let space = String(repeating: " ", count: indent)
    // What is said inside of a member goes with him.
    let mark = key == "keys" ? "#" : "#="
    switch random.below(5) {
    case 0: return ["\(space)\(key): [\(items.joined(separator: ","))]"]
    case 1: return ["\(space)\(key): [ \(items.joined(separator: ", ")) ]  # inline"]
    case 2:
      let lines = items.map { "\(space)  \($0),   # one of them" }
      return ["\(space)\(key): ["] + lines + ["\(space)]"]
    case 3:
      let lines =
        items.dropLast().map { "\(space)    \($0)," } + ["\(space)    \(items.last ?? "")"]
      return ["\(space)\(key): [   \(mark) open"] + lines + ["\(space)  ]"]
    default:
      return ["\(space)\(key):"] + items.map { "\(space)  - \($0)" } + ["\(space)  \(mark) after"]
    }
  }
}

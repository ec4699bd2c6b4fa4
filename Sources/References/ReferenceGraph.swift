internal import Documents

/// References as a picture: credentials on one side, what uses them on the other.
public struct ReferenceGraph: Sendable {
  private struct User: Hashable {
    let group: Reference.Group
    let name: String
  }

  private let credentials: [String]
  private let users: [User]
  private let edges: [(from: Int, to: Int, field: String, isSure: Bool)]

  /// Creates a graph.
  ///
  /// - Parameters:
  ///   - references: The references; those to no credential are left out.
  ///   - names: The names of the credentials, by their ids.
  public init(_ references: [Reference], names: [String: String]) {
    var (credentials, users): ([String: Int], [User: Int]) = ([:], [:])
    var (order, people): ([String], [User]) = ([], [])
    var edges: [(from: Int, to: Int, field: String, isSure: Bool)] = []
    var seen: Set<[String]> = []
    for reference in references {
      guard let id = reference.credentialID else { continue }
      let user = User(group: reference.group, name: reference.name)
      if credentials[id] == nil {
        credentials[id] = order.count
        order.append(names[id] ?? id)
      }
      if users[user] == nil {
        users[user] = people.count
        people.append(user)
      }
      guard let from = users[user], let to = credentials[id],
        seen.insert(["\(from)", "\(to)", reference.field]).inserted
      else { continue }
      edges.append((from, to, reference.field, reference.confidence.isBlocking))
    }
    (self.credentials, self.users, self.edges) = (order, people, edges)
  }

  /// The graph in the language of Graphviz, https://graphviz.org/doc/info/lang.html.
  public var dot: String {
    func quoted(_ text: String) -> String {
      "\"\(Self.escaped(text, ["\\": "\\\\", "\"": "\\\""]))\""
    }
    var text = "digraph credentials {\n  rankdir=LR;\n"
    for (index, name) in credentials.enumerated() {
      text += "  c\(index) [label=\(quoted(name)), shape=box];\n"
    }
    for (index, user) in users.enumerated() {
      text += "  u\(index) [label=\(quoted("\(user.group.rawValue): \(user.name)"))];\n"
    }
    for edge in edges {
      let style = edge.isSure ? "" : ", style=dashed"
      text += "  u\(edge.from) -> c\(edge.to) [label=\(quoted(edge.field))\(style)];\n"
    }
    return text + "}\n"
  }

  /// What means something inside of Mermaid's quotes: its own marks, and those of HTML and Markdown.
  private static let entities: [Unicode.Scalar: String] = [
    "#": "#35;", "\"": "#quot;", "<": "#lt;", ">": "#gt;", "|": "#124;", "&": "#amp;", "`": "#96;",
  ]

  /// A text on one line with some scalars replaced: whatever marks are on a quote, it is one.
  private static func escaped(_ text: String, _ escapes: [Unicode.Scalar: String]) -> String {
    var output = ""
    for scalar in VisibleText.line(text).unicodeScalars {
      if let escape = escapes[scalar] {
        output += escape
      } else {
        output.unicodeScalars.append(scalar)
      }
    }
    return output
  }

  /// The graph in the language of Mermaid, https://mermaid.js.org/syntax/flowchart.html.
  public var mermaid: String {
    func quoted(_ text: String) -> String {
      "\"\(Self.escaped(text, Self.entities))\""
    }
    var text = "flowchart LR\n"
    for (index, name) in credentials.enumerated() { text += "  c\(index)[\(quoted(name))]\n" }
    for (index, user) in users.enumerated() {
      text += "  u\(index)([\(quoted("\(user.group.rawValue): \(user.name)"))])\n"
    }
    for edge in edges {
      let arrow = edge.isSure ? "-->" : "-.->"
      text += "  u\(edge.from) \(arrow)|\(quoted(edge.field))| c\(edge.to)\n"
    }
    return text
  }
}

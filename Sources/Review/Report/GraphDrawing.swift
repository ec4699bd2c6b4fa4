/// Which credentials are used by what, drawn as lines between two columns.
struct GraphDrawing {
  /// More than this nobody can follow with the eye.
  private static let nodeLimit = 45
  private static let (width, step, top) = (1000, 24, 34)
  private static let (left, right) = (360, 640)

  /// What uses credentials.
  private struct User: Hashable {
    let group: String
    let name: String
    let file: String
  }

  private var credentials: [String] = []
  private var users: [User] = []
  private var links: [(credential: Int, user: Int, isSure: Bool)] = []
  private var total = 0
  private let rows: [String: Int]

  /// Lays the drawing out.
  ///
  /// - Parameters:
  ///   - uses: Every use.
  ///   - rows: The row of each credential in the inventory.
  init(uses: [ReportContents.Use], rows: [String: Int]) {
    self.rows = rows
    let byName = Dictionary(grouping: uses, by: \.credential)
    total = byName.count
    let ranked = byName.keys.sorted { one, other in
      let counts = (byName[one]?.count ?? 0, byName[other]?.count ?? 0)
      return counts.0 == counts.1 ? one < other : counts.0 > counts.1
    }
    var chosen: Set<User> = []
    for name in ranked {
      let own = Set((byName[name] ?? []).map(Self.user))
      guard credentials.count < Self.nodeLimit,
        chosen.union(own).count <= Self.nodeLimit || credentials.isEmpty
      else { break }
      chosen.formUnion(own.sorted { $0.name < $1.name }.prefix(Self.nodeLimit))
      credentials.append(name)
    }
    credentials.sort()
    // What uses credentials stands near those that it uses, so that fewer lines cross.
    let places = Dictionary(uniqueKeysWithValues: credentials.enumerated().map { ($1, $0) })
    var middles: [User: (sum: Int, count: Int)] = [:]
    for name in credentials {
      for use in byName[name] ?? [] {
        guard let place = places[name] else { continue }
        let old = middles[Self.user(use)] ?? (0, 0)
        middles[Self.user(use)] = (old.sum + place, old.count + 1)
      }
    }
    users = chosen.sorted { one, other in
      let (first, second) = (middles[one] ?? (0, 1), middles[other] ?? (0, 1))
      let (a, b) = (first.sum * second.count, second.sum * first.count)
      return a == b ? (one.name, one.file) < (other.name, other.file) : a < b
    }
    let targets = Dictionary(uniqueKeysWithValues: users.enumerated().map { ($1, $0) })
    var seen: [Int: Int] = [:]
    for name in credentials {
      for use in byName[name] ?? [] {
        guard let credential = places[name], let user = targets[Self.user(use)] else { continue }
        let isSure = use.confidence != "heuristic"
        let key = credential << 20 | user
        if let known = seen[key] {
          if isSure { links[known].isSure = true }
        } else {
          seen[key] = links.count
          links.append((credential, user, isSure))
        }
      }
    }
  }

  private static func user(_ use: ReportContents.Use) -> User {
    User(group: use.group, name: use.user, file: use.file)
  }

  private var height: Int { max(credentials.count, users.count) * Self.step + Self.top + 12 }

  /// The columns are equally high: the shorter one is spread out.
  private func y(_ index: Int, of count: Int) -> Int {
    let room = max(credentials.count, users.count) * Self.step
    return Self.top + (2 * index + 1) * room / (2 * max(count, 1))
  }

  var html: String {
    var shapes = ""
    for link in links {
      let (from, to) = (y(link.credential, of: credentials.count), y(link.user, of: users.count))
      let (a, b) = (Self.left + 8, Self.right - 8)
      shapes +=
        "<path class=\"link\(link.isSure ? "" : " heuristic")\" d=\"M\(a) \(from)C\(a + 110) \(from) "
        + "\(b - 110) \(to) \(b) \(to)\"/>"
    }
    for (index, name) in credentials.enumerated() {
      let place = y(index, of: credentials.count)
      shapes += "<circle class=\"dot\" cx=\"\(Self.left + 4)\" cy=\"\(place)\" r=\"4\"/>"
      let text =
        "<text x=\"\(Self.left - 8)\" y=\"\(place + 4)\" text-anchor=\"end\">"
        + "\(HTMLText.short(name, 46))</text>"
      shapes += rows[name].map { "<a href=\"#c\($0)\">\(text)</a>" } ?? text
    }
    for (index, user) in users.enumerated() {
      let place = y(index, of: users.count)
      shapes += "<circle class=\"end\" cx=\"\(Self.right - 4)\" cy=\"\(place)\" r=\"4\"/>"
      let isFile = user.name == user.file
      shapes +=
        "<text x=\"\(Self.right + 8)\" y=\"\(place + 4)\">\(HTMLText.short(user.name, isFile ? 46 : 24))"
      if !isFile { shapes += " <tspan class=\"m\">\(HTMLText.short(user.file, 26))</tspan>" }
      shapes += "</text>"
    }
    let drawn =
      total > credentials.count
      ? "The \(credentials.count) most used of \(total) credentials, and what uses them."
      : "\(HTMLText.count(credentials.count, "credential")) and what uses them."
    return """
      <p class="note">\(drawn) Dashed lines are guesses. Every place is in the table below.</p>
      <figure>
      <div class="scroll drawing" role="region" tabindex="0" aria-label="Graph of uses">
      <svg aria-labelledby="graph-title graph-text" width="\(Self.width)" height="\(height)" \
      viewBox="0 0 \(Self.width) \(height)">
      <title id="graph-title">Graph of uses</title>
      <desc id="graph-text">\(HTMLText.count(links.count, "line")) from \
      \(HTMLText.count(credentials.count, "credential")) to \(HTMLText.count(users.count, "user"))</desc>
      <text class="m" x="\(Self.left - 8)" y="18" text-anchor="end">credential</text>
      <text class="m" x="\(Self.right + 8)" y="18">used by</text>
      \(shapes)
      </svg>
      </div>
      </figure>
      """
  }
}

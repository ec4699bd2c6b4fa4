internal import Configuration
public import Credentials
public import Documents

/// What somebody asks who wants to be let in: a name and public keys, in a file of the repository.
///
/// Whoever can push can write any request, so nothing in it counts before somebody has compared
/// the keys and approved it.
public struct JoinRequest: Hashable, Sendable {
  /// The folder of the requests, as a path from the repository's root.
  public static let folder = ".credtree/requests"
  /// The most bytes that a request may have.
  public static let largestFile = 64 << 10
  /// The most keys that a request may have, of each sort.
  public static let mostKeys = 16

  /// The name that is asked for.
  public let name: String
  /// The keys that are to open files, as canonical text.
  public let keys: [String]
  /// The keys that are to sign commits, as canonical text.
  public let signing: [String]
  /// When it says that it was made.
  public let createdAt: Timestamp

  /// Creates a request.
  public init(name: String, keys: [String], signing: [String] = [], createdAt: Timestamp) {
    self.name = name
    self.keys = keys
    self.signing = signing
    self.createdAt = createdAt
  }

  /// The path of a name's request from the repository's root.
  public static func path(of name: String) -> String { "\(folder)/\(name).json" }

  /// Reads a request.
  ///
  /// - Parameters:
  ///   - text: The file's bytes.
  ///   - name: The name that the file's path gives the request.
  /// - Throws: ``Failure`` with code `invalid` and every problem for anything that
  ///   ``serialized()`` would not have written: unknown members, other types, keys that are
  ///   none, another name than the file's.
  public init(_ text: [UInt8], name: String) throws(Failure) {
    var reader = RequestReader(file: Self.path(of: name))
    let request = reader.request(text, name: name)
    guard let request, reader.problems.isEmpty else {
      throw Failure(
        .invalid, "this is not a request to join; remove it, and ask for a new one",
        details: reader.problems)
    }
    self = request
  }

  /// The request's file.
  public func serialized() -> [UInt8] {
    var members = [
      Member("version", .int(1)), Member("name", .string(name)),
      Member("keys", .array(keys.map { .string($0) })),
    ]
    if !signing.isEmpty {
      members.append(Member("signing", .array(signing.map { .string($0) })))
    }
    members.append(Member("createdAt", .string(createdAt.description)))
    return JSON.write(.object(members))
  }
}

/// Reads a request and gathers what is wrong with it.
private struct RequestReader {
  let file: String
  var problems: [Problem] = []

  mutating func report(_ message: String, _ field: String? = nil, at node: Node? = nil) {
    problems.append(Problem(message, field: field, file: file, at: node?.position))
  }

  mutating func request(_ text: [UInt8], name: String) -> JoinRequest? {
    guard text.count <= JoinRequest.largestFile else {
      report("is larger than \(JoinRequest.largestFile) bytes")
      return nil
    }
    let root: Node
    do { root = try JSON.parse(text.span) } catch {
      problems.append(Problem(error.message, file: file, at: error.position))
      return nil
    }
    guard let members = root.object else {
      report("must be an object")
      return nil
    }
    let known = ["version", "name", "keys", "signing", "createdAt"]
    for (index, member) in members.enumerated() {
      if !known.contains(member.key) { report("has an unknown member", at: member.value) }
      if members[..<index].contains(where: { $0.key == member.key }) {
        report("is given twice", member.key, at: member.value)
      }
    }
    if root["version"]?.int != 1 { report("must be 1", "version", at: root["version"]) }
    if root["name"]?.string != name {
      report("must be the file's name", "name", at: root["name"])
    }
    if let problem = Configuration.nameProblem(with: name) { report(problem, "name") }
    let keys = self.keys(root["keys"], "keys", KeyText.opening)
    let signing = self.keys(root["signing"], "signing", KeyText.signing)
    if keys.isEmpty, signing.isEmpty, problems.isEmpty { report("has no key", "keys") }
    guard let time = root["createdAt"]?.string.flatMap({ Timestamp($0) }) else {
      report("must be a time", "createdAt", at: root["createdAt"])
      return nil
    }
    return JoinRequest(name: name, keys: keys, signing: signing, createdAt: time)
  }

  private mutating func keys(
    _ node: Node?, _ field: String, _ check: (String) -> Result<String, KeyTextError>
  ) -> [String] {
    guard let node else { return [] }
    guard let items = node.array, items.count <= JoinRequest.mostKeys else {
      report("must be a list of at most \(JoinRequest.mostKeys) keys", field, at: node)
      return []
    }
    var keys: [String] = []
    for item in items {
      switch item.string.map(check) {
      case .success(let key)? where key == item.string && !keys.contains(key): keys.append(key)
      case .failure(let error)?: report(error.message, field, at: item)
      default: report("must hold each key once, as credtree writes it", field, at: item)
      }
    }
    return keys
  }
}

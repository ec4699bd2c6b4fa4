import Documents
import Glibc
import SystemPackage
import TestSupport
import Testing

/// The requests and responses of other systems' documentation, as files in `Shapes`.
enum SourceSamples {
  private static let fixtures = Fixtures("Shapes")

  /// A sample as text.
  static func text(_ name: String) throws -> String {
    String(decoding: try fixtures.read("\(name).json"), as: UTF8.self)
  }

  /// A sample as a document.
  static func document(_ name: String) throws -> Node {
    let text = try fixtures.read("\(name).json")
    return try JSON.parse(text.span)
  }

  /// The folder with the documents themselves, which only the developers' machines have.
  static var folder: FilePath {
    let folder = getenv("CREDTREE_REFERENCE").map { FilePath(String(cString: $0)) }
    return (folder ?? TestRepository.sharedFile("reference")).appending("source-docs")
  }

  static var hasFolder: Bool {
    (try? [UInt8](contentsOf: folder.appending("quave-one-credentials.txt"))) != nil
  }

  /// Every JSON object that stands in a page of documentation.
  static func objects(inPage name: String) throws -> [Node] {
    let page = try [UInt8](contentsOf: folder.appending(name))
    var objects: [Node] = []
    var index = 0
    while let start = page[index...].firstIndex(of: UInt8(ascii: "{")) {
      index = start + 1
      for end in page.indices where end > start && page[end] == UInt8(ascii: "}") {
        let part = Array(page[start...end])
        guard let node = try? JSON.parse(part.span) else { continue }
        objects.append(node)
        index = end + 1
        break
      }
    }
    return objects
  }
}

extension TestRepository {
  /// Gives a document to a command as standard input, and returns what it gave.
  func send(_ document: String, _ arguments: String..., mayShowSecrets: Bool = false)
    async throws -> Output
  {
    let file = try secretFile("request.json", Array(document.utf8))
    return try await run(
      "credtree", arguments + ["--from", "-"], input: file, mayShowSecrets: mayShowSecrets)
  }

  /// The JSON document that a command prints.
  func response(_ arguments: String...) async throws -> Node {
    try await succeed("credtree", arguments).response
  }
}

extension Output {
  /// What was printed, as a document.
  var response: Node { get throws { try JSON.parse(stdout.span) } }
  /// The error that was printed, as a document.
  var errorBody: Node { get throws { try JSON.parse(stderr.span) } }
}

/// Where a response differs from a sample: in keys, their order, kinds, or values.
///
/// Ids and times are compared by their form, and a placeholder of the documentation fits any text.
func differences(
  _ sample: Node, _ actual: Node, at path: String = "", ignoring ignored: Set<String> = []
) -> [String] {
  if ignored.contains(path) { return [] }
  switch (sample.content, actual.content) {
  case (.object(let expected), .object(let members)):
    guard expected.map(\.key) == members.map(\.key) else {
      return ["\(path): \(members.map(\.key)) for \(expected.map(\.key))"]
    }
    return zip(expected, members).flatMap { one, other in
      differences(
        one.value, other.value, at: path.isEmpty ? one.key : "\(path).\(one.key)",
        ignoring: ignored)
    }
  case (.array(let expected), .array(let values)):
    guard expected.count == values.count else {
      return ["\(path): \(values.count) values for \(expected.count)"]
    }
    return zip(expected, values).flatMap {
      differences($0, $1, at: "\(path)[]", ignoring: ignored)
    }
  case (.string(let expected), .string(let text)):
    return expected == text || haveOneForm(expected, text) ? [] : ["\(path): \(text)"]
  default: return sample == actual ? [] : ["\(path) is of another kind"]
  }
}

private func haveOneForm(_ sample: String, _ text: String) -> Bool {
  func isID(_ text: String) -> Bool {
    text.count == 22 && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
  }
  if ["CREDENTIAL_ID", "..."].contains(sample) { return true }
  if isID(sample) { return isID(text) }
  return Timestamp(sample) != nil && Timestamp(text) != nil
}

internal import Documents
private import Synchronization

/// A file that may define a type of a repository's own.
public struct TypeFile: Hashable, Sendable {
  /// The path, for messages.
  public let path: String
  /// The contents, or `nil` for a file that cannot be read.
  public let text: [UInt8]?

  /// Creates a file.
  public init(path: String, text: [UInt8]?) {
    self.path = path
    self.text = text
  }

  /// The type that the file defines.
  ///
  /// - Throws: ``ValidationError`` with every problem at once, each with the file and line.
  public func type() throws(ValidationError) -> CredentialType {
    guard let text else { throw ValidationError([Problem("cannot be read", file: path)]) }
    let node: Node
    do { node = try JSON.parse(text.span) } catch {
      throw ValidationError([Problem(error.message, file: path, at: error.position)])
    }
    let type: CredentialType
    do { type = try CredentialType.parse(node) } catch {
      throw ValidationError(
        error.problems.map { problem in
          var problem = problem
          problem.file = path
          return problem
        })
    }
    var problems: [Problem] = []
    if !path.hasSuffix("/\(type.id).json") {
      problems.append(
        Problem("is \(type.id), but the file has another name", field: "type", file: path))
    }
    for name in [type.id] + type.aliases {
      guard let other = Catalogue.builtIn.type(named: name) else { continue }
      problems.append(
        Problem(
          "\(name) is a name of the built-in type \(other.id): take another",
          field: name == type.id ? "type" : "aliases", file: path))
    }
    guard problems.isEmpty else { throw ValidationError(problems) }
    return type
  }
}

/// The types that a repository adds, read when one is first asked for that is not built in.
final class OwnTypes: Sendable {
  private let files: @Sendable () -> [TypeFile]
  private let read = Mutex<(types: [CredentialType], problems: [Problem])?>(nil)

  init(_ files: @escaping @Sendable () -> [TypeFile]) { self.files = files }

  var all: (types: [CredentialType], problems: [Problem]) {
    if let known = read.withLock({ $0 }) { return known }
    var types: [CredentialType] = []
    var problems: [Problem] = []
    for file in files() {
      do throws(ValidationError) { types.append(try file.type()) } catch {
        problems += error.problems
      }
    }
    let result = (types, problems)
    read.withLock { $0 = result }
    return result
  }
}

internal import Configuration
public import Credentials
internal import CredentialStore
internal import Documents
internal import Files

/// The public keys that a user gives for a member.
public struct KeyInput: Hashable, Sendable {
  /// Keys that open files, as canonical text; each once.
  public private(set) var keys: [String] = []
  /// Keys that sign commits, as canonical text; each once.
  public private(set) var signing: [String] = []

  /// Whether no key was given.
  public var isEmpty: Bool { keys.isEmpty && signing.isEmpty }

  /// Checks keys as they were typed.
  ///
  /// - Parameters:
  ///   - keys: Keys that open files; `@FILE` is a list of them.
  ///   - signing: SSH keys that sign; `@FILE` is a file with one or more of them.
  ///   - files: Lists of keys that open files.
  /// - Throws: ``Failure`` with code `invalid` and every text that is no public key, never quoting
  ///   one: it may be a private key. Code `system` if a file cannot be read.
  public init(keys: [String] = [], signing: [String] = [], files: [String] = []) throws(Failure) {
    var problems: [Problem] = []
    for (index, text) in keys.enumerated() where !text.hasPrefix("@") {
      switch KeyText.opening(text) {
      case .success(let key): add(key)
      case .failure(let error):
        problems.append(Problem(error.message, field: Self.field("key", index, of: keys)))
      }
    }
    for (index, text) in signing.enumerated() {
      for line in try Self.lines(of: text) {
        switch KeyText.signing(line) {
        case .success(let key): if !self.signing.contains(key) { self.signing.append(key) }
        case .failure(let error):
          problems.append(Problem(error.message, field: Self.field("signing", index, of: signing)))
        }
      }
    }
    guard problems.isEmpty else {
      throw Failure(.invalid, "not every key can be used", details: problems)
    }
    let lists = keys.filter { $0.hasPrefix("@") }.map { String($0.dropFirst()) }
    for path in lists + files {
      for key in try KeyList.parse(try Self.contents(of: path), file: path) { add(key) }
    }
  }

  /// Takes keys that were checked before.
  init(checkedKeys keys: [String], signing: [String]) {
    self.keys = keys
    self.signing = signing
  }

  private mutating func add(_ key: String) {
    if !keys.contains(key) { keys.append(key) }
  }

  private static func field(_ name: String, _ index: Int, of all: [String]) -> String {
    all.count == 1 ? "--\(name)" : "--\(name) \(index + 1)"
  }

  /// The keys that a text stands for: itself, or the lines of `@FILE`.
  static func lines(of text: String) throws(Failure) -> [String] {
    guard text.hasPrefix("@") else { return [text] }
    let contents = String(decoding: try contents(of: String(text.dropFirst())), as: UTF8.self)
    return contents.split(whereSeparator: \.isNewline).map(String.init).filter { line in
      !line.hasPrefix("#") && !line.allSatisfy(\.isWhitespace)
    }
  }

  private static func contents(of path: String) throws(Failure) -> [UInt8] {
    do { return try FileReader.contents(of: path, limit: KeyList.largestFile) } catch {
      throw Failure(error)
    }
  }
}

import Documents
import Files
public import Git
import OpenSSL

/// Answers that were found before, in `$GIT_COMMON_DIR/credtree/references`.
///
/// They are only ever read from there, where nothing that is committed can be, and each says what
/// it is the answer to: the rules, what was looked for, and the tree or the files. A file that
/// does not hold what its own sum says is nothing. All of it may be deleted at any time.
struct ReferenceCache {
  /// The most answers about commits that are kept.
  private static let answerLimit = 64
  private static let sumSize = 32
  private static let sizeLimit = 1 << 28

  private let folder: String

  init(of repository: Repository) { folder = "\(repository.commonFolder)/credtree/references" }

  /// The bytes that were kept under a name.
  func contents(of name: String) -> [UInt8]? {
    guard
      let bytes = try? FileReader.contents(of: "\(folder)/\(name)", limit: Self.sizeLimit),
      bytes.count >= Self.sumSize
    else { return nil }
    let body = bytes.count - Self.sumSize
    let sum = Self.sum(of: bytes, body)
    return sum.elementsEqual(bytes[body...]) ? bytes : nil
  }

  /// Where in the bytes what was kept ends.
  static func end(of bytes: [UInt8]) -> Int { bytes.count - sumSize }

  /// Keeps bytes under a name; what cannot be written is found again the next time.
  func keep(_ bytes: [UInt8], as name: String) {
    let whole = bytes + Self.sum(of: bytes, bytes.count)
    do throws(FileError) {
      try FileWriter.createFolders(folder)
      try FileWriter.replace("\(folder)/\(name)", with: whole.span, permissions: 0o600)
    } catch { return }
  }

  private static func sum(of bytes: [UInt8], _ count: Int) -> [UInt8] {
    let span = bytes.span
    return (try? Digest.of(span.extracting(0..<count), .sha256)) ?? []
  }

  /// A name for a digest in file names.
  static func text(_ digest: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: digest.prefix(16).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
      as: UTF8.self)
  }
}

extension ReferenceScan {
  /// What was found in a tree before, together with whatever was added to it then.
  ///
  /// - Parameters:
  ///   - tree: The tree.
  ///   - repository: Its repository.
  ///   - question: What was looked for, where the tree alone does not say it.
  /// - Returns: The answer, or `nil` where none is kept.
  public static func kept(
    for tree: ObjectID, of repository: Repository, question: [UInt8] = []
  ) -> ReferenceScan? {
    let name = answerName(tree, question)
    guard let bytes = ReferenceCache(of: repository).contents(of: name) else { return nil }
    var reader = CacheReader(bytes, 0..<ReferenceCache.end(of: bytes))
    guard reader.text() == name, let files = reader.count(), let all = reader.outcome(),
      let problems = reader.count(), let names = reader.count()
    else { return nil }
    var scan = ReferenceScan()
    scan.add(all)
    scan.scannedFiles = files
    for _ in 0..<problems {
      guard let file = reader.text(), let position = reader.position(), let message = reader.text()
      else { return nil }
      scan.problems.append(ParseProblem(file: file, position: position, message: message))
    }
    for _ in 0..<names {
      guard let id = reader.text(), let name = reader.text() else { return nil }
      scan.names[id] = name
    }
    return scan
  }

  /// Keeps the answer for the next time.
  public func keep(for tree: ObjectID, of repository: Repository, question: [UInt8] = []) {
    guard unreadable.isEmpty else { return }
    var writer = CacheWriter()
    let name = Self.answerName(tree, question)
    writer.write(name)
    writer.write(scannedFiles)
    var all = ReferenceScanner.Outcome()
    all.references = references + dangling + wildcards
    all.exposures = exposures
    writer.write(all)
    writer.write(problems.count)
    for problem in problems {
      writer.write(problem.file)
      writer.write(problem.position)
      writer.write(problem.message)
    }
    let used = Set(references.compactMap(\.credentialID))
    let kept = names.filter { used.contains($0.key) }.sorted { $0.key < $1.key }
    writer.write(kept.count)
    for (id, name) in kept {
      writer.write(id)
      writer.write(name)
    }
    ReferenceCache(of: repository).keep(writer.bytes, as: name)
  }

  private static func answerName(_ tree: ObjectID, _ question: [UInt8]) -> String {
    let digest = ReferenceScanner.digest(of: [RuleSet.fingerprint, question])
    return "tree-\(tree)-\(ReferenceCache.text(digest))"
  }
}

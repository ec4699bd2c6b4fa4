import CredentialTypes
import Credentials
import Documents
import Review
import SOPS
import Secrets
import TestSupport
import Testing

/// Whatever two people change: a merge loses nothing that exactly one of them changed.
@Suite(.drawn) struct MergePropertyTests {
  @Test func nothingThatOneSideChangedIsLost() async throws {
    let bench = try MergeBench()
    let material = try await SampleMaterial.shared
    var random = Numbers()
    var (merges, conflicts) = (0, 0)
    for sample in TypeSample.all {
      var editor = Editor(type: try #require(Catalogue.builtIn.type(named: sample.type)))
      for round in 0..<4 {
        let base = try bench.file(try bench.contents(sample.type, material.filled(sample.valid)))
        let sides = try (0..<2).map { _ in
          var text = base
          for _ in 0..<Int.random(in: 1...2, using: &random) {
            let renews = Int.random(in: 0..<4, using: &random) == 0
            text = try bench.next(text, renewingKey: renews) {
              try editor.edit(&$0, using: &random)
            }
          }
          return text
        }
        let note = Comment(rawValue: "\(sample.type), round \(round)")
        let case_ = try Merged(bench, base, sides[0], sides[1])
        try case_.check(note)
        let mirrored = try Merged(bench, base, sides[1], sides[0])
        try mirrored.check(note)
        #expect(case_.values == mirrored.values, note)
        #expect(case_.conflicts == mirrored.conflicts, note)
        if case_.conflicts == nil { merges += 1 } else { conflicts += 1 }
        for plain in editor.made {
          let isShown = case_.text.map { contains(plain, in: $0) } ?? false
          #expect(!isShown, note)
        }
      }
    }
    #expect(merges > 60, "\(merges) merged, \(conflicts) in conflict")
    #expect(conflicts > 10, "\(merges) merged, \(conflicts) in conflict")
  }

  private func contains(_ word: String, in text: [UInt8]) -> Bool {
    String(decoding: text, as: UTF8.self).contains(word)
  }
}

/// Changes a credential at random, so that it stays valid.
private struct Editor {
  let type: CredentialType
  /// The secrets that were made up.
  var made: [String] = []

  mutating func edit(
    _ contents: inout CredentialContents, using random: inout some RandomNumberGenerator
  )
    throws
  {
    for _ in 0..<Int.random(in: 0...3, using: &random) {
      if Bool.random(using: &random) {
        editProperty(&contents.metadata, using: &random)
      } else {
        editField(&contents, using: &random)
      }
    }
  }

  private func editProperty(
    _ metadata: inout CredentialMetadata, using random: inout some RandomNumberGenerator
  ) {
    let word = ["one", "two", "three"].randomElement(using: &random) ?? ""
    switch Int.random(in: 0..<7, using: &random) {
    case 0: metadata.title = word
    case 1: metadata.description = word
    case 2: metadata.owner = Bool.random(using: &random) ? word : nil
    case 3: metadata.isDefault.toggle()
    case 4: metadata.parent = Bool.random(using: &random) ? word : nil
    case 5:
      metadata.projects = Set(metadata.projects).symmetricDifference([word]).sorted()
    default:
      if metadata.links.contains(word) {
        metadata.links.removeAll { $0 == word }
      } else {
        metadata.links.append(word)
      }
    }
  }

  /// Changes or removes a field, if the credential is still valid then.
  private mutating func editField(
    _ contents: inout CredentialContents, using random: inout some RandomNumberGenerator
  ) {
    let all = contents.public + contents.fields
    guard let field = all.randomElement(using: &random), type.field(field.key)?.isInput == true
    else { return }
    var changed = contents
    let word = "made\(Int.random(in: 10_000_000...99_999_999, using: &random))"
    if Int.random(in: 0..<4, using: &random) == 0 {
      changed.remove(field.key)
    } else if field.value.plainText != nil {
      changed.set(field.key, word)
    }
    let values = changed.public + changed.fields
    let validated = try? type.validate(
      type.merging([], over: values), provider: changed.metadata.provider, keeping: values)
    guard let validated else { return }
    changed.public = validated.public
    changed.fields = validated.confidentialAndSecret
    contents = changed
    if changed.fields.contains(where: { $0.value.plainText == word }) { made.append(word) }
  }
}

/// One merge, and what must be true of it.
private struct Merged {
  let bench: MergeBench
  let base: OpenedFile
  let ours: OpenedFile
  let theirs: OpenedFile
  /// The merged file, or `nil` where there is a conflict.
  let text: [UInt8]?
  /// The fields in conflict, sorted, or `nil` where there is none.
  let conflicts: [String]?

  init(_ bench: MergeBench, _ base: [UInt8], _ ours: [UInt8], _ theirs: [UInt8]) throws {
    self.bench = bench
    self.base = try bench.open(base)
    self.ours = try bench.open(ours)
    self.theirs = try bench.open(theirs)
    do {
      text = try bench.merge(base, ours, theirs)
      conflicts = nil
    } catch let failure as Failure {
      guard failure.code == .conflict else { throw failure }
      text = nil
      let list = failure.context.first { $0.key == "conflicts" }?.value.array ?? []
      conflicts = list.compactMap { $0["field"]?.string }.sorted()
    }
  }

  /// What the merged file says, by name, but for the times; sets are sorted.
  var values: [String: Node]? {
    guard let text, let opened = try? bench.open(text) else { return nil }
    return Self.values(of: opened)
  }

  private static func values(of file: OpenedFile) -> [String: Node] {
    var values: [String: Node] = [:]
    for member in file.contents.metadata.members {
      values["credential.\(member.key)"] = member.value
    }
    values["credential.links"] = .array(file.contents.metadata.links.sorted().map { .string($0) })
    for member in file.contents.public + file.contents.fields { values[member.key] = member.value }
    return values
  }

  /// Checks the result against an oracle of its own.
  func check(_ note: Comment) throws {
    let (old, mine, other) = (
      Self.values(of: base), Self.values(of: ours), Self.values(of: theirs)
    )
    let type = try #require(Catalogue.builtIn.type(named: base.contents.metadata.type))
    var clashes: Set<String> = []
    var expected: [String: Node] = [:]
    for key in Set(old.keys).union(mine.keys).union(other.keys) {
      let isDerived = type.field(key)?.isDerived == true
      let merged: Node?
      switch key {
      case "credential.revision":
        merged = .int(max(ours.contents.metadata.revision, theirs.contents.metadata.revision) + 1)
      case "credential.updatedAt":
        merged = .string(
          max(ours.contents.metadata.updatedAt, theirs.contents.metadata.updatedAt).description)
      case "credential.projects", "credential.links":
        let (a, b, c) = (texts(old[key]), texts(mine[key]), texts(other[key]))
        let kept = b.intersection(c).union(b.subtracting(a)).union(c.subtracting(a))
        merged = .array(kept.sorted().map { .string($0) })
      default:
        if mine[key] == other[key] || isDerived {
          merged = mine[key]
        } else if old[key] == mine[key] {
          merged = other[key]
        } else {
          merged = mine[key]
          if old[key] != other[key] { clashes.insert(key.replacing("credential.", with: "")) }
        }
      }
      if !isDerived { expected[key] = merged }
    }
    guard let text else {
      let found = Set(conflicts ?? [])
      // Without a clash, the sides do not fit together.
      if !found.isEmpty { #expect(found == clashes, note) }
      return
    }
    #expect(clashes.isEmpty, note)
    let opened = try bench.open(text)
    let result = Self.values(of: opened).filter { type.field($0.key)?.isDerived != true }
    #expect(result == expected, note)
    #expect(opened.readers(in: bench) == ["alice", "bob"], note)
    checkCiphertext(of: opened, note)
  }

  /// What either side encrypted under the same data key stays as it is, byte for byte.
  private func checkCiphertext(of merged: OpenedFile, _ note: Comment) {
    for member in merged.contents.fields {
      let sources = [ours, theirs].filter { source in
        source.key == merged.key
          && source.contents.fields.contains { $0 == member }
      }
      guard !sources.isEmpty, let own = merged.ciphertext(member.key) else { continue }
      #expect(sources.contains { $0.ciphertext(member.key) == own }, note)
    }
  }

  private func texts(_ node: Node?) -> Set<String> {
    Set((node?.array ?? []).compactMap(\.string))
  }
}

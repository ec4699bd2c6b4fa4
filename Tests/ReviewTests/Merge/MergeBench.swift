import Age
import Configuration
import CredentialTypes
import Credentials
import Documents
import Review
import SOPS
import Secrets
import Testing

/// Files of one credential, made without a repository, and what merging them takes.
struct MergeBench {
  let identities: [String: X25519Identity]
  let configuration: Configuration

  init() throws {
    var identities: [String: X25519Identity] = [:]
    for name in ["alice", "bob", "carol"] { identities[name] = try X25519Identity.generate() }
    self.identities = identities
    let members = identities.sorted { $0.key < $1.key }.map {
      "  \($0.key): { role: admin, keys: [\($0.value.recipient.text)] }"
    }
    let text = """
      version: 1
      store: credentials
      members:
      \(members.joined(separator: "\n"))
      access:
        - match: "**"
          readers: [alice, bob, carol]
      """
    configuration = try Configuration.parse(Array(text.utf8).span, file: "credtree.yaml")
  }

  func keys(_ names: [String]) -> [MemberKey] {
    names.compactMap { name in
      identities[name].map { MemberKey(member: name, key: $0.recipient.text) }
    }
  }

  func key(_ name: String) -> String { identities[name]?.recipient.text ?? "" }

  func keyRing(_ name: String = "alice") -> KeyRing {
    KeyRing(identities: identities[name].map { [$0] } ?? [])
  }

  func tools(
    as name: String = "alice", granting readers: [String] = ["alice", "bob", "carol"],
    accepts: @escaping @Sendable (String) -> Bool = { _ in true }
  ) -> MergeTools {
    MergeTools(
      keyRing: keyRing(name), configuration: configuration, catalogue: .builtIn,
      access: .readers(keys(readers)), accepts: accepts)
  }

  /// The first revision of a credential.
  func contents(
    _ type: String = "basic-auth",
    _ json: String = #"{"username": "stage", "password": "s3cret", "realm": "Staging"}"#
  ) throws -> CredentialContents {
    let values = try JSON.parse(Array(json.utf8).span, strings: .secret).object ?? []
    let known = try #require(Catalogue.builtIn.type(named: type))
    let validated = try known.validate(values)
    var metadata = CredentialMetadata(
      id: try CredentialID.random(), name: "prod/db", type: type, title: "prod/db",
      category: known.category, now: Timestamp(secondsSince1970: 1_795_000_000))
    metadata.provider = validated.provider
    return CredentialContents(
      metadata: metadata, public: validated.public, fields: validated.confidentialAndSecret,
      salt: Secret(
        SecretBytes(count: 32) { span in
          for index in span.indices { span[index] = UInt8.random(in: 0...255) }
        }))
  }

  func file(_ contents: CredentialContents, for readers: [String] = ["alice", "bob"]) throws
    -> [UInt8]
  {
    try contents.sealed(
      for: .readers(keys(readers)), at: Timestamp(secondsSince1970: 1_795_000_000))
  }

  func open(_ text: [UInt8], as name: String = "alice") throws -> OpenedFile {
    let header = try CredentialHeader(text.span, name: "x")
    return try CredentialFile(text.span, name: header.metadata.name)
      .open(with: keyRing(name), configuration: configuration)
  }

  /// The next revision of a file, as an update makes it.
  func next(
    _ text: [UInt8], for readers: [String]? = ["alice", "bob"], as name: String = "alice",
    renewingKey renews: Bool = false, _ edit: (inout CredentialContents) throws -> Void = { _ in }
  ) throws -> [UInt8] {
    let opened = try open(text, as: name)
    var contents = opened.contents
    try edit(&contents)
    contents.metadata.revision += 1
    contents.metadata.updatedAt = Timestamp(
      secondsSince1970: contents.metadata.updatedAt.secondsSince1970 + 60)
    return try contents.sealed(
      for: .readers(keys(readers ?? [])), replacing: opened, renewingKey: renews,
      at: contents.metadata.updatedAt)
  }

  func merge(
    _ base: [UInt8]?, _ ours: [UInt8], _ theirs: [UInt8], as name: String = "alice",
    granting readers: [String] = ["alice", "bob", "carol"],
    accepts: @escaping @Sendable (String) -> Bool = { _ in true }
  ) throws -> [UInt8] {
    try MergeTexts(base: base, ours: ours, theirs: theirs)
      .merged(as: "prod/db", by: tools(as: name, granting: readers, accepts: accepts))
  }

  /// The fields that a merge finds in conflict, or `nil` where it succeeds.
  func conflicts(_ base: [UInt8]?, _ ours: [UInt8], _ theirs: [UInt8]) throws -> [String]? {
    do {
      _ = try merge(base, ours, theirs)
      return nil
    } catch let failure as Failure {
      #expect(failure.code == .conflict, "\(failure)")
      let list = failure.context.first { $0.key == "conflicts" }?.value.array ?? []
      return list.compactMap { $0["field"]?.string }
    }
  }
}

extension CredentialContents {
  /// A field's text, whatever part it stands in.
  func text(_ field: String) -> String? {
    (`public` + fields).first { $0.key == field }?.value.plainText
  }

  mutating func set(_ field: String, _ text: String) {
    if let index = `public`.firstIndex(where: { $0.key == field }) {
      `public`[index].value = .string(text)
    } else {
      let secret = Node(.secret(Secret(SecretBytes(copying: Array(text.utf8).span))))
      fields.removeAll { $0.key == field }
      fields.append(Member(field, secret))
    }
  }

  mutating func remove(_ field: String) {
    `public`.removeAll { $0.key == field }
    fields.removeAll { $0.key == field }
  }
}

extension OpenedFile {
  /// The ciphertext of a field as the file has it.
  func ciphertext(_ field: String) -> String? { file.document.tree[2].value[field]?.string }

  /// The names of those who can read it, by the bench's members.
  func readers(in bench: MergeBench) -> [String] {
    file.document.metadata.recipients.compactMap { key in
      bench.identities.first { $0.value.recipient.text == key }?.key
    }.sorted()
  }
}

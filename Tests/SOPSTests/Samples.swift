import Age
import Documents
import SOPS
import Secrets
import TestSupport

func secret(_ text: String) -> Secret {
  let bytes = Array(text.utf8)
  return Secret(SecretBytes(copying: bytes.span))
}

func secretNode(_ text: String) -> Node { Node(.secret(secret(text))) }

let noon = Timestamp(secondsSince1970: 1_800_000_000)

/// A tree with a leaf of every type, at several depths.
let everyLeaf: [Member] = [
  Member("text", .string("plain <&> \u{2028} é🙂")),
  Member("secret", secretNode("p\u{1}\"\\\n")),
  Member("empty", .string("")),
  Member("emptySecret", secretNode("")),
  Member("int", .int(42)), Member("negative", .int(-7)), Member("largest", .int(.max)),
  Member("float", Node(.number("2.50"))), Member("exponent", Node(.number("1e21"))),
  Member("integral", Node(.number("3.0"))), Member("huge", Node(.number("123456789012345678901"))),
  Member("small", Node(.number("1e-7"))), Member("zero", Node(.number("-0.0"))),
  Member("yes", .bool(true)), Member("no", .bool(false)), Member("nothing", Node(.null)),
  Member(
    "list",
    .array([
      .string("a"), .string("a"), .int(1), Node(.null), .array([.string("b"), .array([])]),
      .object([Member("k", .string("v"))]),
    ])),
  Member("emptyMap", .object([])),
  Member(
    "map",
    .object([
      Member("password", .string("q")), Member("user_unencrypted", .string("alice")),
      Member("deep", .object([Member("token", .string("t")), Member("n", .int(1))])),
    ])),
  Member(
    "note_unencrypted", .object([Member("x", Node(.number("1.0"))), Member("y", .bool(true))])),
]

let everyRule: [SelectionRule?] = [
  nil, .unencryptedSuffix("_unencrypted"), .encryptedSuffix("d"), .unencryptedRegex("^(map|te.t)$"),
  .encryptedRegex("^map$"), .unencryptedCommentRegex("x"),
]

/// A data key and somebody who can open it.
struct Holder {
  let identity: X25519Identity
  let key: Secret

  init() throws {
    identity = try X25519Identity.generate()
    key = Secret(try KeyWrapping.newKey())
  }

  func metadata(_ rule: SelectionRule?, macOnlyEncrypted: Bool = false) throws -> SOPSMetadata {
    SOPSMetadata(
      ageEntries: try KeyWrapping.wrap(key.bytes, for: [identity.recipient]), rule: rule,
      macOnlyEncrypted: macOnlyEncrypted)
  }

  func seal(
    _ tree: [Member], _ rule: SelectionRule? = nil, previous: (SOPSDocument, OpenedDocument)? = nil
  ) throws -> SOPSDocument {
    try SOPSDocument.seal(
      tree, metadata: try metadata(rule), key: key.bytes, previous: previous, at: noon)
  }

  func open(_ document: SOPSDocument) throws -> OpenedDocument {
    try document.open(with: try document.dataKey(with: [identity]))
  }
}

func document(_ text: String) throws -> SOPSDocument {
  let bytes = Array(text.utf8)
  return try SOPSDocument(parsing: bytes.span)
}

func reparsed(_ document: SOPSDocument) throws -> SOPSDocument {
  let bytes = document.serialized()
  return try SOPSDocument(parsing: bytes.span)
}

/// A tree as sops would show it: numbers as it writes them, secrets as text.
func shown(_ members: [Member]) -> Node { normalised(Node.object(members).revealed) }

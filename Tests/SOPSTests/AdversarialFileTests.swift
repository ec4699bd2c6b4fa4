import Documents
import SOPS
import Testing

/// One file altered in many ways, some of which sops does not notice.
@Suite(.enabled(if: Vectors.arePresent, "the vectors are not here"))
struct AdversarialFileTests {
  enum Outcome: Equatable, Sendable {
    case accepted
    case flagged
    case refused(SOPSError)
  }

  static let expected: [String: Outcome] = [
    "00-baseline": .accepted,
    "01-type-str-to-int": .flagged,
    "02-type-str-to-comment": refused(.value),
    "03-type-str-to-bytes": refused(.value),
    "04-drop-null": .accepted,
    "05-drop-empty-string": .accepted,
    "06-add-empty-string-key": .accepted,
    "07-add-null-obj-array": .accepted,
    "08-rename-cleartext-key-in-place": .accepted,
    "09-resplit-cleartext-values": .accepted,
    "10-array-swap": refused(.mac),
    "11-array-nesting": .accepted,
    "12-array-duplicate-element": refused(.mac),
    "13-swap-ciphertexts-between-keys": refused(.value),
    "14-reorder-keys": refused(.mac),
    "15-aad-colon-ambiguity": .flagged,
    "16-cleartext-in-encrypted-slot": refused(.value),
    "17-empty-in-encrypted-slot": refused(.mac),
    "18-junk-after-ENC": refused(.value),
    "19-rename-to-unencrypted": refused(.mac),
    "20-lastmodified-changed": refused(.mac),
    "21-lastmodified-fraction": .accepted,
    "22-lastmodified-plus0000": .accepted,
    "23-no-version": refused(.unsupportedVersion),
    "24-version-two-components": refused(.unsupportedVersion),
    "25-version-prerelease": .accepted,
    "26-no-mac": refused(.mac),
    "27-unknown-metadata-field": .accepted,
    "28-recipient-text-wrong": .accepted,
    "29-two-rules": refused(.rules),
    "30-no-rule": .accepted,
    "31-trailing-garbage": refused(.malformed),
    "32-bom": refused(.malformed),
    "33-sops-first": .accepted,
    "34-duplicate-sops": refused(.malformed),
    "35-enc-leading-space": refused(.noIdentity),
    "36-enc-no-trailing-newline": .accepted,
    "37-enc-leading-newline": .accepted,
    "38-duplicate-key": refused(.mac),
    "39-sops-not-object": refused(.malformed),
    "40-mac-lowercase-hex": refused(.mac),
    "41-flip-mac_only_encrypted": refused(.mac),
  ]

  static func refused(_ code: SOPSError.Code) -> Outcome { .refused(SOPSError(code, "")) }

  @Test(arguments: expected.keys.sorted()) func behavesAsAStrictReader(name: String) throws {
    let outcome: Outcome
    do {
      let document = try Vectors.document("adversarial/\(name).json")
      let key = try document.dataKey(with: try Vectors.identities("age-sops-repo.txt"))
      outcome = try document.open(with: key).warnings.isEmpty ? .accepted : .flagged
    } catch let error as SOPSError {
      outcome = .refused(error)
    }
    #expect(outcome == Self.expected[name])
  }

  @Test func coversTheWholeManifest() throws {
    let files = try Vectors.json("adversarial/MANIFEST.json").array ?? []
    let names = files.compactMap { $0["file"]?.string }
    #expect(names.sorted() == Self.expected.keys.sorted().map { "adversarial/\($0).json" })
  }

  @Test func wrongRecipientTextIsFoundWhenAskedFor() throws {
    let identities = try Vectors.identities("age-sops-repo.txt")
    let wrong = try Vectors.document("adversarial/28-recipient-text-wrong.json")
    #expect(wrong.mislabelledEntries(for: identities).count == 1)
    let right = try Vectors.document("adversarial/00-baseline.json")
    #expect(right.mislabelledEntries(for: identities).isEmpty)
  }

  @Test func unknownMetadataSurvivesWriting() throws {
    let document = try Vectors.document("adversarial/27-unknown-metadata-field.json")
    let before = try Vectors.json("adversarial/27-unknown-metadata-field.json")["sops"]
    let written = document.serialized()
    let after = try JSON.parse(written.span)["sops"]
    let keys = { (node: Node?) in Set((node?.object ?? []).map(\.key)) }
    #expect(keys(after) == keys(before))
    for key in keys(before) { #expect(after?[key] == before?[key]) }
  }
}

import Documents
import SOPS
import Testing

@Suite struct MetadataTests {
  private static let entry = #"{"recipient": "age1x", "enc": "y"}"#
  private static let base =
    #""age": [\#(entry)], "lastmodified": "2026-11-20T10:00:00Z", "mac": "m", "version": "3.9.0""#

  private func metadata(_ fields: String) throws -> SOPSMetadata {
    try document(#"{"a": 1, "sops": {\#(fields)}}"#).metadata
  }

  @Test(arguments: [
    (#"{"a": 1}"#, SOPSError.Code.notSOPS),
    (#"{}"#, .notSOPS),
    (#"[]"#, .malformed),
    (#"{"sops": null}"#, .malformed),
    (#"{"sops": {}}"#, .unsupportedVersion),
    (#"{"sops": {"version": "3.9.0"}}"#, .malformed),
  ])
  func refusesWhatIsNotSOPS(text: String, code: SOPSError.Code) {
    #expect(throws: SOPSError(code, "")) { try document(text) }
  }

  @Test(arguments: [
    (#""mac": 1"#, SOPSError.Code.malformed),
    (#""mac": "x", "mac": "x""#, .malformed),
    (#""MAC": "x""#, .malformed),
    (#""Age": []"#, .malformed),
    (#""kms": {}"#, .malformed),
    (#""shamir_threshold": -1"#, .malformed),
    (#""shamir_threshold": 256"#, .malformed),
    (#""shamir_threshold": "2""#, .malformed),
    (#""mac_only_encrypted": "true""#, .malformed),
    (#""key_groups": [1]"#, .malformed),
    (#""key_groups": [{"age": [{"enc": "x"}]}]"#, .malformed),
    (#""key_groups": [{"age": [], "age": []}]"#, .malformed),
    (#""encrypted_regex": "a", "unencrypted_suffix": "b""#, .rules),
    (#""encrypted_regex": "(""#, .rules),
    (#""unencrypted_comment_regex": "[""#, .rules),
  ])
  func refusesFieldsThatAreNotRight(field: String, code: SOPSError.Code) {
    let rest = Self.base.replacing(
      #""mac": "m", "#, with: field.contains("mac\"") ? "" : #""mac": "m", "#)
    #expect(throws: SOPSError(code, "")) { try metadata("\(rest), \(field)") }
  }

  @Test(arguments: [
    "3.9.0", "v3.9.0", "3.13.2-rc.1", "3.13.2+build.5", "10.0.0", "1.0", "1.x",
  ])
  func acceptsVersionsThatSOPSAccepts(version: String) throws {
    #expect(try metadata(Self.base.replacing("3.9.0", with: version)).version == version)
  }

  @Test(arguments: ["", "3.9", "3", "3.9.0.1", "3.9.x", "03.9.0", "3..0", "vv3.9.0", "3.9.0-", "2"])
  func refusesVersionsThatSOPSRefuses(version: String) {
    #expect(throws: SOPSError(.unsupportedVersion, "")) {
      try metadata(Self.base.replacing("3.9.0", with: version))
    }
  }

  @Test(arguments: [
    "2026-11-20", "2026-11-20 10:00:00Z", "2026-11-20t10:00:00Z", "2026-11-20T10:00:60Z",
    "2026-02-30T10:00:00Z", "2026-11-20T10:00:00", "2026-11-20T10:00:00z", "",
  ])
  func refusesTimesThatSOPSRefuses(time: String) {
    #expect(throws: SOPSError(.malformed, "")) {
      try metadata(Self.base.replacing("2026-11-20T10:00:00Z", with: time))
    }
  }

  @Test func keepsWhatItDoesNotKnowAndDropsWhatIsEmpty() throws {
    let pgp = #"[{"fp": "F", "created_at": "2026-11-20T10:00:00Z", "enc": "-----BEGIN PGP"}]"#
    let fields = """
      "shamir_threshold": 0, "kms": null, "gcp_kms": [], "pgp": \(pgp), "x_future": {"b": [1], "a": null},
      "key_groups": [], "encrypted_suffix": "", "azure_kv": [{"vault_url": "u"}], \(Self.base)
      """
    let read = try document(#"{"sops": {\#(fields)}, "a": {}}"#)
    let text = String(decoding: read.serialized(), as: UTF8.self)
    let again = try document(text)
    #expect(again.serialized() == read.serialized())
    let keys = try JSON.parse(Array(text.utf8).span)["sops"]?.object?.map(\.key)
    #expect(keys == ["age", "azure_kv", "lastmodified", "mac", "pgp", "version", "x_future"])
    #expect(text.contains("\"fp\": \"F\",\n\t\t\t\t\"created_at\""))
    #expect(read.metadata.foreign.map(\.key) == ["pgp", "x_future", "azure_kv"])
  }

  @Test func aFileForOtherKindsOfKeysSaysSo() throws {
    let text = #"""
      {"sops": {"pgp": [{"fp": "F"}], "lastmodified": "2026-11-20T10:00:00Z", "mac": "m", "version": "3.9.0"}}
      """#
    let read = try document(text)
    do {
      _ = bytes(of: try read.dataKey(with: []))
      Issue.record("the file opened")
    } catch {
      #expect(error.code == .noIdentity && error.recipients.isEmpty)
    }
  }

  @Test func tellsWhereTheMistakeIs() {
    do {
      _ = try document("{\n\t\"sops\": {\n\t\t\"mac\": 1\n\t}\n}")
      Issue.record("the file was read")
    } catch let error as SOPSError {
      #expect(error.field == "sops.mac" && error.position == Position(line: 3, column: 3))
    } catch {
      Issue.record(error)
    }
  }
}

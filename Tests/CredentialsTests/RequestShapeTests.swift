import CredentialTypes
import Credentials
import Documents
import Secrets
import TestSupport
import Testing

/// Requests of other systems, read into one input.
@Suite(.drawn) struct RequestShapeTests {
  private static let requests = [
    #"""
    {"accountId": "a", "type": "BASIC_AUTH", "name": "Gate", "data": {"username": "u", "password": "SECRET"}}
    """#,
    #"""
    {"credentials": {"id": "1mO5qKOUcacMaFXJsmJzQh", "name": "code", "provider": "github",
     "baseUrl": "https://github.com/a", "keys": {"discriminator": "github", "password": "SECRET"}}}
    """#,
    #"""
    {"credentialName": "Shop DB", "credentialTypeId": "PostgreSQL", "projectIds": ["web"],
     "keys": [{"fieldId": "password", "keyValue": "SECRET"}, {"fieldId": "host", "keyValue": null}]}
    """#,
    #"""
    {"name": "Store", "template": {"href": "credential-template/store-infrastructure-service-exoscale",
     "parent": "infrastructure-service/x", "exoscale-api-key": "k", "exoscale-api-secret-key": "SECRET"}}
    """#,
    #"""
    {"id": "credential/1mO5qKOUcacMaFXJsmJzQh", "resource-type": "credential", "subtype": "swarm-token",
     "created": "2026-01-01T00:00:00.000Z", "scope": "WORKER", "token": "SECRET", "operations": []}
    """#,
  ]

  private func input(_ text: String) throws(Failure) -> CredentialInput {
    let bytes = Array(text.utf8)
    return try CredentialInput(document: bytes.span)
  }

  private func type(_ name: String) throws -> CredentialType {
    try #require(Catalogue.builtIn.type(named: name))
  }

  @Test func eachShapeIsTold() throws {
    let inputs = try Self.requests.map { try input($0) }
    #expect(inputs.map(\.system) == [nil, .seqera, .infra0, .nuvla, .nuvla])
    #expect(
      inputs.map(\.type) == [
        "BASIC_AUTH", "github", "PostgreSQL", "infrastructure-service-exoscale", "swarm-token",
      ])
    #expect(inputs.map(\.name) == ["Gate", "code", "Shop DB", "Store", nil])
    #expect(inputs[1].credentialID == inputs[4].credentialID)
    #expect(inputs[2].projects == ["web"] && inputs[3].parent == "infrastructure-service/x")
    for input in inputs {
      #expect(input.values.contains { $0.value.secret != nil })
      #expect(!input.values.contains { $0.value.isNull })
    }
  }

  @Test func valuesFindTheirFields() throws {
    var code = try input(Self.requests[1])
    #expect(code.settle(as: try type("github"), isNew: true) == [])
    #expect(code.baseURL == nil)
    #expect(code.values.map(\.key) == ["password", "baseUrl"])
    // The same request for a type without such a field keeps it as a property.
    code = try input(Self.requests[1].replacing("github\"", with: "aws\""))
    #expect(code.settle(as: try type("aws"), isNew: true) == [])
    #expect(code.baseURL == "https://github.com/a")
    #expect(code.settle(as: try type("gitlab"), isNew: true).map(\.field) == ["keys.discriminator"])

    var cloud = try input(Self.requests[3])
    #expect(cloud.settle(as: try type("exoscale"), isNew: true) == [])
    #expect(cloud.values.map(\.key) == ["apiKey", "apiSecretKey"])
  }

  @Test func partsOfAGoogleKeyAreComposed() throws {
    var key = try input(
      #"""
      {"template": {"href": "credential-template/store-infrastructure-service-google",
       "client-id": "98115", "private-key-id": "abc", "client-email": "a@b", "project-id": "shop",
       "private-key": "SECRET"}}
      """#)
    #expect(key.settle(as: try type("google"), isNew: true) == [])
    #expect(key.values.map(\.key) == ["data"])
    #expect(
      key.values.first?.value.object?.map(\.key) == [
        "type", "project_id", "private_key_id", "private_key", "client_email", "client_id",
      ])
  }

  @Test(arguments: [
    (#"{"credentials": {"nmae": "n"}}"#, "credentials.nmae"),
    (#"{"credentials": {"name": "n"}, "data": {}}"#, "data"),
    (#"{"credentials": []}"#, "credentials"),
    (#"{"credentials": {"keys": []}}"#, "credentials.keys"),
    (#"{"credentials": {"keys": {"a": 1, "a": 2}}}"#, "credentials.keys.a"),
    (#"{"credentialName": "n", "name": "n"}"#, "name"),
    (#"{"keys": [{"fieldId": 1}]}"#, "keys[0].fieldId"),
    (#"{"template": {"href": 1}}"#, "template.href"), (#"{"template": {}}"#, "template.href"),
    (#"{"template": {"href": "x"}, "data": 1}"#, "data"),
    (#"{"subtype": "x", "acl": {}}"#, "acl"),
    (#"{"name": "n", "credentialType": "x"}"#, "credentialType"),
  ])
  func aMemberThatIsNoneIsNamed(_ text: String, _ field: String) {
    let refusal = failure { _ = try input(text) }
    #expect(refusal?.code == .invalid)
    #expect(refusal?.details.contains { $0.field == field } == true, "\(refusal?.details ?? [])")
  }

  /// Who takes the two for each other has a secret where a field's name belongs.
  @Test func aSecretInThePlaceOfANameIsNotShown() {
    let key = #"{"fieldId": "SECRET", "keyValue": "password"}"#
    let refusal = failure { _ = try input(#"{"credentialName": "n", "keys": [\#(key), \#(key)]}"#) }
    #expect(refusal?.details.map(\.field) == ["keys[1].fieldId"])
    #expect(refusal?.details.contains { $0.message.contains("SECRET") } == false)
  }

  /// Whatever is done to a request, it is read or refused, and its secret is in no message.
  @Test func damagedRequestsAreReadOrRefused() {
    var generator = Numbers()
    let pieces = [
      "null", "[]", "{}", "\"\"", "1e9", "{\"keys\":", "}", ",", "\"keys\":[1],", "\u{0}",
    ]
    for _ in 0..<3000 {
      guard let request = Self.requests.randomElement(using: &generator) else { return }
      var bytes = Array(request.utf8)
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes.removeSubrange(place..<min(bytes.count, place + 4))
        case 2:
          bytes.insert(contentsOf: (pieces.randomElement(using: &generator) ?? "").utf8, at: place)
        default:
          let end = Int.random(in: place..<bytes.count, using: &generator)
          bytes.insert(contentsOf: Array(bytes[place..<end]), at: place)
        }
        if bytes.isEmpty { bytes = [0x7B] }
      }
      do throws(Failure) {
        var input = try CredentialInput(document: bytes.span)
        for name in ["github", "generic", "exoscale", "google"] {
          guard let type = Catalogue.builtIn.type(named: name) else { continue }
          _ = input.settle(as: type, isNew: true)
          _ = input.settleBlankSecrets(of: type)
        }
      } catch {
        #expect(error.code == .invalid)
        let words = error.message + error.details.map { "\($0.message)" }.joined()
        #expect(!words.contains("SECRET"), "\(String(decoding: bytes, as: UTF8.self))")
      }
    }
  }
}

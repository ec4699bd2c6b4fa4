import CredentialTypes
import Credentials
import Documents
import Secrets
import SystemPackage
import TestSupport
import Testing

@testable import Rendering

/// Placeholders are what their types take.
@Suite struct PlaceholderTests {
  /// The readable part of a credential with a value in every field that input may hold and that
  /// is not public.
  private func header(
    _ type: CredentialType, _ readable: [Member], fields: [String]? = nil, provider: String? = nil
  ) throws -> CredentialHeader {
    var sealed = fields
    if sealed == nil {
      sealed = type.fields.filter { $0.fieldClass != .public && !$0.isInputOnly }.map(\.id)
    }
    var metadata: [Member] = [
      Member("id", .string("1mO5qKOUcacMaFXJsmJzQh")), Member("name", .string("prod/one")),
      Member("type", .string(type.id)),
    ]
    if let provider { metadata.append(Member("provider", .string(provider))) }
    metadata += [
      Member("title", .string("")), Member("description", .string("")),
      Member("category", .string("")), Member("isDefault", .bool(false)),
      Member("projects", .array([])), Member("revision", .int(1)),
      Member("createdAt", .string("2026-11-20T10:00:00Z")),
      Member("updatedAt", .string("2026-11-20T10:00:00Z")),
    ]
    let file = JSON.write(
      .object([
        Member("credential", .object(metadata)), Member("public", .object(readable)),
        Member("secret", .object((sealed ?? []).map { Member($0, .string("ENC[]")) })),
      ]))
    return try CredentialHeader(file.span, name: "prod/one")
  }

  /// Each field for itself: a type's rules may forbid some of them together.
  @Test func everyFieldOfEveryTypeTakesItsPlaceholder() throws {
    var checked = 0
    for name in Catalogue.builtIn.names {
      let type = try #require(Catalogue.builtIn.type(named: name))
      for field in type.fields where field.fieldClass != .public && field.isInput {
        if field.isInputOnly || field.id == type.configurationField { continue }
        let made = try Placeholder.credential(
          try header(type, [], fields: [field.id]), type: type)
        let value = try #require(made.value(field.id))
        var complaints: [String] = []
        do { _ = try type.validate([Member(field.id, value)]) } catch {
          complaints = error.problems.filter { problem in
            problem.field == "data.\(field.id)" && !problem.message.contains("when ")
              && !problem.message.contains("need") && !problem.message.contains("together")
          }.map(\.message)
        }
        #expect(complaints == [], "\(name) \(field.id)")
        checked += 1
      }
    }
    #expect(checked > 100)
  }

  @Test func aProvidersConfiguration() throws {
    let type = try #require(Catalogue.builtIn.type(named: "acme-wildcard"))
    for provider in type.providers {
      let made = try Placeholder.credential(
        try header(
          type, [Member("commonName", .string("*.example.com"))], fields: ["providerConfig"],
          provider: provider.id), type: type)
      let validated = try? type.validate(made.public + made.fields, provider: provider.id)
      #expect(validated != nil, "\(provider.id)")
    }
  }

  @Test func certificatesFitTheirKey() async throws {
    let type = try #require(Catalogue.builtIn.type(named: "tls-certificate"))
    let made = try Placeholder.credential(
      try header(
        type, [Member("certificate", .string("a")), Member("ca", .string("b"))],
        fields: ["privateKey"]), type: type)
    let validated = try type.validate(made.public + made.fields)
    #expect(
      validated.public.first { $0.key == "commonName" }?.value.string == "placeholder.invalid")
    try await withSandbox("placeholder") { folder in
      for part in ["pem:combined", "pem:ca", "pem:fullchain"] {
        try Array(try rendered(part, made).utf8).write(to: folder.appending("\(part).pem"))
      }
      try await shell(
        """
        openssl verify -CAfile pem:ca.pem -untrusted pem:fullchain.pem pem:combined.pem >&2
        openssl x509 -in pem:combined.pem -noout -pubkey > a; openssl pkey -in pem:combined.pem -pubout > b; cmp a b
        """, in: folder)
    }
  }

  @Test func aKeyStoreComesApart() async throws {
    let type = try #require(Catalogue.builtIn.type(named: "keystore"))
    let made = try Placeholder.credential(
      try header(type, [], fields: ["keystore", "password"]), type: type)
    _ = try type.validate(made.fields)
    try await withSandbox("placeholder") { folder in
      for part in ["pem:cert", "pem:key", "pem:chain", "pem:ca", "pem:fullchain", "pem:combined"] {
        try Array(try rendered(part, made).utf8).write(to: folder.appending("\(part).pem"))
      }
      try await shell(
        """
        openssl verify -CAfile pem:ca.pem -untrusted pem:chain.pem pem:cert.pem >&2
        openssl x509 -in pem:combined.pem -noout -pubkey > a; openssl pkey -in pem:key.pem -pubout > b; cmp a b
        """, in: folder)
    }
  }

  @Test func theSameEveryTimeAndForEachCredentialAnother() throws {
    let type = try #require(Catalogue.builtIn.type(named: "basic-auth"))
    let one = try header(type, [], fields: ["username", "password"])
    let first = try rendered("htpasswd", try Placeholder.credential(one, type: type))
    #expect(try rendered("htpasswd", try Placeholder.credential(one, type: type)) == first)
    #expect(first.hasPrefix("placeholder-prod-one-username:$2y$"))
  }
}

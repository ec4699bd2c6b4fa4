import CredentialTypes
import Credentials
import Documents
import Secrets
import Testing

private func text(_ secret: borrowing SecretBytes) -> String {
  String(decoding: secret.bytes.indices.map { secret.bytes[$0] }, as: UTF8.self)
}

@Suite struct GenerationRequestTests {
  /// Values that only another one makes right: nobody can make those up alone.
  private static let dependent: Set<String> = ["passphrase"]

  /// What is made up for a field is what the field takes, in every type.
  @Test func everyFieldThatCanBeMadeUpTakesWhatIsMade() throws {
    var count = 0
    for name in Catalogue.builtIn.names {
      let type = try #require(Catalogue.builtIn.type(named: name))
      for field in type.fields where field.canBeGenerated {
        count += 1
        let request = GenerationRequest(field: field.id)
        let made = try request.make(field, of: type, among: [], name: "x")
        #expect(made.first?.key == field.id)
        do { _ = try type.validate(made, provider: type.providers.first?.id) } catch {
          let own = error.problems.filter { $0.field == "data.\(field.id)" }
          #expect(
            own.isEmpty || Self.dependent.contains(field.id) || own.allSatisfy(isAboutOthers),
            "\(name).\(field.id): \(own.map(\.message))")
        }
      }
    }
    #expect(count > 60)
  }

  // A rule that forbids the field beside another says nothing against the value.
  private func isAboutOthers(_ problem: Problem) -> Bool {
    ["must be left out", "not both", "is missing", "Role mode"].contains {
      problem.message.contains($0)
    }
  }

  private func value(_ type: String, _ text: String, _ values: [Member] = []) throws -> String {
    let type = try #require(Catalogue.builtIn.type(named: type))
    let request = try GenerationRequest(parsing: text)
    let field = try #require(type.field(request.field))
    let made = try request.make(field, of: type, among: values, name: "x")
    let secret = try #require(made.first?.value.secret)
    return shown(secret)
  }

  private func shown(_ secret: Secret) -> String { text(secret.bytes) }

  @Test func lengthAndAlphabetAreTheFieldsOwnOrAsked() throws {
    #expect(try value("basic-auth", "password").utf8.count == 32)
    #expect(try value("basic-auth", "password:12:digits").allSatisfy(\.isNumber))
    #expect(try value("basic-auth", "password::hex").utf8.count == 32)
    #expect(try value("webhook-secret", "secret").utf8.count == 64)
    #expect(try Base64.decode(value("tsig-key", "secret"))?.count == 64)
    #expect(try Base64.decode(value("tsig-key", "secret:16"))?.count == 16)
    #expect(try value("totp", "secret").utf8.count == 32)
    #expect(try Base64.decode(value("wireguard", "presharedKey"))?.count == 32)
  }

  @Test(arguments: [
    ("basic-auth", "password:0"), ("basic-auth", "password:8:emoji"), ("totp", "secret:20:hex"),
    ("ssh", "privateKey:32"), ("tls-certificate", "privateKey"), ("hashed-password", "password"),
    ("api-key", "digest"), ("container-registry", "username"),
  ])
  func whatCannotBeMadeUp(_ type: String, _ text: String) {
    do {
      _ = try value(type, text)
      Issue.record("\(type) \(text) was made up")
    } catch let failure as Failure {
      #expect(failure.code == .usage)
    } catch { Issue.record("\(error)") }
  }
}

import CredentialStore
import Credentials
import Documents
import SystemPackage
import TestSupport
import Testing

/// A certificate says itself when it stops working.
@Suite struct ExpiryTests {
  private func values(_ certificate: String, _ key: String, in folder: FilePath) throws -> [Member]
  {
    func text(_ name: String) throws -> Node {
      .string(String(decoding: try [UInt8](contentsOf: folder.appending(name)), as: UTF8.self))
    }
    return [
      Member("certificate", try text(certificate)), Member("privateKey", try text(key)),
    ]
  }

  private func expiry(_ workshop: Workshop) throws -> Timestamp? {
    try workshop.store().credential("web").metadata.expiresAt
  }

  @Test func theExpiryFollowsTheCertificate() async throws {
    try await withWorkshop("expiry") { workshop in
      let folder = workshop.git.folder.appending(".git")
      try await shell(
        """
        for days in 30 60; do
          openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days $days \
            -subj /CN=web.example.com -addext subjectAltName=DNS:web.example.com \
            -keyout key$days -out cert$days 2>/dev/null
        done
        """, in: folder)
      let first = try values("cert30", "key30", in: folder)
      try workshop.create("web", type: "tls-certificate") { $0.values = first }
      let found = try #require(try expiry(workshop))
      #expect(found > Timestamp(secondsSince1970: Timestamp.now.secondsSince1970 + 29 * 86_400))

      let second = try values("cert60", "key60", in: folder)
      let renewed = try workshop.update("web") { $0.values = second }
      #expect(renewed.changed.contains("expiresAt"))
      #expect(try #require(try expiry(workshop)) > found)

      // What the user says stays until there is another certificate.
      let own = try #require(Timestamp("2030-01-01T00:00:00Z"))
      try workshop.update("web") { $0.expiresAt = own }
      try workshop.update("web") { $0.title = "Web" }
      try workshop.update("web") { $0.values = second }
      #expect(try expiry(workshop) == own)
      try workshop.update("web") { $0.values = first }
      #expect(try expiry(workshop) == found)
    }
  }

  @Test func aKeyOfAnotherCertificateIsRefused() async throws {
    try await withWorkshop("mismatch") { workshop in
      let folder = workshop.git.folder.appending(".git")
      try await shell(
        """
        for name in a b; do
          openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 9 \
            -subj /CN=$name -addext subjectAltName=DNS:$name -keyout key$name -out cert$name \
            2>/dev/null
        done
        """, in: folder)
      let mixed = try values("certa", "keyb", in: folder)
      let refusal = failure {
        try workshop.create("web", type: "tls-certificate") { $0.values = mixed }
      }
      #expect(refusal?.code == .invalid && refusal?.details.isEmpty == false)
    }
  }
}

import OpenSSL
import Secrets
import SystemPackage
import TestSupport
import Testing

@Suite struct PEMBlockTests {
  private func code(_ text: String) -> PEMError.Code? {
    let bytes = Array(text.utf8)
    do {
      for block in try PEMBlock.blocks(in: bytes.span) { _ = try block.decoded(in: bytes.span) }
      return nil
    } catch { return error.code }
  }

  private func normalised(_ text: String) throws -> [String] {
    let bytes = Array(text.utf8)
    return try PEMBlock.blocks(in: bytes.span).map { block in
      let clean = try block.normalised(in: bytes.span)
      return String(decoding: clean.bytes.indices.map { clean.bytes[$0] }, as: UTF8.self)
    }
  }

  @Test func blocksAreCleanedAndMayTouch() throws {
    let long = String(repeating: "QUJD", count: 20)
    let text =
      "text\r\n-----BEGIN A-----\r\n  QUJD\r\n-----END A----------BEGIN B-----\(long)-----END B-----"
    #expect(
      try normalised(text) == [
        "-----BEGIN A-----\nQUJD\n-----END A-----\n",
        "-----BEGIN B-----\n\(long.prefix(64))\n\(long.dropFirst(64))\n-----END B-----\n",
      ])
  }

  @Test func headersOfEncryptedKeysStay() throws {
    let text =
      "-----BEGIN X-----\r\nProc-Type: 4,ENCRYPTED\r\nDEK-Info: AES,00\r\n\r\nQUJD\r\n-----END X-----"
    #expect(
      try normalised(text) == [
        "-----BEGIN X-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES,00\n\nQUJD\n-----END X-----\n"
      ])
  }

  @Test(
    arguments: [
      ("", nil), ("-----BEGIN A-----\nQUJD\n-----END A-----", nil),
      ("-----BEGIN A-----\n...\n-----END A-----", .placeholder),
      ("-----BEGIN A-----\nMIIB…\n-----END A-----", .placeholder),
      ("-----BEGIN A-----\nQUJ*\n-----END A-----", .notBase64),
      ("-----BEGIN A-----\\nQUJD\\n-----END A-----", .notBase64),
      ("-----BEGIN A-----\nQUJ\n-----END A-----", .notBase64),
      ("-----BEGIN A-----\n-----END A-----", .notBase64),
      ("-----BEGIN A-----\nQUJD", .unterminated), ("-----BEGIN A", .unterminated),
      ("-----BEGIN A-----\nQUJD\n-----END B-----", .unterminated),
      ("-----BEGIN A-----\nQUJD\n-----BEGIN A-----\nQUJD\n-----END A-----", .unterminated),
    ] as [(String, PEMError.Code?)]) func brokenBlocksHaveTheirOwnCode(
      _ text: String, _ expected: PEMError.Code?
    )
  {
    #expect(code(text) == expected)
  }

  @Test func aCutOrAppendedCertificateIsMalformed() async throws {
    try await withSandbox("x509") { folder in
      let tls = try await TLSMaterial(in: folder)
      let pem = Array(try tls.text("leaf.pem").utf8)
      let certificate = try #require(try X509Certificate.certificates(inPEM: pem.span).first)
      #expect(try X509Certificate(der: certificate.der).pem == (try tls.text("leaf.pem")))
      for der in [certificate.der.dropLast(), certificate.der + [0], []] {
        let error = #expect(throws: PEMError.self) { try X509Certificate(der: Array(der)) }
        #expect(error?.code == .malformed)
      }
      // A certificate is issued by whoever signed it, not by whoever has the right name.
      try await shell(
        """
        openssl req -new -key other.key -subj "/O=Example/CN=Example Mid" -out fake.csr
        printf 'basicConstraints=CA:TRUE\\nsubjectKeyIdentifier=none\\n' > fake.ext
        openssl x509 -req -in fake.csr -signkey other.key -days 9 -extfile fake.ext -out fake.pem
        """, in: folder)
      let (mid, fake) = (Array(try tls.text("mid.pem").utf8), Array(try tls.text("fake.pem").utf8))
      let issuers = try [
        #require(try X509Certificate.certificates(inPEM: mid.span).first),
        #require(try X509Certificate.certificates(inPEM: fake.span).first),
      ]
      #expect(certificate.isIssued(by: issuers[0]) && !certificate.isIssued(by: issuers[1]))
    }
  }
}

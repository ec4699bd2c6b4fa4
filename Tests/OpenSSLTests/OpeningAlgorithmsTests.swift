@testable import OpenSSL
import Testing

/// The few algorithms that are fetched from a context of our own.
@Suite struct OpeningAlgorithmsTests {
  /// There is one only where OpenSSL has them all: nothing would work without, but slower.
  @Test func theContextIsThere() {
    #expect(unsafe OpeningAlgorithms.context != nil)
  }

  /// What is not among them is OpenSSL's own: MD5 is (RFC 1321, A.5).
  @Test func otherAlgorithmsAreStillThere() throws {
    let message = Array("abc".utf8)
    #expect(try Digest.of(message.span, .md5).prefix(4) == [0x90, 0x01, 0x50, 0x98])
  }
}

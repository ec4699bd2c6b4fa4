import Documents
import OpenSSL
import Secrets
import Testing

@testable import SOPS

@Suite struct EncryptedValueTests {
  private static let tag = "AAAAAAAAAAAAAAAAAAAAAA=="

  @Test func readsTheOneForm() throws {
    for kind in ["str", "int", "float", "bool", "time"] {
      let text = "ENC[AES256_GCM,data:AQ==,iv:AgM=,tag:\(Self.tag),type:\(kind)]"
      let value = try EncryptedValue(parsing: text)
      #expect(value.ciphertext == [1] && value.nonce == [2, 3] && value.kind.rawValue == kind)
      #expect(value.tag == [UInt8](repeating: 0, count: 16))
    }
  }

  @Test(arguments: [
    "", "x", "ENC[", "ENC[AES256_GCM,data:AQ==,iv:AgM=,tag:\(tag),type:str",
    "ENC[AES256_GCM,data:AQ==,iv:AgM=,tag:\(tag),type:str)",
    "ENC[AES256_GCM,data:AQ==,iv:AgM=,tag:\(tag),type:str]]",
    "ENC[AES256_GCM,data:AQ==,iv:AgM=,tag:\(tag),type:str] ",
    " ENC[AES256_GCM,data:AQ==,iv:AgM=,tag:\(tag),type:str]",
    "ENC[AES256_GCM,data:AQ==,iv:AgM=,tag:\(tag),type:]",
    "ENC[AES256_GCM,data:AQ==,iv:AgM=,tag:\(tag),type:Str]",
    "ENC[AES256_GCM,data:AQ==,iv:AgM=,tag:\(tag),type:strs]",
    "ENC[AES256_GCM,data:AQ==,iv:AgM=,tag:\(tag),type:bytes]",
    "ENC[AES256_GCM,data:AQ==,iv:AgM=,tag:\(tag),type:comment]",
    "ENC[AES256_GCM,data:,iv:AgM=,tag:\(tag),type:str]",
    "ENC[AES256_GCM,data:AQ==,iv:,tag:\(tag),type:str]",
    "ENC[AES256_GCM,data:AQ==,iv:AgM=,tag:AQ==,type:str]",
    "ENC[AES256_GCM,data:AQ,iv:AgM=,tag:\(tag),type:str]",
    "ENC[AES256_GCM,data:AR==,iv:AgM=,tag:\(tag),type:str]",
    "ENC[AES256_GCM,data:A Q=,iv:AgM=,tag:\(tag),type:str]",
    "ENC[AES256_GCM,iv:AgM=,data:AQ==,tag:\(tag),type:str]",
    "ENC[AES128_GCM,data:AQ==,iv:AgM=,tag:\(tag),type:str]",
  ])
  func refusesEveryOtherForm(text: String) {
    #expect(throws: SOPSError(.value, "")) { try EncryptedValue(parsing: text) }
  }

  private static let typed: [(String, EncryptedValue.Kind, Node?)] = [
    ("23", .int, .int(23)), ("007", .int, .int(7)), ("2.50", .float, Node(.number("2.5"))),
    ("1e3", .float, .int(1000)), ("-0", .float, Node(.number("-0.0"))),
    ("True", .bool, .bool(true)),
    ("0", .bool, .bool(false)), ("2026-01-02", .time, .string("2026-01-02")), ("x", .int, nil),
    ("9223372036854775808", .int, nil), ("x", .float, nil), ("NaN", .float, nil),
    ("+Inf", .float, nil), ("yes", .bool, nil),
  ]

  @Test(arguments: typed)
  func whatIsNotTextIsReadAsItsTypeAndFlagged(
    plaintext: String, kind: EncryptedValue.Kind, expected: Node?
  ) throws {
    let holder = try Holder()
    var sealed = try holder.seal([Member("a", .int(1))])
    let bytes = Array(plaintext.utf8)
    let path = Array("a:".utf8)
    sealed.tree[0].value = .string(
      try EncryptedValue.seal(
        bytes.span, as: kind, key: holder.key.bytes, authenticating: path.span))
    guard let expected else {
      #expect(throws: SOPSError(.value, "")) { try holder.open(sealed) }
      return
    }
    // A plaintext that another writer made, with the MAC it would have made.
    let mac = try holder.seal([Member("a", expected)]).metadata.mac
    sealed.metadata.mac = mac
    let opened = try holder.open(sealed)
    #expect(opened.tree[0].value.revealed == expected)
    #expect(opened.warnings.count == 1)
  }

  @Test func aNonceThatSOPSCannotReplaceIsFlaggedAndReplaced() throws {
    let holder = try Holder()
    let first = try holder.seal([Member("a", .string("x"))])
    let opened = try holder.open(first)
    var odd = first
    // Twelve bytes, as other implementations of the format write.
    let nonce = [UInt8](repeating: 7, count: 12)
    let parts = try ShortNonce.seal(Array("x".utf8), holder.key, nonce, Array("a:".utf8))
    odd.tree[0].value = .string(parts)
    let read = try holder.open(odd)
    #expect(read.warnings.count == 1)
    let second = try holder.seal(opened.tree, previous: (odd, read))
    let text = try #require(second.tree[0].value.string)
    #expect(try EncryptedValue(parsing: text).nonce.count == 32)
  }
}

/// A value as another implementation would write it.
private enum ShortNonce {
  static func seal(_ text: [UInt8], _ key: Secret, _ nonce: [UInt8], _ data: [UInt8]) throws
    -> String
  {
    let sealed = try AES256GCM.seal(
      text.span, key: key.bytes, nonce: nonce.span, authenticating: data.span)
    return "ENC[AES256_GCM,data:\(Base64.encode(sealed.ciphertext.span)),"
      + "iv:\(Base64.encode(nonce.span)),tag:\(Base64.encode(sealed.tag.span)),type:str]"
  }
}

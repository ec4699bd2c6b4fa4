internal import Credentials
internal import Documents
internal import OpenSSL
internal import Secrets

/// The suffix that `kustomize` and `kubectl create secret --append-hash` give the name of a
/// Secret, so that a changed Secret is another one and its users are started anew.
///
/// It is SHA-256 over the compact JSON of data, kind, name, and type; the first ten hexadecimal
/// digits, with those replaced that could make up a word.
enum SecretHash {
  static func suffix(type: String, name: String, data: [(key: String, value: Secret)])
    throws(Failure) -> String
  {
    var json = SecretBuilder(capacity: 4096)
    json.append("{\"data\":{")
    for (index, entry) in data.enumerated() {
      json.append(index == 0 ? "\"\(entry.key)\":\"" : ",\"\(entry.key)\":\"")
      json.append(KubernetesSecret.base64(entry.value).bytes)
      json.append("\"")
    }
    json.append("},\"kind\":\"Secret\",\"name\":\"\(name)\",\"type\":\"\(type)\"}")
    do throws(OpenSSLError) {
      let digest = try Digest.of(json.bytes, .sha256)
      return String(decoding: digest.prefix(5).flatMap(letters), as: UTF8.self)
    } catch {
      throw Failure(.internalError, "cannot hash a Secret: \(error.operation) failed")
    }
  }

  private static func letters(_ byte: UInt8) -> [UInt8] { [letter(byte >> 4), letter(byte & 15)] }

  private static func letter(_ digit: UInt8) -> UInt8 {
    switch digit {
    case 0: UInt8(ascii: "g")
    case 1: UInt8(ascii: "h")
    case 3: UInt8(ascii: "k")
    case 10: UInt8(ascii: "m")
    case 14: UInt8(ascii: "t")
    default: Array("0123456789abcdef".utf8)[Int(digit)]
    }
  }
}

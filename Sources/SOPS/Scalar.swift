internal import Documents
internal import OpenSSL
internal import Secrets

/// A number the way sops sees it: an integer of 64 bits if it fits, else a float.
enum SOPSNumber: Hashable {
  case int(Int64)
  case float(Double)

  /// Reads a number of a JSON document, or returns `nil` if no float holds it.
  init?(json text: String) {
    if let integer = Int64(text) {
      self = .int(integer)
    } else if let value = Double(text), value.isFinite {
      self = .float(value)
    } else {
      return nil
    }
  }

  /// What is encrypted and what the MAC covers: no exponent, no trailing zeros.
  var plain: String {
    switch self {
    case .int(let value): String(value)
    case .float(let value): ShortestDecimal(value)?.plain ?? ""
    }
  }

  /// What stands in the document when it is not encrypted, as sops writes it.
  var json: String {
    switch self {
    case .int(let value): String(value)
    // Sops writes -0, reads that back as the integer 0, and finds that the MAC does not fit.
    case .float(let value) where value == 0 && value.sign == .minus: "-0.0"
    case .float(let value): ShortestDecimal(value)?.compact ?? ""
    }
  }

  var type: EncryptedValue.Kind {
    switch self {
    case .int: .int
    case .float: .float
    }
  }
}

extension Bool {
  /// What is encrypted and what the MAC covers.
  var plain: String { self ? "True" : "False" }
}

extension Digest {
  mutating func update(_ text: String) throws(OpenSSLError) {
    var text = text
    text.makeContiguousUTF8()
    try update(text.utf8.span)
  }
}

/// Runs code that calls OpenSSL, whose failures here are nobody's input.
func crypto<Result: ~Copyable>(_ body: () throws(OpenSSLError) -> Result) throws(SOPSError)
  -> Result
{
  do throws(OpenSSLError) {
    return try body()
  } catch {
    throw SOPSError(.internal, "\(error)")
  }
}

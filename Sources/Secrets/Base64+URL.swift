extension Base64 {
  /// Encodes a secret with the URL alphabet and without padding (RFC 4648 §5).
  public static func encodeSecretForURL(_ bytes: Span<UInt8>) -> SecretBytes {
    let standard = encodeSecret(bytes, padding: .none)
    return SecretBytes(count: standard.count) { output in
      for index in output.indices {
        switch standard.bytes[index] {
        case UInt8(ascii: "+"): output[index] = UInt8(ascii: "-")
        case UInt8(ascii: "/"): output[index] = UInt8(ascii: "_")
        case let other: output[index] = other
        }
      }
    }
  }
}

private import COpenSSL

extension X509Certificate {
  /// The subject alternative names: DNS names, IP addresses, email addresses, and URIs.
  public var altNames: [String] {
    let found = unsafe X509_get_ext_d2i(pointer, NID_subject_alt_name, nil, nil)
    guard let found = unsafe found else {
      ERR_clear_error()
      return []
    }
    let stack = OpaquePointer(found)
    defer {
      while let name = unsafe OPENSSL_sk_pop(stack) {
        unsafe GENERAL_NAME_free(name.assumingMemoryBound(to: GENERAL_NAME.self))
      }
      unsafe OPENSSL_sk_free(stack)
    }
    var names: [String] = []
    let count = unsafe OPENSSL_sk_num(stack)
    for index in 0..<count {
      guard let name = unsafe OPENSSL_sk_value(stack, index) else { continue }
      if let text = unsafe Self.text(of: name.assumingMemoryBound(to: GENERAL_NAME.self)) {
        names.append(text)
      }
    }
    return names
  }

  private static func text(of name: UnsafeMutablePointer<GENERAL_NAME>) -> String? {
    var type: CInt = 0
    guard let value = unsafe GENERAL_NAME_get0_value(name, &type) else { return nil }
    guard [GEN_DNS, GEN_IPADD, GEN_EMAIL, GEN_URI].contains(type) else { return nil }
    let string = unsafe value.assumingMemoryBound(to: ASN1_STRING.self)
    let count = unsafe Int(ASN1_STRING_length(string))
    guard let data = unsafe ASN1_STRING_get0_data(string), count > 0 else { return nil }
    let bytes = unsafe Array(UnsafeBufferPointer(start: data, count: count))
    return type == GEN_IPADD ? address(bytes) : String(validating: bytes, as: UTF8.self)
  }

  /// An IPv4 address with dots, or an IPv6 address as RFC 5952 writes it.
  private static func address(_ bytes: [UInt8]) -> String? {
    if bytes.count == 4 { return bytes.map { String($0) }.joined(separator: ".") }
    guard bytes.count == 16 else { return nil }
    let groups = stride(from: 0, to: 16, by: 2).map { Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]) }
    // The longest run of two zero groups or more, the first of equals, is written `::`.
    var best = 0..<0
    var start = 0
    while start < 8 {
      var end = start
      while end < 8, groups[end] == 0 { end += 1 }
      if end - start > best.count, end - start > 1 { best = start..<end }
      start = end + 1
    }
    func text(_ range: Range<Int>) -> String {
      range.map { String(groups[$0], radix: 16) }.joined(separator: ":")
    }
    guard !best.isEmpty else { return text(0..<8) }
    return text(0..<best.lowerBound) + "::" + text(best.upperBound..<8)
  }
}

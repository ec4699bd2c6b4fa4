internal import CGit2

/// Who did something, and when.
public struct Signature: Hashable, Sendable {
  /// The person's name.
  public let name: String
  /// The person's mail address.
  public let email: String
  /// Seconds since 1970-01-01 00:00 UTC.
  public let time: Int64
  /// How far the person's clock was ahead of UTC, in minutes.
  public let offset: Int

  /// Creates a signature.
  ///
  /// - Parameters:
  ///   - name: The name; characters that would break git's format are left out.
  ///   - email: The mail address; likewise.
  ///   - time: Seconds since 1970-01-01 00:00 UTC.
  ///   - offset: Minutes ahead of UTC.
  public init(name: String, email: String, time: Int64, offset: Int) {
    self.name = Self.clean(name)
    self.email = Self.clean(email)
    self.time = time
    self.offset = offset
  }

  init(_ raw: UnsafePointer<git_signature>?) {
    guard let raw = unsafe raw else {
      self.init(name: "", email: "", time: 0, offset: 0)
      return
    }
    unsafe self.init(
      exactly: String(cString: raw.pointee.name), String(cString: raw.pointee.email),
      raw.pointee.when.time, Int(raw.pointee.when.offset))
  }

  private init(exactly name: String, _ email: String, _ time: Int64, _ offset: Int) {
    self.name = name
    self.email = email
    self.time = time
    self.offset = offset
  }

  /// The line of a commit or a reflog: name, address, seconds, offset.
  public var line: String {
    let minutes = abs(offset)
    func padded(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    let zone = (offset < 0 ? "-" : "+") + padded(minutes / 60) + padded(minutes % 60)
    return "\(name) <\(email)> \(time) \(zone)"
  }

  /// Removes what git removes: angle brackets, line ends, and punctuation around the whole.
  private static func clean(_ text: String) -> String {
    let kept = text.unicodeScalars.filter {
      $0 != "<" && $0 != ">" && $0 != "\n" && $0 != "\r" && $0 != "\0"
    }
    func isCrud(_ scalar: Unicode.Scalar) -> Bool {
      scalar.value <= 32 || ".,:;\"\\'".unicodeScalars.contains(scalar)
    }
    var slice = kept[...]
    while let first = slice.first, isCrud(first) { slice = slice.dropFirst() }
    while let last = slice.last, isCrud(last) { slice = slice.dropLast() }
    return String(String.UnicodeScalarView(slice))
  }
}

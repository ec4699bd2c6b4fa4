internal import Configuration
public import Credentials
internal import Documents

/// A list of public keys in a file, one a line, as in `authorized_keys`.
public enum KeyList {
  /// The most bytes that a list may have.
  public static let largestFile = 1 << 20

  private static let sshKinds: Set<String> = [
    "ssh-ed25519", "ssh-rsa", "ssh-dss", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521", "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com",
  ]

  /// Reads the keys of a list.
  ///
  /// Empty lines and lines that start with `#` say nothing, and neither does what stands behind
  /// an SSH key. Options in front of a key mean something to sshd that a recipient cannot
  /// keep, so they are refused.
  ///
  /// - Parameters:
  ///   - text: The file's bytes.
  ///   - file: Its path, for messages.
  /// - Returns: The keys, canonical, each once.
  /// - Throws: ``Failure`` with code `invalid` and every line that is no key, never quoting one.
  public static func parse(_ text: [UInt8], file: String) throws(Failure) -> [String] {
    var keys: [String] = []
    var problems: [Problem] = []
    var isInside = false
    for (index, line) in lines(of: text).enumerated() {
      // The lines of a private key are one problem.
      if isInside {
        isInside = !line.hasPrefix("-----END ")
        continue
      }
      if line.isEmpty || line.hasPrefix("#") { continue }
      isInside = line.hasPrefix("-----BEGIN ")
      switch key(in: line) {
      case .success(let key): if !keys.contains(key) { keys.append(key) }
      case .failure(let error):
        problems.append(
          Problem(error.message, file: file, at: Position(line: index + 1, column: 1)))
      }
    }
    if problems.isEmpty, keys.isEmpty { problems = [Problem("holds no key", file: file)] }
    guard problems.isEmpty else {
      throw Failure(.invalid, "\(file) is not a list of public keys", details: problems)
    }
    return keys
  }

  /// The lines without the white space at their ends.
  private static func lines(of text: [UInt8]) -> [String] {
    text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
      func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
      let start = line.drop(while: isBlank)
      let end = start.reversed().drop(while: isBlank).count
      return String(decoding: start.prefix(end), as: UTF8.self)
    }
  }

  private static func key(in line: String) -> Result<String, KeyTextError> {
    let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init)
    let first = words.first ?? ""
    guard !sshKinds.contains(first) else {
      return KeyText.opening(words.prefix(2).joined(separator: " "))
    }
    let isAge = first.hasPrefix("age1") || first.hasPrefix("AGE-") || first.hasPrefix("-----")
    if !isAge, words.dropFirst().contains(where: sshKinds.contains) {
      return .failure(
        KeyTextError(
          message: "options in front of a key are not supported; take them away to add the key"))
    }
    // A comment behind an age key is as good as one behind an SSH key.
    let isCommented = words.count > 1 && words[1].hasPrefix("#")
    return KeyText.opening(isCommented ? first : line)
  }
}

public import Credentials
internal import Files
internal import OpenSSL
public import Secrets

/// A service that runs jobs, and how it is told what to hide and what to hand on.
public enum ContinuousIntegration: String, Hashable, Sendable, CaseIterable {
  /// GitHub Actions, and what runs its workflows.
  case github
  /// GitLab CI.
  case gitlab

  /// The commands that make the service hide values in its log, to be printed before all else.
  ///
  /// GitHub Actions takes one command for each value and for each of its lines; what is too short
  /// would hide half of the log, and gets none. GitLab has no such command.
  public func maskCommands(for values: [Secret]) -> SecretBytes {
    var output = SecretBuilder()
    guard self == .github else { return output.finish() }
    for value in values { Self.appendMasks(for: value.bytes, to: &output) }
    return output.finish()
  }

  /// Why the service cannot hide a value itself, or `nil` where it can.
  public func obstacle(to value: borrowing SecretBytes) -> String? {
    if value.count < SecretForms.shortest {
      return "is shorter than \(SecretForms.shortest) bytes, and is not hidden"
    }
    guard self == .gitlab else { return nil }
    let isWord =
      value.count >= 8
      && value.bytes.indices.allSatisfy { index in
        let byte = value.bytes[index]
        return (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
          || (0x61...0x7A).contains(byte) || "_+=/@:.~-".utf8.contains(byte)
      }
    return isWord ? nil : "cannot be a masked variable of GitLab: only what 'run' prints is masked"
  }

  private static func appendMasks(
    for value: borrowing SecretBytes, to output: inout SecretBuilder
  ) {
    guard value.count >= SecretForms.shortest else { return }
    appendMask(value.bytes, to: &output)
    let lines = ByteText.lines(of: value)
    guard lines.count > 1 else { return }
    for line in lines {
      let part = ByteText.trimmed(line, of: value)
      if part.count >= SecretForms.shortest {
        appendMask(value.bytes.extracting(part), to: &output)
      }
    }
  }

  private static func appendMask(_ value: Span<UInt8>, to output: inout SecretBuilder) {
    output.append("::add-mask::")
    for index in value.indices {
      switch value[index] {
      case UInt8(ascii: "%"): output.append("%25")
      case UInt8(ascii: "\r"): output.append("%0D")
      case UInt8(ascii: "\n"): output.append("%0A")
      case let byte: output.append(byte)
      }
    }
    output.append("\n")
  }

  /// Records for `$GITHUB_ENV` and `$GITHUB_OUTPUT`: of any bytes, with a random end of its own.
  ///
  /// - Throws: ``Failure`` with code `invalid` for a variable that GitHub refuses.
  public static func records(of variables: [(name: String, value: Secret)]) throws(Failure)
    -> SecretBytes
  {
    var output = SecretBuilder()
    for (name, value) in variables {
      guard name.uppercased() != "NODE_OPTIONS" else {
        throw Failure(.invalid, "GitHub refuses to set NODE_OPTIONS for later steps")
      }
      let random: [UInt8]
      do { random = try RandomBytes.public(count: 16) } catch {
        throw Failure(.system, "there is no randomness: \(error)")
      }
      let end = "ghadelimiter_" + Hex.encode(random.span)
      guard !ByteText.contains(end, in: value.bytes) else {
        throw Failure(.internalError, "a value holds the random end of its record")
      }
      output.append("\(name)<<\(end)\n")
      output.append(value.bytes)
      output.append("\n\(end)\n")
    }
    return output.finish()
  }
}

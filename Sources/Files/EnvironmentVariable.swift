public import Secrets

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#elseif canImport(Darwin)
  private import Darwin
#endif

/// The variables the process was started with.
public enum EnvironmentVariable {
  /// The text of a variable, or `nil` if it is unset or empty.
  public static func text(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    let text = unsafe String(cString: value)
    return text.isEmpty ? nil : text
  }

  /// The bytes of a variable that holds a secret, or `nil` if it is unset or empty.
  ///
  /// They are copied straight into secret memory. The environment itself stays as it is.
  public static func secret(_ name: String) -> SecretBytes? {
    guard let value = unsafe getenv(name) else { return nil }
    let count = unsafe strlen(value)
    guard count > 0 else { return nil }
    return SecretBytes(count: count) { span in
      for index in 0..<count { span[index] = unsafe UInt8(bitPattern: value[index]) }
    }
  }

  /// The user's home folder, or `nil` if `HOME` is unset.
  public static var homeFolder: String? { text("HOME") }

  /// The folder for the user's configuration: `$XDG_CONFIG_HOME`, else `~/.config`.
  public static var configurationFolder: String? {
    text("XDG_CONFIG_HOME") ?? homeFolder.map { "\($0)/.config" }
  }
}

/// The program that runs, as others can start it later.
public enum OwnProgram {
  /// How a shell starts the program: by its name where `PATH` leads to this very file, and by its
  /// whole path, quoted, where it does not.
  ///
  /// The name is better where it works: it outlives an update that moves the file.
  ///
  /// - Parameter name: The name that the program is installed under. A process of another name,
  ///   which only uses the library, is not the program that is asked for.
  /// - Returns: One word of a command line.
  public static func word(for name: String) -> String {
    guard let own = FileReader.resolved("/proc/self/exe"), own.hasSuffix("/\(name)") else {
      return name
    }
    let folders = (EnvironmentVariable.text("PATH") ?? "").split(separator: ":")
    let found = folders.first { $0.hasPrefix("/") && FileReader.isProgram("\($0)/\(name)") }
    if let found, FileReader.resolved("\(found)/\(name)") == own { return name }
    let parts = own.unicodeScalars.split(separator: "'", omittingEmptySubsequences: false)
    return "'\(parts.map { String($0) }.joined(separator: #"'\''"#))'"
  }
}

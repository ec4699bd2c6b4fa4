/// Looks for programs as a shell does.
public enum ProgramSearch {
  /// The path of a program, or `nil` where there is none: its own if it has one, else the first in
  /// the folders of `PATH`, of which relative ones do not count.
  public static func path(of program: String) -> String? {
    if program.contains("/") { return FileReader.isProgram(program) ? program : nil }
    let folders = (EnvironmentVariable.text("PATH") ?? "").split(separator: ":")
    for folder in folders where folder.hasPrefix("/") {
      let path = "\(folder)/\(program)"
      if FileReader.isProgram(path) { return FileReader.resolved(path) ?? path }
    }
    return nil
  }
}

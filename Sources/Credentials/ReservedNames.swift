extension CredentialName {
  private static let devices: Set<String> = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8",
    "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
  ]

  /// What a person should know of a valid name before choosing it: Windows can check out no file
  /// that is called as a device, whatever its ending.
  public static func notes(about name: String) -> [String] {
    name.split(separator: "/").filter { devices.contains($0.lowercased()) }.map {
      "'\($0)' is the name of a device on Windows, where nobody can check out this file"
    }
  }
}

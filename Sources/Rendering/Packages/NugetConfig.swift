internal import CredentialTypes
internal import Credentials
internal import Secrets

/// `NuGet.Config` with a source and its login for each credential.
struct NugetConfig: Artifact {
  let id = "nuget-config"
  let title = "NuGet.Config with a login for each source"
  let takesSeveral = true

  func accepts(_ type: CredentialType) -> Bool { isListed(by: type, having: "sourceName") }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    // NuGet puts the variable NAME where it reads %NAME%.
    var form = ValueForm.xml
    form.forbidden = Set(text: "%")
    let sorted = credentials.sorted { $0.name < $1.name }
    var text = ArtifactText(id)
    text.add("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<configuration>\n  <packageSources>\n")
    for credential in sorted {
      try text.setting(
        "<add key=\"", "sourceName", of: credential, as: form, indent: "    ", separator: "",
        end: "\" value=\"")
      try text.setting("", "url", of: credential, as: .xml, separator: "", end: "\" />\n")
    }
    text.add("  </packageSources>\n  <packageSourceCredentials>\n")
    var owners: [String: String] = [:]
    for credential in sorted {
      let element = Self.element(try credential.anyOf(["sourceName"]), credential)
      if let other = owners.updateValue(credential.name, forKey: element) {
        throw Failure(
          .conflict, "\(other) and \(credential.name) have the same sourceName: name one of them")
      }
      text.add("    <\(element)>\n")
      for (key, field) in [("Username", "username"), ("ClearTextPassword", "password")] {
        try text.setting(
          "<add key=\"\(key)\" value=\"", field, of: credential, as: form, indent: "      ",
          separator: "", end: "\" />\n")
      }
      text.add("    </\(element)>\n")
    }
    text.add("  </packageSourceCredentials>\n</configuration>\n")
    return text.finish()
  }

  /// The source's name as a name of XML: what cannot stand there becomes `_xHHHH_`.
  private static func element(_ name: Secret, _ credential: OpenedCredential) -> String {
    var output = ""
    for (index, unit) in (credential.effectiveText("sourceName") ?? "").utf16.enumerated() {
      let isNameCharacter =
        unit < 128
        && (Set<UInt8>.alphanumeric.contains(UInt8(unit)) || "_.-".utf8.contains(UInt8(unit)))
      let isStart = !(48...57).contains(unit) && unit != 45 && unit != 46
      if isNameCharacter, index > 0 || isStart, let scalar = UnicodeScalar(unit) {
        output.unicodeScalars.append(scalar)
      } else {
        let hex = String(unit, radix: 16, uppercase: true)
        output += "_x" + String(repeating: "0", count: 4 - hex.utf8.count) + hex + "_"
      }
    }
    return output
  }
}

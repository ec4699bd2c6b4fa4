internal import CredentialTypes
internal import Credentials
internal import Secrets

/// `~/.pypirc` for twine, which takes `%` as it is.
struct PyPIRC: Artifact {
  let id = "pypirc"
  let title = "~/.pypirc with a section for each index"
  let takesSeveral = true
  let optionNames = ["server"]

  func accepts(_ type: CredentialType) -> Bool { isListed(by: type, having: "url") }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    var text = ArtifactText(id)
    let sections = try SectionNames.of(credentials, option: "server", options, id)
    text.add("[distutils]\nindex-servers =\n")
    for section in sections { text.add("    \(section.name)\n") }
    for section in sections {
      text.add("\n[\(section.name)]\n")
      for (key, field) in [
        ("repository", "url"), ("username", "username"), ("password", "password"),
      ] {
        try text.setting(key, field, of: section.credential, as: .trimmedLine)
      }
    }
    return text.finish()
  }
}

/// `pip.conf` with the login inside the index's URL, where pip looks for it.
struct PipConf: Artifact {
  let id = "pip-conf"
  let title = "pip.conf with an index's URL"
  let optionNames = ["extra"]

  func accepts(_ type: CredentialType) -> Bool { isListed(by: type, having: "url") }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let credential = credentials[0]
    let address = try credential.address("url")
    var text = ArtifactText(id)
    text.add("[global]\n")
    text.add(try options.flag("extra", of: id) ? "extra-index-url = " : "index-url = ")
    text.add("\(address.scheme)://")
    try text.add(try credential.anyOf(["username"]), "username", of: credential, as: .percent)
    text.add(":")
    try text.add(try credential.required("password"), "password", of: credential, as: .percent)
    text.add("@\(address.hostAndPort)/\(address.path)")
    text.add(address.path.isEmpty ? "\n" : "/\n")
    return text.finish()
  }
}

internal import CredentialTypes
internal import Credentials
internal import Secrets

/// A script that starts Seqera's agent.
struct TowerAgentRun: Artifact {
  let id = "tower-agent-run"
  let title = "a script that starts Seqera's Tower Agent"

  func accepts(_ type: CredentialType) -> Bool { isListed(by: type, having: "connectionId") }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let credential = credentials[0]
    var text = ArtifactText(id)
    text.add("#!/bin/sh\nset -eu\nexport TOWER_ACCESS_TOKEN=")
    try text.add(
      try credential.required("accessToken"), "accessToken", of: credential, as: .shell)
    text.add("\nexec ./tw-agent ")
    try text.add(
      try credential.anyOf(["connectionId"]), "connectionId", of: credential, as: .shell)
    let folder = credential.effectiveText("workDir") ?? "$TW_AGENT_WORK"
    text.add(" --work-dir=")
    if folder == "$TW_AGENT_WORK" {
      // The default is a variable, for the shell to fill in.
      text.add("\"$TW_AGENT_WORK\"")
    } else {
      try text.add(text: folder, "workDir", of: credential, as: .shell)
    }
    text.add("\n")
    return text.finish()
  }
}

internal import CredentialTypes
internal import Credentials
internal import Secrets

/// A script that joins a machine to a swarm.
///
/// The token is on docker's command line for as long as it runs, for there is no other way.
struct SwarmJoin: Artifact {
  let id = "docker-swarm-join"
  let title = "a script that joins a machine to a swarm"

  func accepts(_ type: CredentialType) -> Bool { isListed(by: type, having: "managerAddress") }

  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let credential = credentials[0]
    guard let manager = credential.effectiveText("managerAddress"),
      let parts = URLText.splitPort(manager)
    else { throw credential.invalid("has no managerAddress: set it to HOST:2377") }
    var text = ArtifactText(id)
    text.add("#!/bin/sh\nset -eu\nexec docker swarm join --token ")
    try text.add(try credential.required("token"), "token", of: credential, as: .shell)
    text.add(" ")
    try text.add(
      text: "\(parts.host):\(parts.port ?? 2377)", "managerAddress", of: credential, as: .shell)
    text.add("\n")
    return text.finish()
  }
}

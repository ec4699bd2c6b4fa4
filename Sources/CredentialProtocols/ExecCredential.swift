internal import CredentialTypes
internal import Credentials
internal import Documents
internal import Files
internal import Secrets

/// kubectl's exec plugins (client.authentication.k8s.io), in the version that kubectl asks in.
struct ExecCredential {
  static let artifact = "kubectl-exec-credential"
  /// The versions that are answered; they differ in nothing that is answered here.
  static let versions = ["v1", "v1beta1"].map { "client.authentication.k8s.io/\($0)" }

  let stores: () throws(Failure) -> HelperStores

  /// The token or the certificate of a cluster.
  ///
  /// - Parameters:
  ///   - reference: The credential; without it, the one for the cluster that kubectl names.
  ///   - request: What kubectl says in `KUBERNETES_EXEC_INFO`.
  /// - Returns: What kubectl is told.
  /// - Throws: ``Failure`` with code `invalid` for a version or a server that is not this one's,
  ///   and as opening the credential throws.
  func reply(for reference: String?, request: String?) throws(Failure) -> HelperReply {
    let (version, server) = try Self.read(request)
    let found = try self.found(reference, for: server)
    let credential = found.credential
    var status: [Member] = []
    var fields: [String] = []
    if let end = credential.metadata.expiresAt {
      status.append(Member("expirationTimestamp", .string(end.description)))
    }
    if let token = try credential.usable("token") {
      status.append(Member("token", Node(.secret(token))))
      fields.append("token")
    } else {
      let certificate = try credential.needed("certificate")
      let key = try credential.needed("privateKey")
      status.append(Member("clientCertificateData", Node(.secret(certificate))))
      status.append(Member("clientKeyData", Node(.secret(key))))
      fields += ["certificate", "privateKey"]
    }
    found.store.recordUse(of: credential, by: "kubectl-credential", fields: fields)
    return HelperReply(
      SecretJSON.writeLine(
        .object([
          Member("apiVersion", .string(version)), Member("kind", .string("ExecCredential")),
          Member("status", .object(status)),
        ])), message: credential.expiryNote)
  }

  private func found(_ reference: String?, for server: ServiceAddress?) throws(Failure)
    -> FoundCredential
  {
    let stores = try self.stores()
    if let reference {
      let found = try stores.credential(reference, as: Self.artifact)
      if let server, let own = found.credential.text("server").flatMap({ ServiceAddress($0) }),
        own != server
      {
        throw Failure(
          .invalid,
          "\(found.credential.name) is for the cluster at \(own.host), and kubectl asks for the one "
            + "at \(server.host)")
      }
      return found
    }
    guard let server else {
      throw Failure(
        .usage, "name a credential, or set provideClusterInfo: true in the kubeconfig")
    }
    let found = try stores.answer(to: CredentialQuestion(address: server), choosing: .one) {
      $0.artifacts.contains(Self.artifact)
    }
    guard let found else {
      throw Failure(.notFound, "no credential is for the cluster at \(server.host)")
    }
    return found
  }

  /// The version that kubectl asks in, and the cluster that it names where it does.
  static func read(_ request: String?) throws(Failure) -> (String, ServiceAddress?) {
    guard let request else { return (versions[0], nil) }
    let bytes = Array(request.utf8)
    let document: Node
    do { document = try JSON.parse(bytes.span) } catch {
      throw Failure(.invalid, "KUBERNETES_EXEC_INFO is no JSON: \(error.message)")
    }
    guard document["kind"]?.string == "ExecCredential",
      let version = document["apiVersion"]?.string
    else { throw Failure(.invalid, "KUBERNETES_EXEC_INFO holds no ExecCredential") }
    guard versions.contains(version) else {
      throw Failure(
        .invalid,
        "kubectl asks in a version that is not known here; set the apiVersion of the user's exec "
          + "in the kubeconfig to \(versions[0])")
    }
    guard let server = document["spec"]?["cluster"]?["server"]?.string else {
      return (version, nil)
    }
    guard let address = ServiceAddress(server) else {
      throw Failure(.invalid, "KUBERNETES_EXEC_INFO names a server that is no URL")
    }
    return (version, address)
  }
}

/// The artifacts that are one format each.
extension ArtifactCatalogue {
  static let families: [any Artifact] =
    clouds + git + ssh + registries + databases + packages
    + acme + web

  private static let clouds: [any Artifact] =
    [
      AWSCredentials(), AWSConfig(), AWSEnvironment(), ResticEnvironment(), RcloneConfig(),
      S3cfg(), MinioAlias(), AzureEnvironment(), AzureSDKAuth(), AzureStorageConnection(),
      GoogleEnvironment(), OpenStackClouds(), OpenRC(), NextflowConfig(),
    ] + GoogleFile.Form.allCases.map { GoogleFile(form: $0) }

  private static let git: [any Artifact] = [GitCredentials(), Netrc(), NextflowSCM()]

  private static let ssh: [any Artifact] = [
    SSHPrivateKey(), SSHPublicKey(), AuthorizedKeys(), KnownHosts(), SSHConfig(), Kubeconfig(),
  ]

  private static let acme: [any Artifact] =
    [CertbotINI(), CertManagerIssuer()]
    + ACMEEnvironment.Client.allCases.map { ACMEEnvironment(client: $0) }

  private static let web: [any Artifact] =
    [HtDigest()] + UserList.Server.allCases.map { UserList(server: $0) }

  private static let registries: [any Artifact] =
    [SwarmJoin(), PKCS12Store(), JavaTrustStore()]
    + RegistryFile.Form.allCases.map { RegistryFile(form: $0) }
    + DockerTLSPart.Part.allCases.map { DockerTLSPart(part: $0) }

  private static let databases: [any Artifact] = [
    PgPass(), PgServiceFile(), MySQLOptionFile(), ConnectionURL(id: "connection-url"),
    ConnectionURL(id: "redis-url"),
  ]

  private static let packages: [any Artifact] =
    [
      Npmrc(), PyPIRC(), PipConf(), MavenSettings(), GradleProperties(), NugetConfig(),
      CargoCredentials(),
    ] + TerraformFile.ids.map { TerraformFile(id: $0) }
}

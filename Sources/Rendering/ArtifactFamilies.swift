/// The artifacts that are one format each.
extension ArtifactCatalogue {
  static let families: [any Artifact] =
    clouds + git + ssh + registries + databases + packages
    + acme + web + kubernetes + identity + networks + pipelines + environment

  private static let clouds: [any Artifact] =
    [
      AWSCredentials(), AWSConfig(), AWSEnvironment(), ResticEnvironment(), RcloneConfig(),
      S3cfg(), MinioAlias(), AzureEnvironment(), AzureSDKAuth(), AzureStorageConnection(),
      GoogleEnvironment(), OpenStackClouds(), OpenRC(), NextflowConfig(), Boto(), Litestream(),
      AWSTrustPolicy(), ExoscaleConfig(), SeqeraKit(), TowerAgentRun(),
    ] + GoogleFile.Form.allCases.map { GoogleFile(form: $0) }

  private static let git: [any Artifact] = [
    GitCredentials(), Netrc(), NextflowSCM(), GitConfig(),
  ]

  private static let ssh: [any Artifact] = [
    SSHPrivateKey(), SSHPublicKey(), AuthorizedKeys(), KnownHosts(), SSHConfig(), Kubeconfig(),
  ]

  private static let acme: [any Artifact] =
    [CertbotINI(), CertManagerIssuer(), CertManagerCertificate(), CaddyTLS()]
    + ACMEEnvironment.Client.allCases.map { ACMEEnvironment(client: $0) }

  private static let web: [any Artifact] =
    [HtDigest(), NginxSnippet(), TraefikDynamic()]
    + UserList.Server.allCases.map { UserList(server: $0) }

  private static let registries: [any Artifact] =
    [SwarmJoin(), PKCS12Store(), JavaTrustStore(), HAProxyCertificate(), DockerContext()]
    + RegistryFile.Form.allCases.map { RegistryFile(form: $0) }
    + DockerTLSPart.Part.allCases.map { DockerTLSPart(part: $0) }
    + DockerRegistryPart.Part.allCases.map { DockerRegistryPart(part: $0) }

  private static let databases: [any Artifact] = [
    PgPass(), PgServiceFile(), MySQLOptionFile(), ConnectionURL(id: "connection-url"),
    ConnectionURL(id: "redis-url"), AirflowConnection(), RedisACL(),
  ]

  private static let packages: [any Artifact] =
    [
      Npmrc(), PyPIRC(), PipConf(), MavenSettings(), GradleProperties(), NugetConfig(),
      CargoCredentials(), YarnConfig(), HelmRepositories(), TerraformBackend(),
      TerraformVariables(),
    ] + TerraformFile.ids.map { TerraformFile(id: $0) }

  private static let kubernetes: [any Artifact] = [
    ArgoCDRepositorySecret(), ArgoCDClusterSecret(), FluxGitSecret(), FluxHelmSecret(),
    TektonGitSecret(), VeleroCredentials(),
  ]

  private static let identity: [any Artifact] = [
    OTPAuthURI(), JWKS(), GPGArmored(), GPGImportScript(), MavenGPGEnvironment(),
  ]

  private static let networks: [any Artifact] = [OpenVPNProfile(), WireGuardConfig(), BindKey()]

  private static let pipelines: [any Artifact] =
    [JenkinsCasC(), MsmtpConfig(), CurlConfig()]
    + PlainFile.Form.allCases.map { PlainFile(form: $0) }

  private static let environment: [any Artifact] =
    [GitHubEnvironment()] + ShellVariables.Shell.allCases.map { ShellVariables(shell: $0) }
}

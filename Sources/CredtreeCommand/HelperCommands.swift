internal import ArgumentParser
internal import Credtree
internal import Files
internal import Secrets

/// The options that say which store a helper answers from; its output is the protocol's.
struct HelperOptions: ParsableArguments {
  @OptionGroup var global: GlobalOptions

  func answer(_ dialect: HelperCall.Dialect, _ words: [String], as name: String) throws {
    let call = HelperCall(
      dialect, words: words, program: "credtree \(name)", directory: global.directory,
      identityFile: global.identity)
    HelperProgram.finish(call.reply(input: HelperProgram.standardInput))
  }
}

struct DockerCredentialCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "docker-credential", abstract: "Be a credential helper of docker.",
    discussion: """
      Docker starts docker-credential-credtree, which does the same and is quicker: set \
      "credsStore": "credtree", or a registry's entry of "credHelpers", in its config.json. \
      Answers from CREDTREE_DIR or a registered store.
      """)

  @Argument(help: "get, list, store, or erase.") var action: String
  @OptionGroup var options: HelperOptions

  func run() throws { try options.answer(.docker, [action], as: "docker-credential") }
}

struct GitCredentialCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "git-credential", abstract: "Be a credential helper of git.",
    discussion: """
      Git starts git-credential-credtree, which does the same and is quicker: run \
      git config --global credential.helper credtree. Answers from CREDTREE_DIR or a \
      registered store.
      """)

  @Argument(help: "get; all else that git asks is passed over.") var action: String
  @OptionGroup var options: HelperOptions

  func run() throws { try options.answer(.git, [action], as: "git-credential") }
}

struct AWSCredentialProcessCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "aws-credential-process", abstract: "Be a credential_process of the AWS SDKs.",
    discussion: """
      In ~/.aws/config: credential_process = /usr/local/bin/credtree aws-credential-process REF. \
      Answers from -C, CREDTREE_DIR, or a registered store.
      """)

  @Argument(help: "A name, an id, or the start of an id.") var ref: String
  @OptionGroup var options: HelperOptions

  func run() throws { try options.answer(.aws, [ref], as: "aws-credential-process") }
}

struct KubectlCredentialCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kubectl-credential", abstract: "Be an exec plugin of kubectl.",
    discussion: """
      Answers in the apiVersion that kubectl asks in, v1 or v1beta1. Without a name, takes the \
      credential for the cluster's server, which kubectl names where the kubeconfig says \
      provideClusterInfo: true. Answers from -C, CREDTREE_DIR, or a registered store.
      """)

  @Argument(help: "A name, an id, or the start of an id.") var ref: String?
  @OptionGroup var options: HelperOptions

  func run() throws {
    try options.answer(.kubectl, ref.map { [$0] } ?? [], as: "kubectl-credential")
  }
}

struct TerraformCredentialsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "terraform-credentials", abstract: "Be a credentials helper of Terraform.",
    discussion: """
      Terraform starts terraform-credentials-credtree, a link to git-credential-credtree that \
      the installation makes: put it into ~/.terraform.d/plugins, and credentials_helper \
      "credtree" {} into the configuration.
      """)

  @Argument(help: "get; tokens are changed with create, update, and delete.") var action: String
  @Argument(help: "The host that a token is for.") var host: String
  @OptionGroup var options: HelperOptions

  func run() throws { try options.answer(.terraform, [action, host], as: "terraform-credentials") }
}

struct AnsibleVaultClientCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ansible-vault-client", abstract: "Be a vault password client of Ansible.",
    discussion: """
      Ansible starts credtree-client, a link to git-credential-credtree that the installation \
      makes: ansible-playbook --vault-id ID@credtree-client. An id that no credential has is \
      exit 2.
      """)

  @Option(help: ArgumentHelp("The id of the vault.", valueName: "id"))
  var vaultId = "default"
  @OptionGroup var options: HelperOptions

  func run() throws {
    try options.answer(.ansible, ["--vault-id", vaultId], as: "ansible-vault-client")
  }
}

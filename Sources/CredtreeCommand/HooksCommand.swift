internal import ArgumentParser
internal import Credtree
internal import Files

struct HooksCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hooks", abstract: "Have git run checks before commits and pushes.",
    subcommands: [HooksInstallCommand.self, HooksUninstallCommand.self])
}

/// Which hooks are meant.
struct HookOptions: ParsableArguments {
  @Flag(help: "The hook that checks what is staged.") var preCommit = false
  @Flag(help: "The hook that checks what is about to be pushed.") var prePush = false
  @Flag(help: "The hook of a server that checks what is pushed to it.") var preReceive = false

  var hooks: [GitHook] {
    [(preCommit, GitHook.preCommit), (prePush, .prePush), (preReceive, .preReceive)]
      .filter(\.0).map(\.1)
  }
}

struct HooksInstallCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "install", abstract: "Put checks into this clone's hooks.",
    discussion: """
      Without options: pre-commit and pre-push, or pre-receive in a bare repository. A hook that \
      is a script of a shell gets a few lines of ours before its own and keeps what it does; any \
      other is left alone, and what to add to it is told. Run again, it changes nothing.
      """)

  @OptionGroup var options: HookOptions
  @OptionGroup var global: GlobalOptions

  func run() throws {
    let done = try HookInstallation.install(
      options.hooks, in: global.directory, running: FileReader.resolved("/proc/self/exe"))
    try global.output.show(
      HookInstallation.document(of: done), text: HookInstallation.text(of: done))
  }
}

struct HooksUninstallCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "uninstall", abstract: "Take the checks out of this clone's hooks again.",
    discussion: "Without options, out of all of them.")

  @OptionGroup var options: HookOptions
  @OptionGroup var global: GlobalOptions

  func run() throws {
    let done = try HookInstallation.uninstall(options.hooks, in: global.directory)
    try global.output.show(
      HookInstallation.document(of: done), text: HookInstallation.text(of: done))
  }
}

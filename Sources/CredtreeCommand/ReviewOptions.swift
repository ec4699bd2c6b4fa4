internal import ArgumentParser
internal import Credtree
internal import Files

/// The options of the commands that show changes to a reviewer.
struct ReviewOptions: ParsableArguments {
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json, markdown, html
  }

  @Option(help: "How to print what changed.") var format: Format?
  @Flag(
    inversion: .prefixedNo,
    help: "Open files with every identity, or with none; else with those that ask nothing.")
  var open: Bool?
  @Flag(
    inversion: .prefixedNo,
    help: "Search the whole store for the same keys and secrets, or only what changed.")
  var reuse: Bool?
  @Flag(help: "Do not search for where credentials are used.") var noReferences = false

  func form(_ global: GlobalOptions) -> Format { format ?? (global.json ? .json : .text) }

  func request(_ global: GlobalOptions) -> DiffRequest {
    DiffRequest(
      directory: global.directory, opening: Self.opening(open), identityFile: global.identity,
      searchesStore: reuse)
  }

  /// Which identities open files, by what was asked for.
  static func opening(_ isAsked: Bool?) -> DiffRequest.Opening {
    switch isAsked {
    case true?: .always
    case false?: .never
    case nil: .quietly
    }
  }
}

extension GlobalOptions {
  /// How text for people is coloured, by what it is shown on and what the user wants.
  var style: TerminalStyle {
    let isPlain =
      noColor || !(EnvironmentVariable.text("NO_COLOR") ?? "").isEmpty
      || EnvironmentVariable.text("TERM") == "dumb" || !StandardStream.output.isTerminal
    return TerminalStyle(hasColors: !isPlain, width: StandardStream.output.width)
  }
}

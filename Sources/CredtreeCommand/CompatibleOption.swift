internal import ArgumentParser
internal import Credtree
internal import Documents

/// The option of commands that other systems have, too.
struct CompatibleOption: ParsableArguments {
  @Option(
    name: .customLong("compat"),
    help: ArgumentHelp(
      "Print what another system responds to the same call: \(names).", valueName: "system"),
    transform: read)
  var system: CompatibleSystem?

  private static let names = CompatibleSystem.allCases.map(\.rawValue).joined(separator: ", ")

  private static func read(_ name: String) throws -> CompatibleSystem {
    guard let system = CompatibleSystem(rawValue: name) else {
      throw Failure(.usage, "--compat takes one of \(names)")
    }
    return system
  }

  /// The system that the arguments of a command name, for an error that ends it early.
  static func system(in arguments: [String]) -> CompatibleSystem? {
    let options = arguments.prefix { $0 != "--" }
    for (argument, next) in zip(options, options.dropFirst() + [""]) {
      if argument == "--compat" { return CompatibleSystem(rawValue: next) }
      if argument.hasPrefix("--compat=") {
        return CompatibleSystem(rawValue: String(argument.dropFirst(9)))
      }
    }
    return nil
  }
}

extension Output {
  /// Prints a system's response; nothing where it has no body.
  func showResponse(_ document: Node?) throws {
    guard let document else { return }
    try Output(isJSON: true, isQuiet: isQuiet).showData(document, text: "")
  }
}

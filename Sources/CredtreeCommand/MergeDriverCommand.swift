internal import ArgumentParser
internal import Credtree

struct MergeDriverCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge-driver", abstract: "Merge a credential's file; git runs this.",
    discussion: """
      git calls it as 'credtree merge-driver %O %A %B %L %P' for the files that .gitattributes \
      names; 'credtree init' puts that into the clone's git config. First it writes git's own \
      textual merge of the ciphertext. With a key it then merges field by field. Exit status 1 is \
      a conflict, which 'credtree resolve-conflict' resolves.
      """)

  @Argument(help: "The file that both sides began with (%O).") var base: String
  @Argument(help: "Our side's file, which gets the result (%A).") var ours: String
  @Argument(help: "Their side's file (%B).") var theirs: String
  @Argument(help: "The number of characters of a conflict's marker (%L).") var markerSize: Int
  @Argument(help: "The path that the result will have (%P).") var path: String
  @OptionGroup var global: GlobalOptions

  func run() throws {
    let outcome = try Workspace.merge(
      MergeDriver.Request(
        base: base, ours: ours, theirs: theirs, markerSize: markerSize, path: path))
    if let message = outcome.message { Diagnostics.note(message) }
    guard outcome.isMerged else { throw ExitCode(Failure.Code.findings.exitStatus) }
  }
}

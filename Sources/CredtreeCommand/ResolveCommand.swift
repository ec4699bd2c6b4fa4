internal import ArgumentParser
internal import Credtree

struct ResolveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resolve",
    abstract: "Print which credential applies to an image or a URL; needs no key.",
    discussion: """
      For an image: the one for its registry, the longest path first, and among equals the \
      default; else the default, but never for a build. For a URL: the one with the longest \
      base URL, and among equals the oldest. None is exit 3; several that apply equally are \
      exit 4.
      """)

  @Option(
    help: ArgumentHelp("The image, as docker names it.", valueName: "image"))
  var image: String?

  @Option(help: ArgumentHelp("The URL of a service, or of something in it.", valueName: "url"))
  var url: String?

  @Option(help: ArgumentHelp("What the image is for: pull or build.", valueName: "purpose"))
  var purpose: String?

  @Option(
    help: ArgumentHelp(
      "The credential that was chosen for it; it is what applies.", valueName: "ref"))
  var credential: String?

  @Option(help: ArgumentHelp("Only credentials for this provider.", valueName: "provider"))
  var provider: String?

  @Option(help: ArgumentHelp("Only credentials of this type; may be repeated.", valueName: "type"))
  var type: [String] = []

  @OptionGroup var source: SourceOptions
  @OptionGroup var global: GlobalOptions

  func run() throws {
    var question = try question()
    question.provider = provider
    question.types = Set(type)
    let resolved = try global.workspace(at: source.source).resolve(
      question, explicit: credential)
    for note in resolved.notes where !global.quiet { Diagnostics.note(note) }
    try global.output.showData(resolved.document, text: resolved.text)
  }

  private func question() throws -> CredentialQuestion {
    switch (image, url) {
    case (let image?, nil):
      let name = purpose ?? CredentialQuestion.Purpose.pull.rawValue
      guard let purpose = CredentialQuestion.Purpose(rawValue: name) else {
        throw Failure(.usage, "--purpose is pull or build")
      }
      return CredentialQuestion(image: try ImageReference(image), purpose: purpose)
    case (nil, let url?):
      guard purpose == nil else { throw Failure(.usage, "--purpose belongs to --image") }
      guard let address = ServiceAddress(url) else {
        throw Failure(.usage, "--url takes a URL such as https://example.com/path")
      }
      return CredentialQuestion(address: address)
    default:
      throw Failure(.usage, "give one of --image and --url")
    }
  }
}

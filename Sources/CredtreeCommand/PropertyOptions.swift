internal import ArgumentParser
internal import Credtree
internal import Documents
internal import Files

/// The options that set what every type of credential has.
struct PropertyOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Take the whole credential from a JSON file, or a request of another system; "
        + "- is standard input.",
      valueName: "file"))
  var from: String?

  @Option(
    help: ArgumentHelp(
      "Make up a value for a field: 32 characters of alnum, or a key of the right kind. "
        + "Alphabets: \(SecretGenerator.namedAlphabets.map(\.name).joined(separator: ", ")).",
      valueName: "field[:length[:alphabet]]"))
  var generate: [String] = []

  @Option(help: ArgumentHelp("A text to show instead of the name.", valueName: "text"))
  var title: String?

  @Option(help: ArgumentHelp("A text.", valueName: "text"))
  var description: String?

  @Option(help: ArgumentHelp("What the credential is for.", valueName: "text"))
  var category: String?

  @Option(help: ArgumentHelp("Which provider it is for.", valueName: "provider"))
  var provider: String?

  @Option(help: ArgumentHelp("The service that it belongs to.", valueName: "url"))
  var baseURL: String?

  @Option(help: ArgumentHelp("A project that uses it; may be repeated.", valueName: "project"))
  var project: [String] = []

  @Option(help: ArgumentHelp("Who is responsible for it.", valueName: "member"))
  var owner: String?

  @Option(help: ArgumentHelp("The credential that it belongs to.", valueName: "name"))
  var parent: String?

  @Option(help: ArgumentHelp("A page about it; may be repeated.", valueName: "url"))
  var link: [String] = []

  @Option(help: ArgumentHelp("When it stops working.", valueName: "time"))
  var expiresAt: String?

  @Option(help: ArgumentHelp("When it should have been replaced.", valueName: "time"))
  var rotateBy: String?

  @Flag(
    inversion: .prefixedNo,
    help: "Use this registry login where none is named.")
  var `default`: Bool?

  @Flag(
    name: .customLong("use-external-id"),
    help: "Make an external id for the role of an AWS credential; it is made once and kept.")
  var useExternalID = false

  /// Asks for an external id, where that was said.
  func requestExternalID(in input: inout CredentialInput, typedBy workspace: Workspace) throws {
    guard useExternalID else { return }
    let type = try workspace.type(input.type)
    guard type.field("useExternalId") != nil else {
      throw Failure(.usage, "a credential of type \(type.id) has no external id")
    }
    input.values.removeAll { type.field($0.key)?.id == "useExternalId" }
    input.values.append(Member("useExternalId", .bool(true)))
  }

  /// The input that these options describe, with the document of `--from` beneath them.
  func input(assignments: [String]) throws -> CredentialInput {
    var input = CredentialInput()
    if let from {
      if from == "-", assignments.contains(where: { $0.hasSuffix("=-") }) {
        throw Failure(
          .usage, "standard input can be read once: --from - and FIELD=- exclude each other")
      }
      input = try CredentialInput(readingDocumentFrom: from)
    }
    input.title = title ?? input.title
    input.description = description ?? input.description
    input.category = category ?? input.category
    input.provider = provider ?? input.provider
    input.baseURL = baseURL ?? input.baseURL
    input.owner = owner ?? input.owner
    input.isDefault = `default` ?? input.isDefault
    input.parent = parent ?? input.parent
    if !project.isEmpty { input.projects = project }
    if !link.isEmpty { input.links = link }
    input.expiresAt = try Self.time(expiresAt, option: "--expires-at") ?? input.expiresAt
    input.rotateBy = try Self.time(rotateBy, option: "--rotate-by") ?? input.rotateBy
    return input
  }

  /// Reads a moment, or a day, which begins at midnight UTC.
  static func time(_ text: String?, option: String) throws -> Timestamp? {
    guard let text else { return nil }
    guard let time = Timestamp(text) ?? Timestamp("\(text)T00:00:00Z") else {
      throw Failure(.usage, "\(option) takes a time such as 2026-11-20 or 2026-11-20T10:00:00Z")
    }
    return time
  }
}

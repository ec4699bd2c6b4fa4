import Documents
import SystemPackage
import TestSupport
import Testing

/// The samples are those of the documents: none is made up, and none is left out.
@Suite struct SourceDocumentTests {
  private static let samples: [String: (page: String, names: [String])] = [
    "quave": (
      "quave-one-credentials.txt",
      [
        "create-container-registry", "create-basic-auth", "create-tls-certificate",
        "create-acme-wildcard", "create-object-storage", "created", "list", "update", "updated",
        "set-default", "in-use", "synced", "references",
      ]
    ),
    "tower": (
      "nextflow-tower-credentials.md.txt",
      ["list", "described", "bad-request", "update", "create", "created"]
    ),
    "infra0": ("infra0-app-credentials.txt", ["create", "deleted"]),
  ]

  @Test(
    .enabled(if: SourceSamples.hasFolder, "the documents are not here"),
    arguments: ["quave", "tower", "infra0"])
  func samplesAreTheDocumentsOwn(_ system: String) throws {
    let (page, names) = try #require(Self.samples[system])
    let found = Set(try SourceSamples.objects(inPage: page))
    let kept = Set(try names.map { try SourceSamples.document("\(system)-\($0)") })
    #expect(found == kept)
  }

  /// The one document without a sample lists the parameters of its requests.
  @Test(.enabled(if: SourceSamples.hasFolder, "the documents are not here"))
  func everyParameterOfSeqeraIsInTheRequest() throws {
    let page = String(
      decoding: try [UInt8](
        contentsOf: SourceSamples.folder.appending("seqera-platform-credentials.txt")),
      as: UTF8.self)
    let named = Set(
      page.split(separator: "\n").filter { $0.hasPrefix("credentials.") && !$0.contains(" ") }
        .map { String($0.dropFirst("credentials.".count)) })
    let request = try SourceSamples.document("seqera-create")["credentials"]
    var sent = Set((request?.object ?? []).map(\.key))
    for key in request?["keys"]?.object ?? [] { sent.insert("keys.\(key.key)") }
    // An id is the tool's to make.
    #expect(named.subtracting(sent) == ["id"])
  }
}

public import CredentialTypes
public import Credentials
internal import Documents
public import Secrets

/// Something that a deploy needs, made from opened credentials: a file in a format of its own.
public protocol Artifact: Sendable {
  /// The name on the command line, such as `docker-config`.
  var id: String { get }
  /// What it is, for a person.
  var title: String { get }
  /// Whether everything in it may be read by anyone: its file then has mode 0644, not 0600.
  var isPublic: Bool { get }
  /// Whether it can hold more than one credential.
  var takesSeveral: Bool { get }
  /// The options that ``render(_:options:)`` knows.
  var optionNames: [String] { get }
  /// The option that names a template of the repository, or `nil` if there is none: its text and
  /// those of its partials are in ``RenderOptions/files``.
  var fileOption: String? { get }
  /// Whether credentials must be named or selected, instead of taking all that fit.
  var needsSelection: Bool { get }

  /// Whether credentials of a type can be rendered.
  func accepts(_ type: CredentialType) -> Bool

  /// Whether credentials of an accepted type are taken where nobody has named them or their type.
  ///
  /// Those that only some of a type can be, or that need an option, must be asked for.
  func takesUnasked(_ type: CredentialType) -> Bool

  /// Makes the artifact; equal credentials in any order give equal bytes.
  ///
  /// Call ``ArtifactCatalogue/render(_:from:options:)`` instead, which checks the input first.
  ///
  /// - Throws: ``Credentials/Failure`` with code `invalid` for a value that the format cannot
  ///   hold, `conflict` for two credentials in one place, `usage` for a wrong option.
  func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes

  /// What is allowed but will probably not work, for a person.
  func warnings(_ credentials: [OpenedCredential]) -> [String]
}

extension Artifact {
  /// Whether credentials of a type can be rendered: the type's definition says so.
  public func accepts(_ type: CredentialType) -> Bool { type.artifacts.contains(id) }

  /// All accepted types are taken, but for those that must be asked for.
  public func takesUnasked(_ type: CredentialType) -> Bool {
    accepts(type) && AskedTypes.all[id]?.contains(type.id) != true
  }

  /// There is no such option.
  public var fileOption: String? { nil }

  /// All that fit are taken.
  public var needsSelection: Bool { false }

  /// No warnings.
  public func warnings(_ credentials: [OpenedCredential]) -> [String] { [] }
}

/// The choices for one rendering, by name, as given on the command line or in `outputs`.
public struct RenderOptions: Hashable, Sendable {
  /// The choices.
  public var values: [String: String]
  /// The texts of the template that a choice names, under the empty name, and of its partials.
  public var files: [String: [UInt8]]

  /// Creates options.
  public init(_ values: [String: String] = [:], files: [String: [UInt8]] = [:]) {
    self.values = values
    self.files = files
  }

  subscript(_ name: String) -> String? { values[name] }
}

/// All artifacts.
public enum ArtifactCatalogue {
  private static let all: [any Artifact] =
    [DockerConfig(), Htpasswd(), EnvironmentFile(), TemplateArtifact()]
    + PEMPart.allCases.map { PEMArtifact(part: $0) }
    + KubernetesSecretKind.allCases.map { KubernetesSecret(kind: $0) }
    + FieldsDocument.Format.allCases.map { FieldsDocument(format: $0) } + families

  /// The names of all artifacts, sorted.
  public static var names: [String] { all.map(\.id).sorted() }

  /// The names of the artifacts that credentials of a type can be rendered as, sorted.
  public static func names(accepting type: CredentialType) -> [String] {
    all.filter { !$0.needsSelection && $0.accepts(type) }.map(\.id).sorted()
  }

  /// The artifact with a name, or `nil` if there is none.
  public static func artifact(named name: String) -> (any Artifact)? { all.first { $0.id == name } }

  /// The artifact with a name.
  ///
  /// - Throws: ``Credentials/Failure`` with code `usage` and near names if there is none.
  public static func requiredArtifact(named name: String) throws(Failure) -> any Artifact {
    if let artifact = artifact(named: name) { return artifact }
    let near = NearNames.suggestions(for: name, among: names)
    let hint =
      near.isEmpty
      ? "artifacts are \(names.joined(separator: ", "))"
      : "did you mean \(near.joined(separator: " or "))?"
    throw Failure(.usage, "there is no artifact \(name): \(hint)")
  }

  /// Makes an artifact after checking that it can be made from these credentials.
  ///
  /// - Throws: ``Credentials/Failure``: `usage` for no credential, too many, or an option that
  ///   is not known, `invalid` for a credential of a type that does not fit, and what
  ///   ``Artifact/render(_:options:)`` throws.
  public static func render(
    _ artifact: any Artifact, from credentials: [OpenedCredential],
    options: RenderOptions = RenderOptions()
  ) throws(Failure) -> SecretBytes {
    for name in options.values.keys.sorted() where !artifact.optionNames.contains(name) {
      let known = artifact.optionNames
      let hint = known.isEmpty ? "it has none" : "it has \(known.joined(separator: ", "))"
      throw Failure(.usage, "\(artifact.id) has no option \(name): \(hint)")
    }
    guard !credentials.isEmpty else {
      throw Failure(
        .usage, "there is no credential to render as \(artifact.id): name one, or create one")
    }
    guard artifact.takesSeveral || credentials.count == 1 else {
      throw Failure(
        .usage, "\(artifact.id) holds one credential, not \(credentials.count): name the one to use"
      )
    }
    for credential in credentials where !artifact.accepts(credential.type) {
      let possible = credential.type.artifacts.filter { names.contains($0) }
      let hint =
        possible.isEmpty
        ? "nothing can be rendered from it yet" : "it can be \(possible.joined(separator: ", "))"
      throw Failure(
        .invalid,
        "\(credential.name) is of type \(credential.type.id), which is not for \(artifact.id): \(hint)"
      )
    }
    for credential in credentials { try UsableValue.requireDecrypted(credential) }
    let contents = try artifact.render(credentials, options: options)
    guard contents.count > 0 else {
      throw Failure(.invalid, "\(artifact.id) came out empty: nothing is written")
    }
    return contents
  }
}

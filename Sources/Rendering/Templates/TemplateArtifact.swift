public import CredentialTypes
public import Credentials
public import Secrets

/// A file made from a user's own Mustache template.
public struct TemplateArtifact: Artifact {
  /// The name on the command line.
  public let id = "template"
  /// What it is, for a person.
  public let title = "a file made from your own Mustache template"
  /// A template may use any field.
  public let isPublic = false
  /// A template may go through all credentials.
  public let takesSeveral = true
  /// `template` is the template's path, and `format` how values are escaped.
  public let optionNames = ["template", "format"]
  /// The template comes with its partials.
  public let fileOption: String? = "template"

  /// Creates the artifact.
  public init() {}

  /// Whether credentials of a type can be rendered: all can.
  public func accepts(_ type: CredentialType) -> Bool { true }

  /// Whether it is taken where no credential is named: no, a template knows which it wants.
  public var needsSelection: Bool { true }

  /// Makes the file.
  public func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    let (path, text) = try template(in: options)
    let format = try format(in: options, of: path)
    let template = try MustacheTemplate(text, file: path)
    return try MustacheRenderer.render(
      template, with: TemplateContext.stack(of: credentials), as: format,
      partials: options.files)
  }

  private func template(in options: RenderOptions) throws(Failure) -> (String, [UInt8]) {
    guard let path = options["template"], let text = options.files[""] else {
      throw Failure(.usage, "\(id) needs the option template: the path of a Mustache template")
    }
    return (path, text)
  }

  private func format(in options: RenderOptions, of path: String) throws(Failure) -> TextFormat {
    if let name = options["format"] {
      guard let format = TextFormat(rawValue: name) else {
        throw Failure(.usage, "the option format of \(id) must be one of \(TextFormat.names)")
      }
      return format
    }
    guard let format = TextFormat(ofFile: path) else {
      throw Failure(
        .usage,
        "the name \(path) does not tell how values are escaped: give the option format, one of"
          + " \(TextFormat.names)")
    }
    return format
  }
}

/// The template of a rendering and the partials that it needs, read before it begins.
public enum TemplateFiles {
  /// Reads a template and all its partials.
  ///
  /// The partial `{{> part}}` is the file `part.mustache` beside the template.
  ///
  /// - Parameters:
  ///   - path: The template's path.
  ///   - read: Reads a file; `nil` where there is none.
  /// - Returns: The texts: the template's under the empty name, each partial's under its own.
  /// - Throws: ``Credentials/Failure`` with code `not_found` for a file that does not exist,
  ///   `invalid` for one that is no template.
  public static func load(
    _ path: String, reading read: (String) throws(Failure) -> [UInt8]?
  ) throws(Failure) -> [String: [UInt8]] {
    guard let text = try read(path) else {
      throw Failure(.notFound, "there is no template \(path)")
    }
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { String(path[...$0]) } ?? ""
    var files = ["": text]
    var wanted = try MustacheTemplate(text, file: path).partialNames
    while let name = wanted.popLast() {
      guard files[name] == nil else { continue }
      guard isPlain(name) else {
        throw Failure(.invalid, "\(path): \(name) is no name of a partial beside the template")
      }
      guard let text = try read("\(folder)\(name).mustache") else {
        throw Failure(.notFound, "\(path): there is no partial \(folder)\(name).mustache")
      }
      files[name] = text
      wanted += try MustacheTemplate(text, file: name).partialNames
    }
    return files
  }

  private static func isPlain(_ name: String) -> Bool {
    !name.hasPrefix("/")
      && name.split(separator: "/", omittingEmptySubsequences: false)
        .allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
  }
}

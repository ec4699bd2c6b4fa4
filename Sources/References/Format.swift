import Documents

/// How a file is read, by its name.
enum Format {
  case yaml, json, toml, template, other

  init(path: String) {
    let known: [(String, Format)] = [
      (".yaml", .yaml), (".yml", .yaml), (".json", .json), (".tpl", .template), (".toml", .toml),
    ]
    self = known.first { path.hasSuffix($0.0) }?.1 ?? .other
    if self == .yaml, path.hasPrefix("templates/") || path.contains("/templates/") {
      self = .template
    }
  }

  /// What a text is: documents, or something that is to be read line by line.
  enum Reading {
    case documents([Node])
    case lines(problem: DocumentError?)
    case text
  }

  /// Reads a text.
  func read(_ bytes: [UInt8]) -> Reading {
    do throws(DocumentError) {
      switch self {
      case .yaml: return .documents(try YAML.parse(bytes.span))
      case .json: return .documents([try JSON.parse(bytes.span)])
      case .toml: return .documents([try TOML.parse(bytes)])
      case .template: break
      case .other: return .text
      }
    } catch {
      guard self == .yaml, TemplateMask.masked(bytes) != nil else { return .lines(problem: error) }
      if let documents = masked(bytes) { return .documents(documents) }
      return .lines(problem: error)
    }
    return masked(bytes).map { .documents($0) } ?? .lines(problem: nil)
  }

  private func masked(_ bytes: [UInt8]) -> [Node]? {
    let text = TemplateMask.masked(bytes) ?? bytes
    return try? YAML.parse(text.span)
  }
}

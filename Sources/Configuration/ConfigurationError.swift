public import Documents

/// Everything that is wrong with a configuration file, or with what was asked of it.
public struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The problems, in the order of the file; never empty.
  public let problems: [Problem]

  /// Creates an error.
  public init(_ problems: [Problem]) { self.problems = problems }

  /// Creates an error of one problem.
  public init(
    _ message: String, field: String? = nil, file: String? = nil, at position: Position? = nil
  ) {
    problems = [Problem(message, field: field, file: file, at: position)]
  }

  /// One line for each problem: `FILE:LINE:COLUMN: MESSAGE`.
  public var description: String {
    problems.map { problem in
      var place = problem.file ?? ""
      if let position = problem.position {
        place += (place.isEmpty ? "line " : ":") + "\(position.line):\(position.column)"
      }
      return (place.isEmpty ? "" : place + ": ") + problem.message
    }.joined(separator: "\n")
  }
}

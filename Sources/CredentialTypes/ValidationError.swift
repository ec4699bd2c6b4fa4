public import Documents

/// Everything that is wrong with a credential's values, or with a type's definition.
public struct ValidationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The problems, in the order of the fields; never empty.
  public let problems: [Problem]

  /// Creates an error.
  public init(_ problems: [Problem]) { self.problems = problems }

  /// The problems, one a line.
  public var description: String {
    problems.map { ($0.field.map { "\($0): " } ?? "") + $0.message }.joined(separator: "\n")
  }
}

public import Configuration
public import CredentialStore
public import Credentials
internal import Documents

/// Who may do what with which credential: people × credentials.
public struct AccessMatrix: Hashable, Sendable {
  /// One credential.
  public struct Row: Hashable, Sendable {
    /// How a credential's file is, held against the policy.
    public enum State: Hashable, Sendable {
      /// Its recipients are those of the policy.
      case matches
      /// Its recipients are others: `rekey` changes that.
      case differs(RecipientDifference)
      /// The file cannot be read.
      case damaged(String)
    }

    /// The credential's name.
    public let name: String
    /// The place of the rule that covers it, or `nil` if none does.
    public let rule: Int?
    /// How its file is.
    public let state: State
  }

  /// The members' names, in the file's order.
  public let members: [String]
  /// What each rule gives.
  public let rules: [RuleAccess]
  /// The credentials, by name.
  public let rows: [Row]
  /// The configuration's file, for messages.
  public let file: String
}

extension Store {
  /// Who may do what with which credential, by the policy, and which files are not so yet.
  ///
  /// It opens nothing, needs no key, and takes time in proportion to the number of files. A
  /// damaged file, and a name that no rule covers, are rows of their own kind.
  ///
  /// - Parameter pattern: The names to show, or `nil` for all.
  /// - Returns: The matrix.
  /// - Throws: ``Failure`` with code `system` if the files cannot be read.
  public func accessMatrix(matching pattern: Glob? = nil) throws(Failure) -> AccessMatrix {
    let comparison = PolicyComparison(with: configuration)
    let (reader, rules) = (reader, configuration.access)
    var names = try reader.names()
    if let pattern { names = names.filter(pattern.matches) }
    let rows = try ParallelMap.compactMap(names) { name in
      Result { () throws(Failure) -> AccessMatrix.Row? in
        guard let text = try reader.contents(of: name) else { return nil }
        let rule = rules.firstIndex { $0.match.matches(name) }
        var state = AccessMatrix.Row.State.matches
        if rule != nil {
          do throws(Failure) {
            let difference = try comparison.difference(of: text.span, name: name)
            if !difference.isMatch { state = .differs(difference) }
          } catch {
            guard error.code == .integrity || error.code == .conflict else { throw error }
            state = .damaged(error.message)
          }
        }
        return AccessMatrix.Row(name: name, rule: rule, state: state)
      }
    }
    return AccessMatrix(
      members: configuration.members.map(\.name), rules: configuration.ruleAccess, rows: rows,
      file: configuration.file)
  }
}

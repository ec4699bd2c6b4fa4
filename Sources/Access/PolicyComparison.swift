public import Configuration
public import CredentialStore
public import Credentials
internal import Documents
internal import SOPS

/// Compares the files of a store with a policy, without opening any.
public struct PolicyComparison: Sendable {
  private let configuration: Configuration
  private let holders: KeyHolders
  /// What each rule grants: thousands of files have few rules.
  private let grants: [Access]

  /// Prepares the comparison with a policy.
  ///
  /// - Parameters:
  ///   - configuration: The policy.
  ///   - former: Policies that know members who are gone, to name them.
  public init(with configuration: Configuration, former: [Configuration] = []) {
    self.configuration = configuration
    holders = KeyHolders([configuration] + former)
    grants = configuration.access.map { configuration.access(by: $0) }
  }

  /// Who may read the credential of a name.
  ///
  /// - Throws: ``Failure`` with code `invalid` if no rule covers the name.
  public func access(for name: String) throws(Failure) -> Access {
    guard let index = configuration.access.firstIndex(where: { $0.match.matches(name) }) else {
      throw Failure(
        .invalid,
        "no rule of access covers '\(name)'; add one to \(configuration.file), such as match: \"**\"",
        details: [
          Problem("covers no rule for '\(name)'", field: "access", file: configuration.file)
        ])
    }
    return grants[index]
  }

  /// How one file differs from the policy.
  ///
  /// - Parameters:
  ///   - text: The file's bytes.
  ///   - name: The credential's name.
  /// - Returns: The difference, which may be none.
  /// - Throws: ``Failure`` with code `integrity` for a file that is no SOPS file, `invalid` if no
  ///   rule covers the name.
  public func difference(of text: Span<UInt8>, name: String) throws(Failure) -> RecipientDifference
  {
    let metadata: SOPSMetadata
    do { metadata = try SOPSDocument.metadata(parsing: text) } catch {
      throw Failure(
        .integrity, "\(name).json is damaged: \(error.message); see 'credtree history \(name)'")
    }
    return RecipientDifference(
      name: name, metadata: metadata, access: try access(for: name), holders: holders)
  }
}

extension Store {
  /// How the recipients of every credential's file differ from the policy; opens nothing, and
  /// takes time in proportion to the number of files.
  ///
  /// - Parameter matching: Whether files that match are in the answer too.
  /// - Returns: The differences, by name.
  /// - Throws: ``Failure`` with code `integrity` for a damaged file, `invalid` if no rule covers
  ///   a name, `system` if a file cannot be read.
  public func recipientDifferences(includingMatches matching: Bool = false) throws(Failure)
    -> [RecipientDifference]
  {
    let comparison = PolicyComparison(with: configuration)
    let reader = reader
    return try ParallelMap.compactMap(try reader.names()) { name in
      Result { () throws(Failure) -> RecipientDifference? in
        guard let text = try reader.contents(of: name) else { return nil }
        let difference = try comparison.difference(of: text.span, name: name)
        return matching || !difference.isMatch ? difference : nil
      }
    }
  }
}

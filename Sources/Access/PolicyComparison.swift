public import Configuration
public import CredentialStore
public import Credentials
internal import Documents
internal import Git
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
        .integrity,
        "\(name).json is damaged: \(error.message); bring an earlier one back with 'git restore "
          + "--source=COMMIT', of those that 'credtree history \(name)' shows, or delete it")
    }
    return RecipientDifference(
      name: name, metadata: metadata, access: try access(for: name), holders: holders)
  }
}

extension Store {
  /// So many earlier policies are asked for the names of members who are gone.
  private static let formerLimit = 100

  /// The policies of the current branch's past, the newest first, as far as they can be read.
  ///
  /// They only name people, so whatever stands in the way, such as a shallow clone, is no error.
  public func formerPolicies() throws(Failure) -> [Configuration] {
    let repository = try repository()
    guard let history = try? repository.history(of: Configuration.fileName, limit: Self.formerLimit)
    else { return [] }
    return history.commits.compactMap { entry in
      guard let blob = entry.blob, let text = try? repository.contents(ofBlob: blob) else {
        return nil
      }
      return try? Configuration.parse(text.span, file: Configuration.fileName)
    }
  }

  /// How the recipients of every credential's file differ from the policy; opens nothing, and
  /// takes time in proportion to the number of files.
  ///
  /// - Parameters:
  ///   - matching: Whether files that match are in the answer too.
  ///   - former: Policies that know members who are gone, to name them.
  /// - Returns: The differences, by name.
  /// - Throws: ``Failure`` with code `integrity` for a damaged file, `invalid` if no rule covers
  ///   a name, `system` if a file cannot be read.
  public func recipientDifferences(
    includingMatches matching: Bool = false, naming former: [Configuration] = []
  ) throws(Failure) -> [RecipientDifference] {
    try recipientDifferences(
      from: PolicyComparison(with: configuration, former: former), includingMatches: matching)
  }

  func recipientDifferences(
    from comparison: PolicyComparison, includingMatches matching: Bool = false
  ) throws(Failure) -> [RecipientDifference] {
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

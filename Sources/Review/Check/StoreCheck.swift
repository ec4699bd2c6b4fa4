internal import Access
internal import Configuration
public import CredentialStore
public import Credentials
public import Documents

/// The check of a whole store, as it stands in the work tree, a commit, or the index.
public enum StoreCheck {
  /// Looks at every credential file, and at all of them together.
  ///
  /// Needs no key. With one, MAC, seal, and the secret values are checked too.
  ///
  /// - Parameters:
  ///   - store: The credentials.
  ///   - opening: Whether files are opened with the identities at hand.
  ///   - now: The present, for what expires.
  /// - Returns: What was found.
  /// - Throws: ``Failure`` with code `system` if the store cannot be read, `invalid` if an
  ///   identity that was asked for is unusable.
  public static func run(_ store: Store, opening: Bool = true, at now: Timestamp = .now)
    throws(Failure) -> CheckReport
  {
    let keyRing = opening ? try store.keyRing() : nil
    let usable = keyRing.flatMap { $0.identities.isEmpty ? nil : $0 }
    let holders = KeyHolders([store.configuration])
    let names = try store.reader.names() + store.reader.namesNotInUTF8()
    let checks: [FileCheck] = try ParallelMap.compactMap(names) { name in
      do throws(Failure) {
        return .success(
          try FileCheck(
            name, in: store, holders: holders, keyRing: usable, at: now))
      } catch { return .failure(error) }
    }
    return CheckReport(
      findings: checks.flatMap(\.findings) + together(checks, in: store),
      credentials: checks.count, opened: checks.count(where: \.isOpened))
  }

  /// What no file shows by itself.
  private static func together(_ checks: [FileCheck], in store: Store) -> [Finding] {
    let headers = checks.compactMap(\.header)
    let comparison = CredentialComparison(
      names: checks.map(\.name), credentials: headers,
      parents: Set(headers.flatMap { [$0.id, $0.name, $0.metadata.name] }), store: store)
    return comparison.findings.sorted {
      ($0.credential ?? "", $0.rule.rawValue) < ($1.credential ?? "", $1.rule.rawValue)
    }
  }
}

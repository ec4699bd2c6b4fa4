internal import Access
internal import Configuration
public import CredentialStore
public import Credentials
public import Documents
internal import Git

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
    let folder = try blockedFolder(of: store).map { [missingFolder($0)] } ?? []
    return CheckReport(
      findings: folder + checks.flatMap(\.findings) + together(checks, in: store),
      credentials: checks.count, opened: checks.count(where: \.isOpened))
  }

  /// The folder of the credentials, where a commit has a file or a link of its name; in the work
  /// tree a store cannot even be opened then.
  private static func blockedFolder(of store: Store) throws(Failure) -> String? {
    guard case .commit(let revision) = store.source else { return nil }
    let folder = store.configuration.store
    let repository = try store.repository()
    do {
      return try repository.blob(of: folder, at: repository.resolve(revision)).map { _ in folder }
    } catch { throw Failure(error) }
  }

  /// The finding about a store whose folder is none.
  static func missingFolder(_ path: String) -> Finding {
    Finding(
      .damagedFile,
      "it is a file or a symbolic link, in the place of the folder that has the credentials",
      file: path)
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

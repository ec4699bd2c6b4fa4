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
    let checks: [FileCheck] = try ParallelMap.compactMap(try store.reader.names()) { name in
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
    var findings: [Finding] = []
    func report(_ rule: CheckRule, _ message: String, _ name: String, field: String? = nil) {
      findings.append(
        Finding(rule, message, credential: name, field: field, file: store.path(of: name)))
    }
    for names in Dictionary(grouping: checks.map(\.name), by: CredentialName.folded).values
    where names.count > 1 {
      for name in names.dropFirst() {
        report(
          .duplicateName,
          "its name differs from \(names[0]) only in case, which not every file system can "
            + "hold; rename one", name)
      }
    }
    let known = checks.compactMap(\.metadata)
    // Of two files with one identity the one that says another name than its own is the copy.
    let originalsFirst =
      checks.filter { $0.metadata?.name == $0.name }
      + checks.filter { $0.metadata != nil && $0.metadata?.name != $0.name }
    for same in Dictionary(grouping: originalsFirst, by: { $0.metadata?.id }).values {
      for check in same.dropFirst() {
        report(
          .duplicateID,
          "it has the identity of \(same[0].name), so it is a copy: delete it, or run "
            + "'credtree reseal \(check.name)' to make it a credential of its own", check.name,
          field: "id")
      }
    }
    for defaults in Dictionary(
      grouping: checks.filter { $0.metadata?.isDefault == true },
      by: {
        $0.metadata?.type
      }
    ).values where defaults.count > 1 {
      let names = defaults.map(\.name).joined(separator: ", ")
      for check in defaults {
        report(
          .twoDefaults,
          "\(names) are all defaults of their type, as after a merge; choose one with "
            + "'credtree set-default NAME'", check.name, field: "isDefault")
      }
    }
    let parents = Set(known.flatMap { [$0.id, $0.name] })
    for check in checks {
      guard let parent = check.metadata?.parent, !parents.contains(parent) else { continue }
      report(
        .unknownParent,
        "its parent \(parent) does not exist; correct it with 'credtree update \(check.name) "
          + "--parent NAME', or --unset parent", check.name, field: "parent")
    }
    return findings.sorted {
      ($0.credential ?? "", $0.rule.rawValue) < ($1.credential ?? "", $1.rule.rawValue)
    }
  }
}

internal import CredentialStore
internal import Credentials

/// What is wrong with credentials that no file shows by itself.
struct CredentialComparison {
  /// The names of all files in the store.
  let names: [String]
  /// The readable parts that are held against each other.
  let credentials: [CredentialHeader]
  /// The names and ids that a parent may be.
  let parents: Set<String>
  let store: Store
  /// The names of which one at least must be part of a finding, or `nil` for all.
  var touched: Set<String>?

  private func matters(_ names: some Sequence<String>) -> Bool {
    guard let touched else { return true }
    return names.contains(where: touched.contains)
  }

  /// What is wrong, in no particular order.
  var findings: [Finding] { sameNames + sameIdentities + defaults + missingParents }

  private func finding(
    _ rule: CheckRule, _ message: String, _ name: String, field: String? = nil
  ) -> Finding {
    Finding(rule, message, credential: name, field: field, file: store.path(of: name))
  }

  private var sameNames: [Finding] {
    Dictionary(grouping: names, by: CredentialName.folded).values.flatMap { names in
      guard names.count > 1, matters(names) else { return [Finding]() }
      return names.dropFirst().map { name in
        finding(
          .duplicateName,
          "its name differs from \(names[0]) only in case, which not every file system can "
            + "hold; rename one", name)
      }
    }
  }

  private var sameIdentities: [Finding] {
    // Of two files with one identity the one that says another name than its own is the copy.
    let originalsFirst =
      credentials.filter { $0.metadata.name == $0.name }
      + credentials.filter { $0.metadata.name != $0.name }
    return Dictionary(grouping: originalsFirst, by: \.id).values.flatMap { same in
      guard same.count > 1, matters(same.map(\.name)) else { return [Finding]() }
      return same.dropFirst().map { copy in
        finding(
          .duplicateID,
          "it has the identity of \(same[0].name), so it is a copy: delete it, or run "
            + "'credtree reseal \(copy.name)' to make it a credential of its own", copy.name,
          field: "id")
      }
    }
  }

  private var defaults: [Finding] {
    Dictionary(grouping: credentials.filter(\.metadata.isDefault), by: \.metadata.type).values
      .filter { $0.count > 1 && matters($0.map(\.name)) }.flatMap { defaults in
        let names = defaults.map(\.name).sorted().joined(separator: ", ")
        return defaults.map { header in
          finding(
            .twoDefaults,
            "\(names) are all defaults of their type, as after a merge; choose one with "
              + "'credtree set-default NAME'", header.name, field: "isDefault")
        }
      }
  }

  private var missingParents: [Finding] {
    credentials.compactMap { header in
      guard let parent = header.metadata.parent, !parents.contains(parent) else { return nil }
      return finding(
        .unknownParent,
        "its parent \(parent) does not exist; correct it with 'credtree update \(header.name) "
          + "--parent NAME', or --unset parent", header.name, field: "parent")
    }
  }
}

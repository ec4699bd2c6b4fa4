internal import Age
public import Configuration
public import Credentials

/// Something that not everybody may do.
public enum Undertaking: Hashable, Sendable {
  /// Making, changing, moving, or deleting the credential of a name.
  case changingCredential(String)
  /// Making, changing, or deleting a type of the repository's own.
  case changingTypes
  /// Changing `credtree.yaml`: members, teams, access, and everything else in it.
  case changingPolicy
}

extension Configuration {
  /// The names of the members who may do something, in the file's order.
  ///
  /// An admin may do everything. A manager may change types, and the credentials whose rule does
  /// not name other managers. A viewer may change nothing.
  public func members(entitledTo undertaking: Undertaking) -> [String] {
    switch undertaking {
    case .changingCredential(let name): managers(of: name)
    case .changingTypes: members.filter { $0.role != .viewer }.map(\.name)
    case .changingPolicy: members.filter { $0.role == .admin }.map(\.name)
    }
  }
}

extension Store {
  /// Refuses what the user's role does not allow.
  ///
  /// The user is every member one of whose keys he holds. Where everybody in the policy may do
  /// what is asked, nobody is asked who he is. Else whoever holds no member's key may do nothing:
  /// leaving his key out must not give a viewer more than he has with it. A passphrase is
  /// asked for only if no key that can be told without one is a member's. Call it before a lock
  /// is taken.
  ///
  /// This keeps people from mistakes. Whoever edits files by other means is found by `verify`.
  ///
  /// - Throws: ``Failure`` with code `forbidden`, whose message names those who may, `invalid`
  ///   if an identity that was asked for is unusable.
  public func requireRole(for undertakings: Undertaking...) throws(Failure) {
    for undertaking in undertakings {
      let entitled = configuration.members(entitledTo: undertaking)
      if entitled.count == configuration.members.count { continue }
      let user = try currentMembers()
      guard !user.contains(where: entitled.contains) else { continue }
      throw Self.refusal(of: undertaking, to: user, for: entitled)
    }
  }

  /// The names of the members one of whose keys the user holds, in the policy's order.
  ///
  /// - Throws: ``Failure`` with code `invalid` if an identity that was asked for is unusable.
  public func currentMembers() throws(Failure) -> [String] {
    let identities = try keyRing().identities
    let known = members(holdingAnyOf: identities.compactMap(\.recipientText))
    guard known.isEmpty else { return known }
    var texts: [String] = []
    for identity in identities where identity.recipientText == nil {
      // Who cannot say the passphrase is nobody, as without the key.
      texts += (try? identity.unlockedRecipientTexts()) ?? []
    }
    let unlocked = members(holdingAnyOf: texts)
    guard unlocked.isEmpty else { return unlocked }
    // A plugin cannot be asked for its public key, so that any of its keys may be the user's.
    let plugins = identities.compactMap { ($0 as? PluginIdentity)?.pluginName }
    return configuration.members.filter { member in
      member.keys.contains { key in plugins.contains { key.hasPrefix("age1\($0)1") } }
    }.map(\.name)
  }

  fileprivate func members(holdingAnyOf keys: [String]) -> [String] {
    configuration.members.filter { ($0.keys + $0.signing).contains(where: keys.contains) }
      .map(\.name)
  }

  fileprivate static func refusal(
    of undertaking: Undertaking, to user: [String], for entitled: [String]
  ) -> Failure {
    let what =
      switch undertaking {
      case .changingCredential(let name): "change \(name)"
      case .changingTypes: "change types of credentials"
      case .changingPolicy: "change credtree.yaml"
      }
    let who =
      user.isEmpty
      ? "you hold no member's key" : "you are \(user.joined(separator: ", "))"
    let could = entitled.isEmpty ? "nobody" : entitled.joined(separator: ", ")
    return Failure(.forbidden, "\(who) and may not \(what); \(could) may")
  }
}

/// Whether the user may make a change, which is known only when it is made.
struct RoleCheck {
  private let store: Store
  /// The user's names as a member, once they are known.
  private var user: [String]?

  init(in store: Store) {
    self.store = store
    guard let identities = store.loadedKeyRing?.identities else { return }
    let known = store.members(holdingAnyOf: identities.compactMap(\.recipientText))
    if !known.isEmpty { user = known }
  }

  /// Finds out who the user is, which may ask for a passphrase.
  mutating func identify() throws(Failure) { user = try store.currentMembers() }

  /// Whether the user may change the credentials that a change touches; `false` where that
  /// depends on who he is and nobody has found out.
  ///
  /// - Throws: ``Failure`` with code `forbidden` if he may not.
  func allows(_ change: ChangeSet) throws(Failure) -> Bool {
    let configuration = store.configuration
    let touched = (Array(change.writes.keys) + change.deletions)
      .compactMap { store.name(ofPath: $0) }
    for name in touched.sorted() {
      let entitled = configuration.managers(of: name)
      if entitled.count == configuration.members.count { continue }
      guard let user else { return false }
      if user.contains(where: entitled.contains) { continue }
      throw Store.refusal(of: .changingCredential(name), to: user, for: entitled)
    }
    return true
  }
}

internal import Configuration
internal import Credentials
internal import Documents
internal import Secrets

/// What the user's keys say of a credential's values in two states.
///
/// Values are compared here, in constant time, and leave as a word only.
struct ValueComparison: Sendable {
  /// How opening a file ended.
  enum Opening: Sendable {
    /// It was not tried.
    case untried
    /// No identity opens it.
    case refused
    /// It is not what was sealed.
    case broken(String)
    /// It was opened.
    case opened([Member])
  }

  /// The state before.
  let old: Opening
  /// The state after.
  let new: Opening

  /// Nothing is known.
  static let none = ValueComparison(old: .untried, new: .untried)

  private init(old: Opening, new: Opening) { (self.old, self.new) = (old, new) }

  /// Opens a credential's file in its two states: the first only where it matters.
  init(_ old: CredentialState?, _ new: CredentialState?, with keyRing: KeyRing?) {
    guard let keyRing, !keyRing.identities.isEmpty else {
      self = .none
      return
    }
    let before = old?.sealed ?? []
    let after = new?.sealed ?? []
    // The same ciphertext needs no key to be the same value.
    let isAnother = after.contains { member in
      before.contains { $0.key == member.key && $0.value != member.value }
    }
    self.init(
      old: isAnother ? Self.open(old, keyRing, verifying: false) : .untried,
      new: Self.open(new, keyRing, verifying: true))
  }

  /// A file that somebody else broke before is compared too, as far as each value holds by itself.
  private static func open(
    _ state: CredentialState?, _ keyRing: KeyRing, verifying: Bool
  ) -> Opening {
    guard let file = state?.file, let configuration = state?.configuration else { return .untried }
    do throws(Failure) {
      let opened =
        verifying
        ? try file.open(with: keyRing, configuration: configuration)
        : try file.openUnsealed(with: keyRing, configuration: configuration)
      return .opened(opened.contents.fields)
    } catch {
      return error.code == .integrity ? .broken(error.message) : .refused
    }
  }

  /// Whether a field has the same value on both sides.
  func comparison(of field: String) -> FieldDiff.Comparison {
    guard case .opened(let before) = old, case .opened(let after) = new,
      let from = before.first(where: { $0.key == field })?.value,
      let to = after.first(where: { $0.key == field })?.value
    else { return .unknown }
    return from == to ? .same : .different
  }

  /// Why the file after is not what was sealed, or `nil` where that is not so, or not known.
  var damage: String? {
    if case .broken(let reason) = new { reason } else { nil }
  }

  /// Whether the file after was opened, so that MAC and seal hold.
  var isVerified: Bool { if case .opened = new { true } else { false } }

  /// The encrypted values after, for what is compared across credentials.
  var values: [Member] { if case .opened(let fields) = new { fields } else { [] } }
}

internal import Configuration
internal import Credentials
internal import Documents

/// Why a credential has to be replaced now or soon.
struct DueDate {
  let rule: CheckRule
  let message: String
  let field: String

  /// What is due first, or `nil` if nothing is.
  ///
  /// - Parameters:
  ///   - metadata: The credential.
  ///   - policy: How long before an expiry to warn, and how old a credential may become.
  ///   - now: The present.
  init?(of metadata: CredentialMetadata, by policy: Policy, at now: Timestamp) {
    if let expiry = metadata.expiresAt {
      if expiry <= now {
        self.init(
          .expired, "it expired at \(expiry); replace it with 'credtree rotate'", "expiresAt")
        return
      }
      let warning = policy.expiryWarning?.seconds ?? 0
      if expiry.secondsSince1970 - now.secondsSince1970 <= warning {
        self.init(
          .expiresSoon, "it expires at \(expiry); replace it with 'credtree rotate'", "expiresAt")
        return
      }
    }
    if let date = metadata.rotateBy, date <= now {
      self.init(
        .rotationDue, "it was to be replaced by \(date); run 'credtree rotate'", "rotateBy")
      return
    }
    guard let limit = policy.rotateAfter else { return nil }
    let age = TimeSpan(seconds: now.secondsSince1970 - metadata.updatedAt.secondsSince1970)
    guard age > limit else { return nil }
    self.init(
      .rotationDue,
      "it has not changed for \(age.days) days, and the policy's rotateAfter is \(limit); "
        + "run 'credtree rotate'", "updatedAt")
  }

  private init(_ rule: CheckRule, _ message: String, _ field: String) {
    self.rule = rule
    self.message = message
    self.field = field
  }
}

internal import Configuration
internal import Credentials
internal import Documents

/// Why `check` says that a credential has to be replaced.
struct DueFinding {
  let rule: CheckRule
  let message: String
  let field: String

  /// The worst that can be said of a credential now, or `nil` if nothing is due.
  ///
  /// - Parameters:
  ///   - header: The credential's readable part.
  ///   - policy: How long before an expiry to warn, and how old a credential may become.
  ///   - now: The present.
  init?(of header: CredentialHeader, by policy: Policy, at now: Timestamp) {
    let dates = DueDate.all(of: header, by: policy)
    let warning = policy.expiryWarning?.seconds ?? 0
    let ends = dates.filter(\.endsUse)
    if let end = ends.first(where: { $0.date <= now }) {
      self.init(.expired, end, "\(end.subject) expired at \(end.date)")
    } else if let end = ends.first(where: {
      $0.date.secondsSince1970 - now.secondsSince1970 <= warning
    }) {
      self.init(.expiresSoon, end, "\(end.subject) expires at \(end.date)")
    } else if let due = dates.first(where: { $0.reason == .rotation && $0.date <= now }) {
      self.init(.rotationDue, due, "it was to be replaced by \(due.date)")
    } else if let due = dates.first(where: { $0.reason == .age && $0.date < now }),
      let limit = policy.rotateAfter
    {
      let age = TimeSpan(
        seconds: now.secondsSince1970 - header.metadata.updatedAt.secondsSince1970)
      self.init(
        .rotationDue, due,
        "it has not changed for \(age.days) days, and the policy's rotateAfter is \(limit)")
    } else {
      return nil
    }
  }

  private init(_ rule: CheckRule, _ due: DueDate, _ what: String) {
    self.rule = rule
    message = what + "; " + due.remedy
    field = due.field
  }
}

extension DueDate {
  /// What ends, for a sentence.
  var subject: String { reason == .certificate ? "a certificate in \(field)" : "it" }

  /// What to do about it.
  var remedy: String {
    reason == .certificate
      ? "replace it with 'credtree update'" : "replace it with 'credtree rotate'"
  }
}

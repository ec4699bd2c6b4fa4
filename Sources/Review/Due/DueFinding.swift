internal import Configuration
internal import Credentials
internal import Documents

/// Why `check` says that a credential has to be replaced.
struct DueFinding {
  let rule: CheckRule
  let message: String
  let field: String

  /// What can be said of a credential now: the worst of its ends, and whether it is to be rotated.
  ///
  /// - Parameters:
  ///   - header: The credential's readable part.
  ///   - policy: How long before an expiry to warn, and how old a credential may become.
  ///   - now: The present.
  /// - Returns: Nothing if nothing is due.
  static func all(of header: CredentialHeader, by policy: Policy, at now: Timestamp)
    -> [DueFinding]
  {
    let dates = DueDate.all(of: header, by: policy)
    return [end(dates, by: policy, at: now), rotation(dates, of: header, by: policy, at: now)]
      .compactMap(\.self)
  }

  private static func end(_ dates: [DueDate], by policy: Policy, at now: Timestamp) -> DueFinding? {
    guard let end = dates.first(where: \.endsUse) else { return nil }
    if end.date <= now {
      return DueFinding(.expired, end, "\(end.subject) expired at \(end.date)")
    }
    let warning = policy.expiryWarning?.seconds ?? 0
    guard end.date.secondsSince1970 - now.secondsSince1970 <= warning else { return nil }
    return DueFinding(.expiresSoon, end, "\(end.subject) expires at \(end.date)")
  }

  private static func rotation(
    _ dates: [DueDate], of header: CredentialHeader, by policy: Policy, at now: Timestamp
  ) -> DueFinding? {
    if let due = dates.first(where: { $0.reason == .rotation && $0.date <= now }) {
      return DueFinding(.rotationDue, due, "it was to be replaced by \(due.date)")
    }
    guard let due = dates.first(where: { $0.reason == .age && $0.date < now }),
      let limit = policy.rotateAfter
    else { return nil }
    let age = TimeSpan(seconds: now.secondsSince1970 - header.metadata.updatedAt.secondsSince1970)
    return DueFinding(
      .rotationDue, due,
      "it has not changed for \(age.days) days, and the policy's rotateAfter is \(limit)")
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

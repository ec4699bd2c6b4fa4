public import Configuration
public import Credentials
public import Documents
internal import OpenSSL

/// A date by which a credential has to be replaced, and what says so.
public struct DueDate: Hashable, Sendable {
  /// What makes a credential due; its raw value is the word in reports, which never changes.
  public enum Reason: String, Hashable, Sendable, CaseIterable {
    /// A certificate in it stops being valid.
    case certificate
    /// It says when it stops working, as tokens do.
    case expiry
    /// It says when it was to be replaced.
    case rotation
    /// It gets older than the policy allows.
    case age
  }

  /// What makes it due.
  public let reason: Reason
  /// The field or property that the date is from.
  public let field: String
  /// The date.
  public let date: Timestamp

  /// Creates a date.
  public init(reason: Reason, field: String, date: Timestamp) {
    self.reason = reason
    self.field = field
    self.date = date
  }

  /// Whether the credential does not work after the date.
  public var endsUse: Bool { reason == .certificate || reason == .expiry }

  /// Every date of a credential, the earliest first; needs no key.
  ///
  /// Certificates are read where they lie in clear, so what an edit by hand says of them does
  /// not matter. Of several in one field the first to end counts.
  ///
  /// - Parameters:
  ///   - header: The credential's readable part.
  ///   - policy: How old a credential may become.
  /// - Returns: The dates; an expiry that is a certificate's own is there once.
  public static func all(of header: CredentialHeader, by policy: Policy) -> [DueDate] {
    var dates: [DueDate] = []
    func add(_ reason: Reason, _ field: String, _ date: Timestamp?) {
      if let date { dates.append(DueDate(reason: reason, field: field, date: date)) }
    }
    for member in header.public {
      guard let text = member.value.string, text.contains("-----BEGIN ") else { continue }
      add(.certificate, member.key, end(ofCertificatesIn: text))
    }
    let metadata = header.metadata
    if let expiry = metadata.expiresAt, !dates.contains(where: { $0.date == expiry }) {
      add(.expiry, "expiresAt", expiry)
    }
    add(.rotation, "rotateBy", metadata.rotateBy)
    if let limit = policy.rotateAfter {
      add(.age, "updatedAt", metadata.updatedAt.later(bySeconds: limit.seconds))
    }
    return dates.sorted { ($0.date, $0.field) < ($1.date, $1.field) }
  }

  private static func end(ofCertificatesIn text: String) -> Timestamp? {
    let bytes = Array(text.utf8)
    let certificates = try? X509Certificate.certificates(inPEM: bytes.span)
    let ends = (certificates ?? []).compactMap(\.notAfter)
    return ends.min().map { Timestamp(secondsSince1970: $0) }
  }
}

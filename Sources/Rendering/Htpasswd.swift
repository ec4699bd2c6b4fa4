public import CredentialTypes
public import Credentials
internal import Documents
public import Secrets

/// A file of users and hashed passwords for nginx, Apache, and `docker-registry`.
///
/// One line a credential, sorted by user name. `docker-registry` takes bcrypt alone: of other
/// lines it says nothing, and refuses every login.
public struct Htpasswd: Artifact {
  /// The name on the command line.
  public let id = "htpasswd"
  /// What it is, for a person.
  public let title = "a file of users and hashed passwords for web servers"
  /// It holds hashes of passwords.
  public let isPublic = false
  /// One line a credential.
  public let takesSeveral = true
  /// `hash` and `cost`, over what the credential says; `user` for a hash that has none.
  public let optionNames = ["hash", "cost", "user"]

  /// Creates the artifact.
  public init() {}

  /// Whether credentials of a type have what it takes; others only hold such a thing as well.
  public func accepts(_ type: CredentialType) -> Bool {
    type.artifacts.contains(id) && (type.field("username") != nil || WebUser.isHash(type))
  }

  /// Makes the file.
  public func render(_ credentials: [OpenedCredential], options: RenderOptions) throws(Failure)
    -> SecretBytes
  {
    var lines: [(user: Secret, hash: Secret, name: String)] = []
    for credential in credentials {
      let user = try username(of: credential, options, credentials.count)
      if let other = lines.first(where: { $0.user == user }) {
        throw Failure(
          .conflict,
          "\(other.name) and \(credential.name) have the same username, and a server takes the first"
            + " line of a user: name one of them")
      }
      lines.append((user, try hash(of: credential, options), credential.name))
    }
    lines.sort { SecretText.precedes($0.user.bytes, $1.user.bytes) }
    var builder = SecretBuilder(capacity: 160 * lines.count)
    for line in lines {
      builder.append(line.user.bytes)
      builder.append(":")
      builder.append(line.hash.bytes)
      builder.append("\n")
    }
    return builder.finish()
  }

  private func username(
    of credential: OpenedCredential, _ options: RenderOptions, _ count: Int
  ) throws(Failure) -> Secret {
    let user = try WebUser.name(of: credential, options, count, id)
    if SecretText.contains(UInt8(ascii: ":"), in: user.bytes)
      || SecretText.containsControl(in: user.bytes) || Self.startsWithHash(user.bytes)
    {
      throw credential.invalid(
        "has a username with ':', a control character, or '#' at its start, which htpasswd cannot hold"
      )
    }
    return user
  }

  private static func startsWithHash(_ user: borrowing SecretBytes) -> Bool {
    user.bytes[0] == UInt8(ascii: "#")
  }

  /// The hash of the password, by the method and at the cost of the options.
  func hash(of credential: OpenedCredential, _ options: RenderOptions) throws(Failure)
    -> Secret
  {
    if WebUser.isHash(credential.type) { return try WebUser.finishedHash(of: credential, options) }
    let own = credential.effectiveText("hash") ?? PasswordHash.bcrypt.rawValue
    let method: PasswordHash
    if let wanted = options["hash"] {
      guard let found = PasswordHash(rawValue: wanted) else {
        throw Failure(.usage, "the option hash of htpasswd must be one of \(PasswordHash.names)")
      }
      method = found
    } else if let found = PasswordHash(rawValue: own) {
      method = found
    } else {
      throw credential.invalid(
        "asks for a hash that htpasswd is not written with: give the option hash, one of"
          + " \(PasswordHash.names)")
    }
    let password = try credential.required("password")
    guard !SecretText.contains(0, in: password.bytes) else {
      throw credential.invalid("has a password with a NUL byte, at which every hash stops")
    }
    guard password.bytes.count <= method.longestPassword else {
      throw credential.invalid(
        "has a password of more than \(method.longestPassword) bytes, which \(method.rawValue) would"
          + " cut: take a shorter one, or another hash")
    }
    let salt = try RenderingSalt.bytes(
      method.saltSize, for: "\(id)/\(method.rawValue)", field: "password", of: credential)
    let cost = try cost(for: method, of: credential, ownMethod: own, options)
    guard let hash = method.hash(password.bytes, salt: salt, cost: cost) else {
      throw Failure(
        .system, "the system's libcrypt refuses \(method.rawValue): give another option hash")
    }
    return Secret(hash)
  }

  /// The cost that was chosen, the credential's own if it is for the same hash, or the usual one.
  private func cost(
    for method: PasswordHash, of credential: OpenedCredential, ownMethod: String,
    _ options: RenderOptions
  ) throws(Failure) -> Int {
    guard let costs = method.costs else {
      guard options["cost"] == nil else {
        throw Failure(.usage, "the hash \(method.rawValue) has no cost: leave the option out")
      }
      return 0
    }
    if let text = options["cost"] {
      guard let cost = Int(text), costs.contains(cost) else {
        throw Failure(
          .usage,
          "the option cost of \(method.rawValue) must be from \(costs.lowerBound) to \(costs.upperBound)"
        )
      }
      return cost
    }
    guard ownMethod == method.rawValue, let cost = credential.effective("cost")?.int else {
      return method.defaultCost
    }
    guard costs.contains(cost) else {
      throw credential.invalid(
        "has a cost that \(method.rawValue) does not take: it must be from \(costs.lowerBound) to"
          + " \(costs.upperBound)")
    }
    return cost
  }
}

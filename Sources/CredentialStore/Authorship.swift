internal import Credentials
internal import Git

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#elseif canImport(Darwin)
  private import Darwin
#endif

/// Who a commit is by, as git finds it out.
public struct Authorship: Sendable {
  /// Environment variables by name; git's own are `GIT_AUTHOR_NAME` and the like.
  public var variables: [String: String]
  /// The member's name, for where git knows no name.
  public var member: String?

  /// Creates an authorship from given variables.
  public init(member: String?, variables: [String: String]) {
    self.member = member
    self.variables = variables
  }

  /// Creates an authorship from the process's environment.
  public init(member: String?) {
    var variables: [String: String] = [:]
    for role in ["AUTHOR", "COMMITTER"] {
      for part in ["NAME", "EMAIL", "DATE"] {
        let name = "GIT_\(role)_\(part)"
        if let value = unsafe getenv(name) { variables[name] = unsafe String(cString: value) }
      }
    }
    if let value = unsafe getenv("EMAIL") { variables["EMAIL"] = unsafe String(cString: value) }
    self.init(member: member, variables: variables)
  }

  /// The author and the committer of a commit made now.
  ///
  /// - Parameter repository: The repository, whose config has `user.name`.
  /// - Returns: The two.
  /// - Throws: `Failure` with code `system` if nobody is known, `usage` if a date is not a date.
  func signatures(in repository: Repository) throws(Failure) -> (
    author: Signature, committer: Signature
  ) {
    (try signature("AUTHOR", in: repository), try signature("COMMITTER", in: repository))
  }

  private func signature(_ role: String, in repository: Repository) throws(Failure) -> Signature {
    func variable(_ part: String) -> String? {
      variables["GIT_\(role)_\(part)"].flatMap { $0.isEmpty ? nil : $0 }
    }
    func configured(_ key: String) throws(Failure) -> String? {
      let value = try reportingGit { () throws(GitError) in
        if let own = try repository.configString("\(role.lowercased()).\(key)") {
          return String?(own)
        }
        return try repository.configString("user.\(key)")
      }
      return value.flatMap { $0.isEmpty ? nil : $0 }
    }
    var name = variable("NAME")
    if name == nil { name = try configured("name") }
    var email = variable("EMAIL")
    if email == nil { email = try configured("email") }
    if email == nil, name != nil, let fallback = variables["EMAIL"], !fallback.isEmpty {
      email = fallback
    }
    guard let name = name ?? member else {
      throw Failure(.system, "git does not know who you are: run `git config user.name NAME`")
    }
    var time = CommitTime.now
    if let text = variable("DATE") {
      guard let given = CommitTime(text) else {
        throw Failure(
          .usage, "GIT_\(role)_DATE is not a date: write it as 2026-11-20T10:00:00+00:00")
      }
      time = given
    }
    let address = email ?? "\(Self.mailbox(member ?? name))@credtree.invalid"
    return Signature(name: name, email: address, time: time.seconds, offset: time.offset)
  }

  private static func mailbox(_ name: String) -> String {
    String(name.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
  }
}

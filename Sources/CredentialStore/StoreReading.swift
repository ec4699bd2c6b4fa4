internal import Age
public import Configuration
public import CredentialTypes
public import Credentials

extension Store {
  /// Finds the credential that a user means.
  ///
  /// - Parameter reference: A name, an id, or the first 6 or more characters of an id.
  /// - Returns: The name.
  /// - Throws: ``Failure`` with code `not_found` or `ambiguous`.
  public func resolve(_ reference: String) throws(Failure) -> String {
    try reader.name(of: reference)
  }

  /// A credential's file, read and checked for form.
  ///
  /// - Throws: ``Failure`` with code `not_found` if there is none, `integrity` if it is no
  ///   credential file.
  public func file(_ name: String) throws(Failure) -> CredentialFile {
    guard let text = try reader.contents(of: name) else {
      throw Failure(.notFound, "there is no credential '\(name)'")
    }
    return try CredentialFile(text.span, name: name)
  }

  /// A credential's readable part, without looking at the rest of its file.
  ///
  /// - Throws: ``Failure`` with code `integrity` if the file is no credential file.
  public func header(_ name: String) throws(Failure) -> CredentialHeader? {
    guard let text = try reader.contents(of: name) else { return nil }
    return try CredentialHeader(text.span, name: name)
  }

  /// The user's identities, after a person was asked for whatever opening a credential takes.
  ///
  /// Nobody else can work on the repository while a lock is held, so what is asked is asked
  /// before. What fails here fails again, and is told, when the file is opened.
  public func unlockedKeyRing(for name: String) throws(Failure) -> KeyRing {
    let keyRing = try keyRing()
    guard keyRing.identities.contains(where: \.mayAsk), let file = try? file(name) else {
      return keyRing
    }
    _ = try? file.openUnsealed(with: keyRing, configuration: configuration)
    return keyRing
  }

  /// Whether opening files may ask a person for a passphrase.
  ///
  /// - Throws: ``Failure`` with code `invalid` if an identity that was asked for is unusable.
  public var asksForPassphrases: Bool {
    get throws(Failure) {
      // What a plugin asks for, such as a touch, it asks for each file.
      try keyRing().identities.contains { $0.mayAsk && !($0 is PluginIdentity) }
    }
  }

  /// Asks for the passphrases that taking the mark of the default from credentials takes, before
  /// a lock is held.
  ///
  /// - Parameter successor: The credential that gets it.
  /// - Throws: ``Failure`` with code `invalid` if an identity that was asked for is unusable,
  ///   `system` if the store cannot be read.
  func unlockDefaults(exceptFor successor: String) throws(Failure) {
    guard try asksForPassphrases else { return }
    for name in try reader.names() where name != successor {
      guard let header = try? header(name), header.metadata.isDefault else { continue }
      _ = try unlockedKeyRing(for: name)
    }
  }

  /// Opens a credential's file.
  ///
  /// - Throws: ``Failure`` with code `not_found`, `forbidden`, or `integrity`.
  public func open(_ name: String) throws(Failure) -> OpenedFile {
    try file(name).open(with: try keyRing(), configuration: configuration)
  }

  /// A credential, opened.
  ///
  /// - Throws: ``Failure`` with code `not_found`, `forbidden`, or `integrity`.
  public func credential(_ name: String) throws(Failure) -> OpenedCredential {
    try open(name).credential(in: catalogue)
  }

  /// The type that a user means.
  ///
  /// - Throws: ``Failure`` with code `not_found`, naming what is near.
  public func type(_ name: String) throws(Failure) -> CredentialType {
    try catalogue.requiredType(named: name)
  }

  /// Who may read a credential of a name, by the policy.
  ///
  /// - Throws: ``Failure`` with code `invalid` if no rule applies.
  public func access(for name: String) throws(Failure) -> Access {
    do { return try configuration.access(for: name) } catch {
      throw Failure(.invalid, "the policy has no rule for \(name)", details: error.problems)
    }
  }
}

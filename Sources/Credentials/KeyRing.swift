public import Age
public import Configuration
internal import Files
internal import Secrets

/// Every identity that the user has, from all the places where they are looked for.
public struct KeyRing: Sendable {
  /// The identities, in the order of the places.
  public let identities: [any Identity]
  /// Why some places could not be read, such as a malformed file: told if nothing opens.
  public let problems: [String]

  /// The most bytes that an identity file may have: age's own limit.
  public static let fileLimit = 16 << 20

  /// Creates a key ring from identities.
  public init(identities: [any Identity], problems: [String] = []) {
    self.identities = identities
    self.problems = problems
  }

  /// Looks for identities in every place and merges what it finds.
  ///
  /// In this order: `file`, `CREDTREE_IDENTITY`, `CREDTREE_IDENTITY_FILE`, `SOPS_AGE_KEY`,
  /// `SOPS_AGE_KEY_FILE`, `SOPS_AGE_KEY_CMD`, `SOPS_AGE_SSH_PRIVATE_KEY_FILE`, the SOPS key
  /// file, `~/.ssh/id_ed25519`, `~/.ssh/id_rsa`. The last three are skipped where they do
  /// not exist.
  ///
  /// - Parameter file: The path given with `--identity`.
  /// - Returns: The identities, possibly none.
  /// - Throws: ``Failure`` with code `invalid` if `file`, or what the two `CREDTREE_`
  ///   variables say, holds no identity; what other places hold is only noted.
  public static func load(file: String?) throws(Failure) -> KeyRing {
    var loader = IdentityLoader()
    if let file { try loader.require(file: file, saidBy: "--identity") }
    if let text = EnvironmentVariable.secret("CREDTREE_IDENTITY") {
      do { try loader.add(text, from: "CREDTREE_IDENTITY") } catch {
        throw Failure(.invalid, "CREDTREE_IDENTITY: \(error.message)")
      }
    }
    if let path = EnvironmentVariable.text("CREDTREE_IDENTITY_FILE") {
      try loader.require(file: path, saidBy: "CREDTREE_IDENTITY_FILE")
    }
    if let text = EnvironmentVariable.secret("SOPS_AGE_KEY") {
      loader.attempt(text, from: "SOPS_AGE_KEY")
    }
    if let path = EnvironmentVariable.text("SOPS_AGE_KEY_FILE") { loader.attempt(file: path) }
    if let command = EnvironmentVariable.text("SOPS_AGE_KEY_CMD") {
      do { loader.attempt(try KeyCommand.output(of: command), from: "SOPS_AGE_KEY_CMD") } catch {
        loader.problems.append(error.message)
      }
    }
    if let path = EnvironmentVariable.text("SOPS_AGE_SSH_PRIVATE_KEY_FILE") {
      loader.attempt(file: path)
    }
    if let path = sopsKeyFile { loader.attempt(file: path, mayBeMissing: true) }
    if let home = EnvironmentVariable.homeFolder {
      for name in ["id_ed25519", "id_rsa"] {
        loader.attempt(file: "\(home)/.ssh/\(name)", mayBeMissing: true)
      }
    }
    return KeyRing(identities: loader.identities, problems: loader.problems)
  }

  /// The member whose identity is among them, or `nil` where none is known.
  public func member(of configuration: Configuration) -> String? {
    for identity in identities {
      guard let recipient = identity.recipientText else { continue }
      if let member = configuration.members(holding: recipient).first { return member }
    }
    return nil
  }

  /// The file that `sops` and `age` users share: `$XDG_CONFIG_HOME/sops/age/keys.txt`.
  public static var sopsKeyFile: String? {
    EnvironmentVariable.configurationFolder.map { "\($0)/sops/age/keys.txt" }
  }
}

/// Collects identities from one place after the other.
private struct IdentityLoader {
  var identities: [any Identity] = []
  var problems: [String] = []

  mutating func add(_ contents: borrowing SecretBytes, from source: String) throws(AgeError) {
    identities += try Identities.parse(contents.bytes, source: source) {
      guard let answer = TerminalPrompt.secret("Passphrase for \(source): ") else { return nil }
      return Secret(answer)
    }
  }

  mutating func attempt(_ contents: consuming SecretBytes, from source: String) {
    do { try add(contents, from: source) } catch { problems.append(error.message) }
  }

  mutating func attempt(file path: String, mayBeMissing: Bool = false) {
    do {
      attempt(try FileReader.secret(of: path, limit: KeyRing.fileLimit), from: path)
    } catch {
      if error.code == .notFound, mayBeMissing { return }
      problems.append("\(error)")
    }
  }

  mutating func require(file path: String, saidBy source: String) throws(Failure) {
    let contents: SecretBytes
    do { contents = try FileReader.secret(of: path, limit: KeyRing.fileLimit) } catch {
      throw Failure(.invalid, "\(source): \(error)")
    }
    do { try add(contents, from: path) } catch {
      throw Failure(.invalid, "\(source): \(error.message)")
    }
  }
}

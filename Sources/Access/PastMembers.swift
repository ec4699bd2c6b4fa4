internal import Age
internal import Configuration
internal import CredentialStore
internal import Credentials
internal import Documents
internal import Git

/// Everybody who was ever a member, by all versions of `credtree.yaml` in some commits.
struct PastMembers: Sendable {
  /// Every key that a member of a name ever had, as canonical text.
  private(set) var keys: [String: Set<String>] = [:]
  /// The folders that credentials were ever kept in.
  private(set) var folders: Set<String> = []

  /// Reads the versions.
  ///
  /// One that does not parse as a policy still names its members.
  init(in repository: Repository, commits: [ObjectID]) throws(Failure) {
    do throws(GitError) {
      for version in try repository.versions(of: Configuration.fileName, in: commits) {
        add(try repository.contents(ofBlob: version.blob))
      }
    } catch { throw Failure(error) }
  }

  /// Adds the members of a policy that is in use.
  mutating func add(_ configuration: Configuration) {
    folders.insert(configuration.store)
    for member in configuration.members { keys[member.name, default: []].formUnion(member.keys) }
  }

  private mutating func add(_ text: [UInt8]) {
    guard let root = try? YAML.parse(text.span).first else { return }
    folders.insert(root["store"]?.string ?? "credentials")
    for member in root["members"]?.object ?? [] {
      let texts = (member.value["keys"]?.array ?? []).compactMap(\.string)
      let canonical = texts.compactMap { try? Recipients.parse($0).text }
      keys[member.key, default: []].formUnion(canonical)
    }
  }
}

internal import Credentials
internal import Documents

extension ThreeWay {
  /// Merges the readable part that every type has; both sides are the same credential's.
  ///
  /// The revision is one more than the higher of both, so that it rises for whoever had either.
  /// A merge makes no new value: the time of the last change is that of the later side.
  mutating func merge(
    _ base: CredentialMetadata?, _ ours: CredentialMetadata, _ theirs: CredentialMetadata
  ) -> CredentialMetadata {
    var merged = ours
    func texts<Value: Equatable>(
      _ field: String, _ path: WritableKeyPath<CredentialMetadata, Value>,
      _ decision: inout ThreeWay
    ) {
      merged[keyPath: path] =
        decision.merge(field, base?[keyPath: path], ours[keyPath: path], theirs[keyPath: path])
        ?? ours[keyPath: path]
    }
    func optional<Value: Equatable>(
      _ field: String, _ path: WritableKeyPath<CredentialMetadata, Value?>,
      _ decision: inout ThreeWay
    ) {
      merged[keyPath: path] = decision.merge(
        field, base.flatMap { $0[keyPath: path] }, ours[keyPath: path], theirs[keyPath: path])
    }
    if let name = choices.name {
      merged.name = name
    } else {
      texts("name", \.name, &self)
    }
    optional("provider", \.provider, &self)
    // A title that is the name was not given, and follows it.
    func ownTitle(_ side: CredentialMetadata) -> String? {
      side.title == side.name ? nil : side.title
    }
    merged.title =
      merge("title", base.flatMap(ownTitle), ownTitle(ours), ownTitle(theirs)) ?? merged.name
    texts("description", \.description, &self)
    texts("category", \.category, &self)
    optional("baseUrl", \.baseURL, &self)
    texts("isDefault", \.isDefault, &self)
    optional("owner", \.owner, &self)
    optional("expiresAt", \.expiresAt, &self)
    optional("rotateBy", \.rotateBy, &self)
    optional("parent", \.parent, &self)
    merged.projects = merge(base?.projects, ours.projects, theirs.projects).sorted()
    merged.links = merge(base?.links, ours.links, theirs.links)
    merged.revision = max(ours.revision, theirs.revision) + 1
    merged.createdAt = min(ours.createdAt, theirs.createdAt)
    merged.updatedAt = max(ours.updatedAt, theirs.updatedAt)
    return merged
  }
}

internal import CredentialTypes
public import Credentials
internal import Documents

extension Store {
  /// Accepts the readable part of a file as it stands in the work tree, and seals it.
  ///
  /// The file keeps its data key and the ciphertext of its values. A file that was copied
  /// from another credential gets the name that its path says, and an id of its own.
  ///
  /// - Parameters:
  ///   - name: The name that the file's path gives the credential.
  ///   - options: How the change is recorded.
  /// - Returns: What was done; where the seal holds, nothing is written.
  /// - Throws: ``Failure`` with code `not_found`, `forbidden`, `integrity` if an encrypted
  ///   value was changed, `invalid` if the readable part is invalid, `system` if git or the
  ///   system refuses.
  public func reseal(_ name: String, options: MutationOptions) throws(Failure) -> MutationResult {
    let edited = try file(name)
    let keyRing = try keyRing()
    let access = try access(for: name)
    if let sealed = try? edited.open(with: keyRing, configuration: configuration) {
      return MutationResult(
        outcome: .unchanged, id: sealed.contents.metadata.id, name: name,
        revision: sealed.contents.metadata.revision, commit: nil, changed: [], warnings: [],
        notes: [])
    }
    let opened = try edited.openUnsealed(with: keyRing, configuration: configuration)
    let notes = try acceptPolicy(options)
    let type = try type(edited.metadata.type)
    var contents = opened.contents
    let validated = try validate(
      type.merging([], over: contents.public + contents.fields), as: type,
      provider: contents.metadata.provider, keeping: contents.public + contents.fields)
    contents.public = validated.public
    if contents.metadata.name != name {
      if contents.metadata.title == contents.metadata.name { contents.metadata.title = name }
      contents.metadata.name = name
      contents.metadata.id = try CredentialID.random()
      contents.metadata.isDefault = false
      contents.metadata.revision = 0
      contents.metadata.createdAt = Timestamp.now
    }
    let now = Timestamp.now
    contents.metadata.revision += 1
    contents.metadata.updatedAt = now
    let text = try contents.sealed(for: access, replacing: opened, at: now)
    let metadata = contents.metadata
    let path = path(of: name)
    let before = try reader.contents(of: name)
    let result = try commit(options) { _ throws(Failure) in
      var change = CredentialChange(
        verb: "reseal", metadata: metadata, fields: [], writes: [path: text])
      // The edit that is being accepted is not in any commit yet.
      if let before { change.incorporated = [path: before] }
      return change
    }
    return MutationResult(
      outcome: .resealed, id: metadata.id, name: name, revision: metadata.revision,
      commit: result.commit, changed: [], warnings: validated.warnings, notes: notes + result.notes)
  }
}

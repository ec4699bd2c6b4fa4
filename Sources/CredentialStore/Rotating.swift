internal import Configuration
internal import CredentialTypes
public import Credentials
internal import Documents

extension Store {
  /// Replaces secrets of a credential; the old ones stay readable in its earlier revisions.
  ///
  /// Where it says by when it should be rotated, that moves on by the policy's `rotateAfter`, or
  /// is removed.
  ///
  /// - Parameters:
  ///   - name: The credential's name.
  ///   - input: The new values.
  ///   - options: How the change is recorded.
  /// - Returns: What was done; where the values are what they were, nothing is written.
  /// - Throws: ``Failure`` as ``update(_:with:as:options:)`` throws.
  public func rotate(_ name: String, with input: CredentialInput, options: MutationOptions)
    throws(Failure) -> MutationResult
  {
    let type = try type(try file(name).metadata.type)
    return try change(name, verb: "rotate", outcome: .rotated, options: options) {
      contents, _ throws(Failure) in
      let previous = contents
      let applied = try self.apply(input, as: .merge, to: &contents, type: type)
      var notes: [String] = []
      let isRotated =
        contents.fields != previous.fields || contents.public != previous.public
      if isRotated, input.rotateBy == nil, previous.metadata.rotateBy != nil {
        contents.metadata.rotateBy = self.configuration.policy.rotateAfter.flatMap {
          Timestamp.now.later(bySeconds: $0.seconds)
        }
      }
      if isRotated, let expiry = contents.metadata.expiresAt,
        expiry == previous.metadata.expiresAt, input.expiresAt == nil
      {
        notes.append(
          "\(name) still says that it expires at \(expiry); --expires-at sets when the new "
            + "value does")
      }
      return Companions(
        warnings: applied.warnings, notes: notes, details: applied.details,
        madeSecret: applied.madeSecret)
    }
  }
}

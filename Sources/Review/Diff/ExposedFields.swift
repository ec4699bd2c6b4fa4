internal import CredentialTypes
internal import Credentials
internal import Documents

/// Values that lie in clear and should not: no form of a review repeats them.
enum ExposedFields {
  /// The keys of public values that the type of the file wants encrypted.
  ///
  /// - Parameters:
  ///   - file: The credential's file.
  ///   - types: The types by whose word it goes; one that objects is enough, since a change may
  ///     have changed the type too.
  /// - Returns: The keys.
  static func of(_ file: CredentialFile, types: [Catalogue]) -> Set<String> {
    let definitions = types.compactMap { $0.type(named: file.metadata.type) }
    return Set(
      file.public.map(\.key).filter { key in
        definitions.contains { $0.field(key).map { $0.fieldClass != .public } ?? false }
      })
  }

  /// The keys of values that a file has in clear, and that another state of it has encrypted,
  /// where its type says nothing of them.
  static func moved(from old: CredentialState?, to file: CredentialFile, type: CredentialType?)
    -> Set<String>
  {
    let sealed = Set((old?.sealed ?? []).map(\.key))
    return Set(
      file.public.map(\.key).filter { sealed.contains($0) && type?.field($0) == nil })
  }
}

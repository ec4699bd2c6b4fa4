internal import CredentialTypes
public import Credentials
public import Documents

extension Store {
  /// Lays changes over contents that are in no file yet, as an update lays them over a file's.
  ///
  /// What the type derives from other fields is computed anew, and the whole is checked.
  ///
  /// - Parameters:
  ///   - input: The fields and properties to change.
  ///   - contents: What they are changed in.
  /// - Returns: The new contents, and what is odd about them and yet allowed.
  /// - Throws: ``Failure`` with code `not_found` if there is no such type, `invalid` and every
  ///   problem at once, `forbidden` if a field takes more than a key to the file.
  public func applying(_ input: CredentialInput, to contents: CredentialContents)
    throws(Failure) -> (contents: CredentialContents, warnings: [Problem])
  {
    let type = try type(contents.metadata.type)
    var (input, contents) = (input, contents)
    let problems = input.settle(as: type, isNew: false) + input.settleBlankSecrets(of: type)
    guard problems.isEmpty else { throw Self.invalid(type, problems) }
    let applied = try apply(input, as: .merge, to: &contents, type: type)
    return (contents, applied.warnings)
  }
}

/// Something that `check` looks for; its raw value is the word in reports, which never changes.
public enum CheckRule: String, Hashable, Sendable, CaseIterable {
  /// `credtree.yaml` has a problem.
  case configuration
  /// A file in the store is no credential file.
  case damagedFile = "damaged-file"
  /// A file has an unresolved merge.
  case unresolvedMerge = "unresolved-merge"
  /// A file's path gives a name that credentials cannot have.
  case invalidName = "invalid-name"
  /// A file says another name than its path gives it.
  case nameDiffers = "name-differs"
  /// Two names differ only in case.
  case duplicateName = "duplicate-name"
  /// Two credentials have the same identity.
  case duplicateID = "duplicate-id"
  /// A credential is of a type that there is not.
  case unknownType = "unknown-type"
  /// A value that the type keeps encrypted lies in clear, or is no ciphertext.
  case secretInClear = "secret-in-clear"
  /// A value does not fit the type.
  case invalidField = "invalid-field"
  /// A file's MAC or seal does not hold.
  case integrity
  /// A type has more than one default.
  case twoDefaults = "two-defaults"
  /// A default of a type that has none.
  case invalidDefault = "invalid-default"
  /// A credential belongs to a project that `credtree.yaml` does not name.
  case unknownProject = "unknown-project"
  /// A credential's parent does not exist.
  case unknownParent = "unknown-parent"
  /// No rule of the policy says who may read a credential.
  case noAccessRule = "no-access-rule"
  /// A file is encrypted to others than the policy says.
  case readersDiffer = "readers-differ"
  /// Somebody who left knows values that are still in use.
  case exposed
  /// A credential no longer works.
  case expired
  /// A credential stops working soon.
  case expiresSoon = "expires-soon"
  /// A credential should have been replaced.
  case rotationDue = "rotation-due"
  /// A file names a credential that there is not.
  case danglingReference = "dangling-reference"
  /// A credential was deleted that files still use.
  case deletedInUse = "deleted-in-use"
  /// A place names a credential of a type that does not fit.
  case wrongType = "wrong-type"
  /// A secret seems to lie in clear in a file.
  case plaintextSecret = "plaintext-secret"
  /// Nothing refers to a credential.
  case unused
  /// A value changed and the revision did not.
  case noNewRevision = "no-new-revision"
  /// A file went back to an earlier revision.
  case earlierRevision = "earlier-revision"

  /// How bad a finding of a rule is.
  public enum Severity: String, Hashable, Sendable {
    /// It must be mended.
    case error
    /// It should be looked at.
    case warning
    /// It is good to know; a check with nothing else is clean.
    case note
  }

  /// How bad it is.
  public var severity: Severity {
    switch self {
    case .expiresSoon, .rotationDue, .unknownProject, .danglingReference, .wrongType: .warning
    case .unused: .note
    default: .error
    }
  }

  /// What the rule looks for, in a sentence.
  public var summary: String {
    switch self {
    case .configuration: "credtree.yaml must be valid"
    case .damagedFile: "every file in the store must be a credential file"
    case .unresolvedMerge: "merges must be resolved"
    case .invalidName: "a credential's name has only letters, digits, '-' and '_' between slashes"
    case .nameDiffers: "a credential's file must say the name that its path gives it"
    case .duplicateName: "names must differ in more than case"
    case .duplicateID: "every credential has an identity of its own"
    case .unknownType: "every credential has a known type"
    case .secretInClear: "values that the type keeps secret must be encrypted"
    case .invalidField: "values must fit the credential's type"
    case .integrity: "a file's MAC and seal must hold"
    case .twoDefaults: "a type has at most one default credential"
    case .invalidDefault: "only types that have a default may have one"
    case .unknownProject: "projects must be named in credtree.yaml"
    case .unknownParent: "a credential's parent must exist"
    case .noAccessRule: "the policy must say who reads each credential"
    case .readersDiffer: "a file must be encrypted to those whom the policy says"
    case .exposed: "values that somebody who left could read must be replaced"
    case .expired: "credentials must not have expired"
    case .expiresSoon: "credentials must be replaced before they expire"
    case .rotationDue: "credentials must be rotated in time"
    case .danglingReference: "references must name credentials that exist"
    case .deletedInUse: "a credential that files use must not be deleted"
    case .wrongType: "references must name credentials of a type that fits"
    case .plaintextSecret: "no secret may lie in clear in a tracked file"
    case .unused: "credentials should be used"
    case .noNewRevision: "a changed credential must have a new revision"
    case .earlierRevision: "a credential must not go back to an earlier revision"
    }
  }
}

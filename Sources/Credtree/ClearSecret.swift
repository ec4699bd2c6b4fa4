/// A secret that lies in clear in a version of a file; the secret itself is not kept.
struct ClearSecret {
  let rule: CheckRule
  let message: String
  var credential: String?
  let field: String
  let position: Position?
  /// What tells its values from others while this process runs.
  let marks: Set<Int>

  /// The finding about it.
  func finding(in file: String, saying more: String = "", commit: String? = nil) -> Finding {
    Finding(
      rule, message + more, credential: credential, field: field, file: file, at: position,
      commit: commit)
  }
}

internal import Credtree

extension GlobalOptions {
  /// Prints what a change did: warnings, notes unless `--quiet`, and the result.
  func show(_ result: MutationResult) throws {
    tell(of: result)
    try output.show(result.document, text: result.text)
  }

  /// Prints what a change did, in another system's words where one is named.
  func show(
    _ result: MutationResult, as system: CompatibleSystem?, in workspace: Workspace
  ) throws {
    guard let system else { return try show(result) }
    tell(of: result)
    try output.showResponse(try workspace.document(of: result, in: system))
  }

  private func tell(of result: MutationResult) {
    Diagnostics.warn(result.warnings)
    for note in result.notes where !quiet { Diagnostics.note(note) }
  }
}

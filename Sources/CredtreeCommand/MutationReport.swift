internal import Credtree

extension GlobalOptions {
  /// Prints what a change did: warnings, notes unless `--quiet`, and the result.
  func show(_ result: MutationResult) throws {
    Diagnostics.warn(result.warnings)
    for note in result.notes where !quiet { Diagnostics.note(note) }
    try output.show(result.document, text: result.text)
  }
}

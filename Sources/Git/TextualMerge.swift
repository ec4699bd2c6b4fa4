private import CGit2

/// git's own merge of three texts, line by line.
public enum TextualMerge {
  /// How a conflict is written, as `merge.conflictStyle` names it.
  public enum Style: String, Hashable, Sendable {
    /// Both sides.
    case merge
    /// Both sides, and between them the text that they began with.
    case diff3
    /// The same without what both sides share at the ends.
    case zdiff3
  }

  /// A merged text.
  public struct Outcome: Hashable, Sendable {
    /// The text; where the sides could not be merged, it has both between markers.
    public let text: [UInt8]
    /// Whether there are markers in it.
    public let hasConflicts: Bool
  }

  /// Merges three texts as `git merge-file` does.
  ///
  /// - Parameters:
  ///   - base: What both sides began with; empty where they had nothing in common.
  ///   - ours: One side, called `ours` in a marker.
  ///   - theirs: The other, called `theirs`.
  ///   - markerSize: The number of characters of a marker.
  ///   - style: How conflicts are written.
  /// - Returns: The merged text; our side, in conflict, where one of them is binary.
  /// - Throws: ``GitError`` if there is no memory for it.
  public static func merge(
    base: [UInt8], ours: [UInt8], theirs: [UInt8], markerSize: Int = 7, style: Style = .merge
  ) throws(GitError) -> Outcome {
    GitRuntime.initialize()
    var options = unsafe git_merge_file_options()
    try check(
      unsafe git_merge_file_options_init(&options, UInt32(GIT_MERGE_FILE_OPTIONS_VERSION)),
      "git_merge_file_options_init")
    unsafe options.ancestor_label = label("base")
    unsafe options.our_label = label("ours")
    unsafe options.their_label = label("theirs")
    unsafe options.marker_size = UInt16(clamping: markerSize)
    let flag =
      switch style {
      case .merge: GIT_MERGE_FILE_STYLE_MERGE
      case .diff3: GIT_MERGE_FILE_STYLE_DIFF3
      case .zdiff3: GIT_MERGE_FILE_STYLE_ZDIFF3
      }
    unsafe options.flags = UInt32(flag.rawValue)
    var result = unsafe git_merge_file_result()
    let status = unsafe base.withUnsafeBytes { base in
      unsafe ours.withUnsafeBytes { ours in
        unsafe theirs.withUnsafeBytes { theirs in
          var (first, second, third) = unsafe (input(base), input(ours), input(theirs))
          return unsafe git_merge_file(&result, &first, &second, &third, &options)
        }
      }
    }
    try check(status, "git_merge_file")
    defer { unsafe git_merge_file_result_free(&result) }
    // What is not text has no lines to merge: git keeps our side then, libgit2 has nothing.
    if unsafe result.automergeable == 0, unsafe result.len == 0 {
      return Outcome(text: ours, hasConflicts: true)
    }
    let bytes = unsafe UnsafeRawBufferPointer(start: result.ptr, count: result.len)
    return unsafe Outcome(text: Array(bytes), hasConflicts: result.automergeable == 0)
  }

  private static func input(_ bytes: UnsafeRawBufferPointer) -> git_merge_file_input {
    var input = unsafe git_merge_file_input()
    unsafe input.version = UInt32(GIT_MERGE_FILE_INPUT_VERSION)
    unsafe input.ptr = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
    unsafe input.size = bytes.count
    return unsafe input
  }

  private static func label(_ text: StaticString) -> UnsafePointer<CChar> {
    unsafe UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
  }
}

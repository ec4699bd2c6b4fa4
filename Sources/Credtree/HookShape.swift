extension HookInstallation {
  /// What was done as `--json` prints it.
  public static func document(of installations: [HookInstallation]) -> Node {
    .object([
      Member(
        "hooks",
        .array(
          installations.map { installation in
            .object([
              Member("hook", .string(installation.hook.rawValue)),
              Member("file", .string(installation.file)),
              Member("change", .string(installation.change.rawValue)),
              Member("shared", .bool(installation.isShared)),
            ])
          }))
    ])
  }

  /// What was done, a line for each hook.
  public static func text(of installations: [HookInstallation]) -> String {
    guard !installations.isEmpty else { return "no hook runs credtree; nothing changed\n" }
    return installations.map { installation in
      let keeps = installation.isShared ? ", beside what it did before" : ""
      return switch installation.change {
      case .installed: "\(installation.hook.rawValue) runs credtree now\(keeps)\n"
      case .updated: "\(installation.hook.rawValue) runs credtree as this version does\(keeps)\n"
      case .unchanged: "\(installation.hook.rawValue): nothing changed\n"
      case .removed:
        "\(installation.hook.rawValue) no longer runs credtree"
          + (installation.isShared ? "; the rest of it stays\n" : "\n")
      }
    }.joined()
  }
}

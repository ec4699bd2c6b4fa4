import Glibc
import SystemPackage
import TestSupport
import Testing

/// What the tool prints, word for word.
///
/// The words are in `Scripts`. With `CREDTREE_RECORD=1` in the environment they are written
/// anew; look at the difference before committing it.
@Suite struct ScriptTests {
  @Test(arguments: [
    "help", "change", "read", "guard", "errors", "usage", "types",
  ])
  func script(_ name: String) async throws {
    let fixtures = Fixtures("Scripts")
    let text = String(decoding: try fixtures.read("\(name).txtar"), as: UTF8.self)
    let script = try Script(name: name, text: text)
    try await withSandbox("script") { folder in
      let records = getenv("CREDTREE_RECORD") != nil
      let recorded = try await script.run(
        in: folder, tools: ["credtree"], recording: records)
      guard records else { return }
      let updated = Script.text(text, replacing: recorded)
      try Array(updated.utf8).write(toNew: fixtures.directory.appending("\(name).txtar"))
    }
  }
}

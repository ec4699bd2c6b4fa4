import Glibc
import SystemPackage
import TestSupport
import Testing

/// What the tool prints, word for word.
///
/// The words are in `Scripts`. With `CREDTREE_RECORD=1` in the environment they are written
/// anew; look at the difference before committing it.
@Suite struct ScriptTests {
  @Test(arguments: try scriptNames())
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

  /// Every script in the folder, so that a new one only has to be put there.
  static func scriptNames() throws -> [String] {
    let folder = Fixtures("Scripts").directory.string
    guard let stream = opendir(folder) else { throw Errno(rawValue: errno) }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasSuffix(".txtar") { names.append(String(name.dropLast(6))) }
    }
    return names.sorted()
  }
}

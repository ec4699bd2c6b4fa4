public import SystemPackage
private import Glibc
private import Subprocess

/// Runs `body` in a new directory, removed afterwards.
public func withSandbox<Result>(
  _ name: String, _ body: (FilePath) async throws -> Result
) async throws -> Result {
  var template = Array("/tmp/credtree-\(name)-XXXXXX".utf8CString)
  guard unsafe mkdtemp(&template) != nil else { throw Errno(rawValue: errno) }
  let path = FilePath(
    String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self))
  do {
    let result = try await body(path)
    _ = try? await runProgram(.name("rm"), ["-rf", path.string], in: "/")
    return result
  } catch {
    _ = try? await runProgram(.name("rm"), ["-rf", path.string], in: "/")
    throw error
  }
}

extension [UInt8] {
  /// Writes these bytes to a file, for its owner alone.
  public func write(to path: FilePath) throws {
    let file = try FileDescriptor.open(
      path, .writeOnly, options: [.create, .truncate, .closeOnExec], permissions: [.ownerReadWrite])
    _ = try file.closeAfter { try file.writeAll(self) }
  }
}

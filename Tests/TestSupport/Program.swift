private import Subprocess
public import SystemPackage

/// Runs a system program to its end, in a clean environment, and takes its output byte for byte.
///
/// - Parameters:
///   - name: The program's name, looked up where system programs are.
///   - arguments: Its arguments.
///   - directory: The folder to run in, which is also its home.
///   - input: A file to read as standard input; without one there is nothing to read.
/// - Returns: How it ended and what it wrote.
/// - Throws: If the program cannot be started.
public func runProgram(
  named name: String, _ arguments: [String], in directory: FilePath, input: FilePath? = nil
) async throws -> Output {
  let environment = [
    "HOME": directory.string, "PATH": programPath, "LC_ALL": "C.UTF-8", "TZ": "UTC",
    "TERM": "dumb",
  ]
  let invocation = Invocation(
    executable: .name(name), arguments: arguments, environment: environment, folder: directory,
    input: input)
  return try await invocation.run()
}

/// Whether a program is where ``runProgram(named:_:in:input:)`` looks for it.
public func isInstalled(_ program: String) -> Bool {
  programPath.split(separator: ":").contains { folder in
    let file = try? FileDescriptor.open(FilePath("\(folder)/\(program)"), .readOnly)
    return file.map { (try? $0.close()) != nil } ?? false
  }
}

/// Creates or replaces a file that only its owner can read, as `ssh-keygen` demands of keys.
public func writeFile(_ bytes: [UInt8], to path: FilePath) throws {
  let file = try FileDescriptor.open(
    path, .writeOnly, options: [.create, .truncate, .closeOnExec], permissions: [.ownerReadWrite])
  _ = try file.closeAfter { try file.writeAll(bytes) }
}

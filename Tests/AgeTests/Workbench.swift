import Age
import Secrets
import SystemPackage
import TestSupport
import Testing

/// A folder of keys and files that real programs read and write.
struct Workbench: Sendable {
  let folder: FilePath

  /// Runs a program, which must succeed.
  @discardableResult
  func run(_ name: String, _ arguments: String...) async throws -> Output {
    let output = try await runProgram(named: name, arguments, in: folder)
    try #require(output.exit == 0, "\(name) \(arguments): \(output.message)")
    return output
  }

  /// Runs a program on a terminal of its own, and types an answer to every passphrase prompt.
  @discardableResult
  func type(_ passphrase: String, into command: String...) async throws -> Output {
    let program = """
      import os, pty, sys
      pid, terminal = pty.fork()
      if pid == 0:
          os.execvp(sys.argv[2], sys.argv[2:])
      seen = b""
      while True:
          try:
              data = os.read(terminal, 4096)
          except OSError:
              break
          if not data:
              break
          seen += data
          while b"assphrase" in seen and b":" in seen.split(b"assphrase", 1)[1]:
              seen = seen.split(b"assphrase", 1)[1].split(b":", 1)[1]
              os.write(terminal, sys.argv[1].encode() + b"\\n")
      sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
      """
    let output = try await runProgram(
      named: "python3", ["-c", program, passphrase] + command, in: folder)
    try #require(output.exit == 0, "\(command): \(output.message) \(output.text)")
    return output
  }

  func write(_ bytes: [UInt8], to name: String) throws {
    try writeFile(bytes, to: folder.appending(name))
  }

  func write(_ secret: Secret, to name: String) throws { try write(bytes(of: secret), to: name) }

  func read(_ name: String) throws -> [UInt8] { try [UInt8](contentsOf: folder.appending(name)) }

  func text(_ name: String) throws -> String { String(decoding: try read(name), as: UTF8.self) }

  func identities(in name: String, passphrase: (@Sendable () -> Secret?)? = nil) throws
    -> [any Identity]
  {
    let contents = try read(name)
    return try Identities.parse(contents.span, source: name, passphrase: passphrase)
  }
}

/// Runs `body` with an empty workbench.
func withWorkbench(_ body: (Workbench) async throws -> Void) async throws {
  try await withSandbox("age") { folder in try await body(Workbench(folder: folder)) }
}

func secret(_ text: String) -> Secret {
  let bytes = Array(text.utf8)
  return Secret(SecretBytes(copying: bytes.span))
}

func bytes(of secret: Secret) -> [UInt8] { bytes(of: secret.bytes) }

func bytes(of secret: borrowing SecretBytes) -> [UInt8] {
  let bytes = secret.bytes
  return bytes.indices.map { bytes[$0] }
}

func decrypt(_ file: [UInt8], with identities: [any Identity]) throws(AgeError) -> [UInt8] {
  bytes(of: try AgeFile.decrypt(file.span, with: identities))
}

/// Bytes that look the same in every run.
func sample(_ size: Int) -> [UInt8] {
  (0..<size).map { UInt8(truncatingIfNeeded: ($0 &* 2_654_435_761) >> 7) }
}

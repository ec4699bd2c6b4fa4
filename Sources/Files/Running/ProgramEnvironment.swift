public import Secrets

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The environment of a program that is given secrets: this process's, with variables set over it.
///
/// The values never leave secret memory but for the kernel's copy that the program gets.
public struct ProgramEnvironment: Sendable {
  private var entries: [String: Secret] = [:]
  /// Where the program is looked for.
  private var searchPath = EnvironmentVariable.text("PATH")

  /// This process's environment, without the variables that hold identities.
  public init() {}

  /// Sets a variable.
  ///
  /// - Parameters:
  ///   - name: Its name; not empty, and without `=`.
  ///   - value: Its value; no environment can hold a byte of 0.
  public mutating func set(_ name: String, to value: borrowing SecretBytes) {
    precondition(!name.isEmpty && !name.contains("="), "no name of a variable")
    var entry = SecretBuilder(capacity: name.utf8.count + value.count + 2)
    entry.append("\(name)=")
    entry.append(value.bytes)
    entry.append(0)
    entries[name] = Secret(entry.finish())
    if name == "PATH" {
      searchPath = String(
        decoding: value.bytes.indices.map { value.bytes[$0] }, as: UTF8.self)
    }
  }

  /// Where a program is that can be run.
  ///
  /// - Parameter name: A path, or a name to look for in `PATH` as the program will have it.
  /// - Returns: Its path.
  /// - Throws: ``ProgramFailure`` if there is none, or none that may be run.
  func path(of name: String) throws(ProgramFailure) -> String {
    guard !name.contains("/") else {
      try Self.requireExecutable(name)
      return name
    }
    var denied = false
    for folder in (searchPath ?? "/usr/bin:/bin").split(
      separator: ":", omittingEmptySubsequences: false)
    {
      let path = folder.isEmpty ? "./\(name)" : "\(folder)/\(name)"
      do throws(ProgramFailure) {
        try Self.requireExecutable(path)
        return path
      } catch {
        denied = denied || error.status == ProgramFailure.cannotExecute
      }
    }
    throw denied
      ? ProgramFailure(ProgramFailure.cannotExecute, "\(name) in PATH may not be executed")
      : ProgramFailure(ProgramFailure.notFound, "there is no program \(name) in PATH")
  }

  private static func requireExecutable(_ path: String) throws(ProgramFailure) {
    guard !path.isEmpty, FileReader.exists(path) else {
      throw ProgramFailure(ProgramFailure.notFound, "there is no program \(path)")
    }
    guard FileReader.isRegularFile(path), unsafe access(path, X_OK) == 0 else {
      throw ProgramFailure(ProgramFailure.cannotExecute, "\(path) is no program to execute")
    }
  }

  /// Calls `body` with the entries as C has them; they are gone when it returns.
  func withEntries<Value>(
    _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Value
  ) -> Value {
    var list: [UnsafeMutablePointer<CChar>?] = unsafe []
    var place = unsafe environ
    while let entry = unsafe place.pointee {
      if unsafe keeps(entry) { unsafe list.append(entry) }
      unsafe place += 1
    }
    var block = SecretBuilder()
    var starts: [Int] = []
    for (_, entry) in entries.sorted(by: { $0.key < $1.key }) {
      starts.append(block.count)
      block.append(entry.bytes)
    }
    let text = block.finish()
    return unsafe text.bytes.withUnsafeBytes { raw in
      for start in starts {
        let entry = unsafe raw.baseAddress?.advanced(by: start)
        unsafe list.append(
          UnsafeMutablePointer(mutating: entry?.assumingMemoryBound(to: CChar.self)))
      }
      unsafe list.append(nil)
      return unsafe list.withUnsafeMutableBufferPointer { buffer in
        guard let base = buffer.baseAddress else { preconditionFailure("it ends in nil") }
        return unsafe body(base)
      }
    }
  }

  private func keeps(_ entry: UnsafeMutablePointer<CChar>) -> Bool {
    for prefix in ChildEnvironment.identityPrefixes
    where unsafe strncmp(entry, prefix, prefix.utf8.count) == 0 {
      return false
    }
    guard let sign = unsafe strchr(entry, CInt(UInt8(ascii: "="))) else { return true }
    let length = unsafe UnsafePointer(sign) - UnsafePointer(entry)
    return !entries.keys.contains { name in
      unsafe name.utf8.count == length && strncmp(entry, name, length) == 0
    }
  }
}

/// Why a program did not run, with the exit status that shells and `env` have for it.
public struct ProgramFailure: Error, Hashable, Sendable {
  /// The status where this program is at fault.
  public static let own: Int32 = 125
  /// The status where the program may not be executed.
  public static let cannotExecute: Int32 = 126
  /// The status where there is no such program.
  public static let notFound: Int32 = 127

  /// The exit status.
  public let status: Int32
  /// What happened, for a person to read.
  public let reason: String

  init(_ status: Int32, _ reason: String) {
    self.status = status
    self.reason = reason
  }

  /// What `errno` says about starting a program.
  init(errno number: Int32, program: String) {
    let text = unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
    self.init(
      number == ENOENT ? Self.notFound : Self.cannotExecute,
      "\(program) cannot be executed: \(text.prefix(1).lowercased() + text.dropFirst())")
  }
}

internal import ArgumentParser
internal import Credtree
internal import Documents
internal import Files

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#elseif canImport(Darwin)
  private import Darwin
#endif

/// Everything that the tool says to a person goes to standard error.
enum Diagnostics {
  /// Reports a failure, as one line and its details, or as JSON.
  static func report(
    _ failure: Failure, asJSON isJSON: Bool, of system: CompatibleSystem? = nil
  ) {
    if let system {
      write(String(decoding: JSON.write(system.document(of: failure)), as: UTF8.self))
    } else if isJSON {
      write(String(decoding: JSON.write(failure.document), as: UTF8.self))
    } else {
      write("credtree: error: \(failure.text)\n")
    }
  }

  /// Reports what the argument parser threw, and exits as it asks: 0 for help, 2 for misuse.
  static func report(
    parsing error: any Error, asJSON isJSON: Bool, of system: CompatibleSystem? = nil,
    exitingWith status: Int32 = Failure.Code.usage.exitStatus
  ) -> Never {
    let message = RootCommand.fullMessage(for: error)
    guard RootCommand.exitCode(for: error) != .success else {
      do { try StandardStream.output.write(message + "\n") } catch {
        report(Failure(error), asJSON: isJSON)
        Process.exit(Failure.Code.system.exitStatus)
      }
      Process.exit(0)
    }
    if isJSON || system != nil {
      report(Failure(.usage, RootCommand.message(for: error)), asJSON: true, of: system)
    } else {
      write(message.hasPrefix("Error: ") ? "credtree: e\(message.dropFirst())\n" : "\(message)\n")
    }
    Process.exit(status)
  }

  /// Tells something that is no error.
  static func note(_ message: String) { write("credtree: \(message)\n") }

  /// Tells about each thing that is odd and yet allowed.
  static func warn(_ problems: [Problem]) {
    for problem in problems { write("credtree: warning: \(problem.text)\n") }
  }

  private static func write(_ text: String) {
    // Nobody is left to tell when standard error itself is gone.
    try? StandardStream.error.write(VisibleText.of(text))
  }
}

/// The process itself; `ParsableCommand` has an `exit` of its own.
enum Process {
  static func exit(_ status: Int32) -> Never {
    #if canImport(Glibc)
      Glibc.exit(status)
    #elseif canImport(Musl)
      Musl.exit(status)
    #else
      Darwin.exit(status)
    #endif
  }
}

public import SystemPackage
private import Glibc

/// Programs that tests need beside those of the system.
public enum TestTools {
  /// A program that `scripts/setup.sh test` puts beside the build, since Debian has no package of
  /// it.
  public static func program(
    _ name: FilePath.Component, besides file: StaticString = #filePath
  ) -> FilePath {
    let repository = FilePath("\(file)").removingLastComponent().appending("../..")
    return repository.appending(".build/test-tools").appending(name).lexicallyNormalized()
  }

  /// Where whoever runs the tests finds programs, a compiler among them.
  public static var developerPath: String {
    guard let path = unsafe getenv("PATH") else { return programPath }
    return unsafe String(cString: path)
  }

  /// The words before a program's own with which it runs as a server's user: some refuse to work
  /// for root.
  public static func words(asUser name: String) -> [String] {
    guard geteuid() == 0 else { return [] }
    return ["setpriv", "--reuid=\(name)", "--regid=\(name)", "--clear-groups", "--"]
  }
}

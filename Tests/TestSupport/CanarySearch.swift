internal import Subprocess
internal import SystemPackage

/// Where a secret was found that should be nowhere.
public struct CanaryFound: Error, CustomStringConvertible {
  /// Each place, and the form the secret had there.
  public let places: [String]
  public var description: String { "a secret was left in: \(places.joined(separator: "; "))" }
}

/// Looks for secrets in everything that a test left behind.
struct CanarySearch {
  let canaries: [Canary]
  private(set) var places: [String] = []

  init(_ canaries: [Canary]) { self.canaries = canaries }

  /// Looks in some bytes, which a person would call `place`.
  mutating func look(in bytes: [UInt8], called place: String) {
    for canary in canaries {
      for encoding in canary.encodings(in: bytes) {
        places.append("\(place) (\(encoding.rawValue))")
      }
    }
  }

  /// Looks in every file below a folder, but not below the folders named.
  mutating func look(below folder: FilePath, but excluded: [FilePath]) async throws {
    let list = try await Invocation(
      executable: .name("find"), arguments: [folder.string, "-type", "f", "-print0"],
      environment: ["PATH": programPath], folder: "/"
    ).run()
    for name in list.stdout.split(separator: 0) {
      let path = FilePath(String(decoding: name, as: UTF8.self))
      if excluded.contains(where: path.starts(with:)) { continue }
      // A lock or a socket of a server may have gone, or be unreadable: it holds no secret then.
      guard let bytes = try? [UInt8](contentsOf: path) else { continue }
      look(in: bytes, called: path.string)
    }
  }

  /// Looks in every object of a git repository, reachable or not, loose or packed.
  mutating func look(inObjectsOf repository: FilePath, environment: [String: String]) async throws {
    let objects = try await Invocation(
      executable: .name("git"),
      arguments: [
        "-c", "safe.directory=*", "-C", repository.string, "cat-file", "--batch-all-objects",
        "--unordered", "--batch",
      ],
      environment: environment, folder: "/"
    ).run(limit: 1 << 29)
    guard objects.exit == 0 else {
      throw UnexpectedEnd(command: "git cat-file in \(repository)", output: objects)
    }
    look(in: objects.stdout, called: "an object of \(repository)")
  }
}

/// Where tests look for programs: servers live in `sbin`, which a user's own path may lack.
let programPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

internal import Credentials
internal import Files

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#elseif canImport(Darwin)
  private import Darwin
#endif

/// A folder in memory that only this user can look into, removed with this value.
///
/// What a killed process left there is removed by the next one.
final class MemoryFolder {
  private static let prefix = "credtree-sync-"
  let path: String

  /// Creates a folder in `/dev/shm`, or else in `XDG_RUNTIME_DIR`.
  ///
  /// - Throws: `Failure` with code `system` if there is neither: a disk is never used instead.
  init() throws(Failure) {
    let places = ["/dev/shm", EnvironmentVariable.text("XDG_RUNTIME_DIR")].compactMap { $0 }
    guard let place = places.first(where: Self.isUsable)
    else {
      throw Failure(
        .system, "there is no folder in memory, /dev/shm or XDG_RUNTIME_DIR, to put a push together"
      )
    }
    Self.removeLeftovers(in: place)
    var generator = SystemRandomNumberGenerator()
    let suffix = String(generator.next() as UInt64, radix: 36)
    path = "\(place)/\(Self.prefix)\(getpid())-\(suffix)"
    guard unsafe mkdir(path, 0o700) == 0 else {
      throw Failure(.system, "cannot create a folder in \(place)")
    }
  }

  private static func isUsable(_ place: String) -> Bool {
    guard FileReader.isFolder(place) else { return false }
    return unsafe access(place, W_OK) == 0
  }

  deinit { Self.removeAll(path) }

  private static func removeLeftovers(in place: String) {
    for entry in (try? FileReader.entries(of: place)) ?? [] where entry.isFolder {
      guard entry.name.hasPrefix(prefix),
        let process = Int32(entry.name.dropFirst(prefix.utf8.count).prefix { $0 != "-" }),
        process > 0, kill(process, 0) != 0, errno == ESRCH
      else { continue }
      removeAll("\(place)/\(entry.name)")
    }
  }

  private static func removeAll(_ folder: String) {
    for entry in (try? FileReader.entries(of: folder)) ?? [] {
      let path = "\(folder)/\(entry.name)"
      if entry.isFolder { removeAll(path) } else { try? FileWriter.remove(path) }
    }
    FileWriter.removeFolderIfEmpty(folder)
  }
}

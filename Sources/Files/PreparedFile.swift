#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#elseif canImport(Darwin)
  private import Darwin
#endif

/// New contents for a file that are on the disk already and only wait for the file's name.
///
/// Several of these are written first and installed together, so that a full disk is met before
/// the first file has changed. What is not installed is removed.
public final class PreparedFile {
  /// The file to replace.
  public let path: String
  private let temporary: String
  private var isInstalled = false

  /// The beginning of the name of every file that waits to replace `name`.
  public static func temporaryPrefix(for name: String) -> String {
    ".\(name.prefix(200)).credtree-"
  }

  /// Writes the contents to a new file in the same folder.
  ///
  /// - Parameters:
  ///   - path: The file to replace later.
  ///   - contents: The whole new contents.
  ///   - permissions: The permission bits, whatever the process's umask.
  ///   - reachesDisk: Whether the bytes are on the disk afterwards; for thousands of
  ///     files that can be brought back from elsewhere it takes longer than it is worth.
  /// - Throws: ``FileError`` naming `path`; nothing is left behind.
  public init(
    _ path: String, with contents: Span<UInt8>, permissions: UInt32, reachesDisk: Bool = true
  ) throws(FileError) {
    var generator = SystemRandomNumberGenerator()
    let suffix = String(generator.next() as UInt64, radix: 36)
    let name = path.split(separator: "/").last.map(String.init) ?? "file"
    let temporary =
      "\(FileWriter.folder(of: path))/\(Self.temporaryPrefix(for: name))\(suffix)"
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
    do throws(FileError) {
      let file = try Descriptor(temporary, flags, mode: 0o600)
      do throws(FileError) {
        try file.writeAll(contents)
        guard fchmod(file.number, mode_t(permissions)) == 0 else {
          throw FileError(errno: errno, path: path)
        }
        if reachesDisk { try file.synchronize() }
      } catch {
        unsafe unlink(temporary)
        throw error
      }
    } catch {
      throw FileError(error.code, path: path, reason: error.reason)
    }
    self.path = path
    self.temporary = temporary
  }

  deinit { if !isInstalled { unsafe unlink(temporary) } }

  /// Gives the contents the file's name, in one step.
  ///
  /// - Parameter reachesDisk: Whether the name is on the disk afterwards.
  /// - Throws: ``FileError`` naming the file, which is then unchanged.
  public func install(reachesDisk: Bool = true) throws(FileError) {
    guard unsafe rename(temporary, path) == 0 else { throw FileError(errno: errno, path: path) }
    isInstalled = true
    guard reachesDisk else { return }
    // Whether the name survives a power cut is for the folder to say.
    let folder = try Descriptor(FileWriter.folder(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    try folder.synchronize()
  }
}

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#elseif canImport(Darwin)
  private import Darwin
#endif

/// A failure to read or write a file, with the path it happened at.
public struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What went wrong, at the level a caller can act on.
  public enum Code: Hashable, Sendable {
    /// Nothing exists at the path.
    case notFound
    /// Something exists at the path already.
    case exists
    /// The file's permissions forbid it.
    case permissionDenied
    /// The file system is mounted read-only.
    case readOnly
    /// The disk or the quota is full.
    case noSpace
    /// The file is larger than the caller allows.
    case tooLarge
    /// The path is not a regular file.
    case notAFile
    /// The path is a symbolic link that is not to be followed, or one of a circle of them.
    case symbolicLink
    /// Any other answer of the system.
    case other
  }

  /// The kind of failure.
  public let code: Code
  /// The path as it was given.
  public let path: String
  /// What the system said, for a person to read.
  public let reason: String

  init(_ code: Code, path: String, reason: String) {
    self.code = code
    self.path = path
    self.reason = reason
  }

  /// Captures `errno`; call it before anything else can change it.
  init(errno number: Int32, path: String) {
    let code: Code =
      switch number {
      case ENOENT, ENOTDIR: .notFound
      case EEXIST: .exists
      case EACCES, EPERM: .permissionDenied
      case EROFS: .readOnly
      case ENOSPC, EDQUOT: .noSpace
      case EISDIR: .notAFile
      case ELOOP: .symbolicLink
      default: .other
      }
    let text = unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
    self.init(code, path: path, reason: text.prefix(1).lowercased() + text.dropFirst())
  }

  /// Compares what went wrong and where, not how the system described it.
  public static func == (lhs: Self, rhs: Self) -> Bool {
    lhs.code == rhs.code && lhs.path == rhs.path
  }

  /// Hashes what went wrong and where.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(code)
    hasher.combine(path)
  }

  /// The failure, for a person to read.
  public var description: String { "\(path): \(reason)" }
}

/// Files and their blobs, in git's order; a hundred thousand of them take some 8 MB.
public struct FileList: Sendable {
  /// How many bytes of an id there are.
  public static let idSize = 20

  /// All paths, each with a zero after it.
  public private(set) var paths: [UInt8] = []
  /// All ids, one after the other.
  public private(set) var ids: [UInt8] = []
  /// Where each path starts, and where the next one would.
  private var starts: [Int] = [0]

  /// Creates a list without files.
  public init() {}

  /// How many files there are.
  public var count: Int { starts.count - 1 }

  /// The path of a file, from the root of the work tree.
  public func path(_ index: Int) -> String {
    // A slice would count one more owner of all paths, in which every thread would wait its turn.
    let bytes = paths.span.extracting(starts[index]..<(starts[index + 1] - 1))
    return unsafe bytes.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
  }

  /// The blob of a file.
  public func blob(_ index: Int) -> ObjectID? {
    ObjectID(bytes: Array(ids[(index * Self.idSize)..<((index + 1) * Self.idSize)]))
  }

  /// Below 0 where a file comes before a path, 0 where it has it.
  public func order(of index: Int, _ path: ArraySlice<UInt8>) -> Int {
    let own = paths[starts[index]..<(starts[index + 1] - 1)]
    var place = path.startIndex
    for byte in own {
      guard place < path.endIndex else { return 1 }
      if byte != path[place] { return Int(byte) - Int(path[place]) }
      place += 1
    }
    return place == path.endIndex ? 0 : -1
  }

  /// The files whose paths end with one of these texts.
  public func indices(endingWith endings: [[UInt8]]) -> [Int] {
    (0..<count).filter { index in
      let end = starts[index + 1] - 1
      return endings.contains { ending in
        var place = end - ending.count
        guard place >= starts[index] else { return false }
        for byte in ending {
          if paths[place] != byte { return false }
          place += 1
        }
        return true
      }
    }
  }

  /// The bytes of a file's id.
  public func id(_ index: Int) -> [UInt8] {
    Array(ids[(index * Self.idSize)..<((index + 1) * Self.idSize)])
  }

  mutating func append(path: ArraySlice<UInt8>, id: ArraySlice<UInt8>) {
    paths.append(contentsOf: path)
    paths.append(0)
    starts.append(paths.count)
    ids.append(contentsOf: id)
  }

  mutating func reserve(_ count: Int, bytes: Int) {
    paths.reserveCapacity(bytes)
    ids.reserveCapacity(count * Self.idSize)
    starts.reserveCapacity(count + 1)
  }

  /// Whether the last file has this path.
  func endsWith(_ path: ArraySlice<UInt8>) -> Bool {
    guard count > 0 else { return false }
    return paths[starts[count - 1]..<(starts[count] - 1)].elementsEqual(path)
  }
}

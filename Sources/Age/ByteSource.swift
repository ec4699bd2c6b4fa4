/// Where a file is read from, a piece at a time.
public protocol ByteSource {
  /// Reads at most `count` bytes, and no bytes only at the end.
  ///
  /// - Throws: ``AgeError``, for whatever the source cannot read.
  mutating func read(atMost count: Int) throws(AgeError) -> [UInt8]
}

/// A source that can be asked for a whole number of bytes, however few each read gives.
struct BufferedSource {
  /// The least that is asked of the source at once, in bytes.
  private static let blockSize = 16 * 1024

  private var source: any ByteSource
  private var buffer: [UInt8] = []
  private var position = 0
  private var ended = false

  init(_ source: any ByteSource) { self.source = source }

  /// The bytes read and not taken yet.
  var available: Int { buffer.count - position }

  /// Reads until `count` bytes are available or the source ends.
  mutating func fill(_ count: Int) throws(AgeError) {
    if position > 0, available < count {
      buffer.removeFirst(position)
      position = 0
    }
    while available < count, !ended {
      let bytes = try source.read(atMost: max(count - available, Self.blockSize))
      ended = bytes.isEmpty
      buffer += bytes
    }
  }

  /// A copy of the bytes available, at most `count`, that stay available.
  func peek(_ count: Int) -> [UInt8] {
    Array(buffer[position..<position + min(count, available)])
  }

  /// Takes `count` bytes, or what is left if that is less.
  mutating func take(_ count: Int) throws(AgeError) -> [UInt8] {
    try fill(count)
    let bytes = peek(count)
    position += bytes.count
    return bytes
  }

  /// Takes a line without its line feed, or `longest` bytes if none is in sight; `nil` at the end.
  mutating func takeLine(longest: Int) throws(AgeError) -> (bytes: [UInt8], isWhole: Bool)? {
    var searched = 0
    while true {
      let end = buffer[(position + searched)...].firstIndex(of: UInt8(ascii: "\n"))
      if let end {
        let line = Array(buffer[position..<end])
        position = end + 1
        return (line, true)
      }
      searched = available
      if ended || available >= longest {
        guard available > 0 else { return nil }
        return (try take(available), ended)
      }
      try fill(available + 1)
    }
  }
}

/// The binary file inside armor.
struct ArmorSource: ByteSource {
  private var source: BufferedSource
  private var decoder = ArmorDecoder()
  private var finished = false

  init(_ source: BufferedSource) { self.source = source }

  mutating func read(atMost count: Int) throws(AgeError) -> [UInt8] {
    var output: [UInt8] = []
    while output.isEmpty, !finished {
      if decoder.state == .after {
        let bytes = try source.take(Armor.mostWhiteSpace)
        try decoder.trailer(bytes.span)
        finished = bytes.isEmpty
      } else if let line = try source.takeLine(longest: ArmorDecoder.longestLine) {
        try decoder.line(line.bytes.span, isWhole: line.isWhole, into: &output)
      } else {
        try decoder.finish()
      }
    }
    return output
  }
}

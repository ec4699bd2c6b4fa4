public import Files
internal import Secrets

/// One stream of a program's output on its way through a mask.
public struct MaskedStream: OutputFilter, ~Copyable {
  private let mask: OutputMask
  private var buffer: SecretBuffer
  /// How many bytes of the buffer are filled.
  private var count = 0
  private var progress = MaskProgress()

  /// Creates a stream.
  ///
  /// - Parameters:
  ///   - mask: What to look for.
  ///   - chunk: The most bytes to read at once.
  public init(_ mask: OutputMask, chunk: Int = 1 << 16) {
    self.mask = mask
    buffer = SecretBuffer(capacity: chunk + mask.longest)
  }

  /// Takes the next bytes of the stream.
  ///
  /// - Parameters:
  ///   - read: Fills the span from its start, and returns how many bytes it wrote: none at the
  ///     stream's end.
  ///   - write: Takes bytes that may be shown.
  /// - Returns: Whether there was anything; at the end, what was held back has been passed on.
  public mutating func pass(
    reading read: (inout MutableSpan<UInt8>) -> Int, writing write: (Span<UInt8>) -> Void
  ) -> Bool {
    let filled = count
    let added = Self.fill(&buffer, from: filled, reading: read)
    count += added
    var progress = self.progress
    let held = progress.scan(
      buffer.bytes.extracting(first: filled + added), for: mask, isEnd: added == 0, writing: write)
    buffer.moveToFront(held..<count)
    count -= held
    progress.forget(held)
    self.progress = progress
    return added > 0
  }

  private static func fill(
    _ buffer: inout SecretBuffer, from start: Int, reading read: (inout MutableSpan<UInt8>) -> Int
  ) -> Int {
    var room = buffer.mutableBytes
    var rest = room._mutatingExtracting(start...)
    return read(&rest)
  }
}

/// How far a stream has been looked through, counted from the start of its buffer.
struct MaskProgress {
  /// Up to where bytes have been passed on, or belong to a secret that was replaced.
  private var done = 0
  /// Up to where bytes belong to a secret that was replaced.
  private var masked = 0

  /// Counts from a later byte.
  mutating func forget(_ count: Int) {
    done = max(0, done - count)
    masked = max(0, masked - count)
  }

  /// Passes on what is decided, and returns where what is not begins.
  mutating func scan(
    _ bytes: Span<UInt8>, for mask: OutputMask, isEnd: Bool, writing write: (Span<UInt8>) -> Void
  ) -> Int {
    let count = bytes.count
    var place = 0
    var held = count
    unsafe mask.filter.withUnsafeBufferPointer { filter in
      unsafe bytes.withUnsafeBytes { raw in
        while place + 4 <= raw.count {
          let key = unsafe UInt32(
            littleEndian: raw.loadUnaligned(fromByteOffset: place, as: UInt32.self))
          let slot = OutputMask.slot(of: key)
          if unsafe filter[slot >> 6] & (1 << UInt64(slot & 63)) != 0 {
            let (length, isOpen) = mask.matches(at: place, in: bytes, slot: slot)
            if isOpen, !isEnd {
              held = place
              return
            }
            if length > 0 { replace(place..<place + length, of: bytes, writing: write) }
          }
          place += 1
        }
      }
    }
    if held == count, !isEnd { held = mask.beginning(of: bytes, from: place) }
    if done < held {
      write(bytes.extracting(done..<held))
      done = held
    }
    return held
  }

  private mutating func replace(
    _ range: Range<Int>, of bytes: Span<UInt8>, writing write: (Span<UInt8>) -> Void
  ) {
    if done < range.lowerBound { write(bytes.extracting(done..<range.lowerBound)) }
    if range.lowerBound >= masked {
      let replacement = OutputMask.replacement
      write(replacement.span)
    }
    masked = max(masked, range.upperBound)
    done = max(masked, done)
  }
}

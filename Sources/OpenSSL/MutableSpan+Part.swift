extension MutableSpan<UInt8> {
  /// A part of the bytes, to be written in place.
  ///
  /// The standard library's own `extracting` is being renamed from one release to the next.
  @_lifetime(&self)
  package mutating func part(_ range: Range<Int>) -> MutableSpan<UInt8> {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "a part outside the bytes")
    let start = unsafe withUnsafeMutableBufferPointer { bytes in
      unsafe bytes.baseAddress.map { base in unsafe base + range.lowerBound }
    }
    let span = unsafe MutableSpan(
      _unsafeElements: UnsafeMutableBufferPointer(start: start, count: range.count))
    return unsafe _overrideLifetime(span, mutating: &self)
  }
}

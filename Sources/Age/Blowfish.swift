/// Blowfish (Schneier, 1993), as far as bcrypt needs it, in memory that the caller wipes.
@safe
struct Blowfish {
  static let wordCount = 18 + 4 * 256

  private let words: UnsafeMutablePointer<UInt32>

  /// Works in `wordCount` words at a place that outlives this value.
  init(at words: UnsafeMutablePointer<UInt32>) { unsafe self.words = words }

  /// Goes back to the state that depends on no key.
  func reset() {
    for index in 0..<Self.wordCount { unsafe words[index] = BlowfishTables.initial[index] }
  }

  @inline(__always)
  private func mix(_ half: UInt32) -> UInt32 {
    let first = unsafe words[18 + Int(half >> 24)]
    let second = unsafe words[274 + Int(half >> 16 & 0xFF)]
    let third = unsafe words[530 + Int(half >> 8 & 0xFF)]
    let fourth = unsafe words[786 + Int(half & 0xFF)]
    return ((first &+ second) ^ third) &+ fourth
  }

  /// Encrypts a block of two words.
  @inline(__always)
  func encrypt(_ left: inout UInt32, _ right: inout UInt32) {
    var (l, r) = (left, right)
    var round = 0
    while round < 16 {
      unsafe l ^= words[round]
      r ^= mix(l)
      unsafe r ^= words[round + 1]
      l ^= mix(r)
      round += 2
    }
    unsafe (left, right) = (r ^ words[17], l ^ words[16])
  }

  /// Mixes a key in, and a salt unless it is `nil`: each 16 big-endian words, used cyclically.
  func expand(key: UnsafePointer<UInt32>, salt: UnsafePointer<UInt32>?) {
    for index in 0..<18 { unsafe words[index] ^= key[index & 15] }
    var left: UInt32 = 0
    var right: UInt32 = 0
    var place = 0
    var index = 0
    while index < Self.wordCount {
      if let salt = unsafe salt {
        unsafe left ^= salt[place & 15]
        unsafe right ^= salt[(place + 1) & 15]
        place += 2
      }
      encrypt(&left, &right)
      unsafe words[index] = left
      unsafe words[index + 1] = right
      index += 2
    }
  }
}

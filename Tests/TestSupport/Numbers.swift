private import Glibc
public import Testing

/// Numbers that a test draws its inputs from: the same in every run, so that a failure comes back.
///
/// `CREDTREE_TEST_SEED` set to another number draws other inputs, to look for more. A test that
/// draws, or its suite, has the trait `.drawn`, so that a failure names the seed.
public struct Numbers: RandomNumberGenerator, Sendable {
  /// What all numbers of this run follow from.
  public static let seed: UInt64 = {
    guard let text = unsafe getenv("CREDTREE_TEST_SEED") else { return 1 }
    guard let seed = unsafe UInt64(String(cString: text)) else {
      preconditionFailure("CREDTREE_TEST_SEED must be a whole number")
    }
    return seed
  }()

  private var state: UInt64

  /// Starts a row of numbers; each `row` has others.
  public init(_ row: Int = 0) {
    state = Self.seed
    state = next() ^ UInt64(bitPattern: Int64(row))
    state = next()
  }

  /// The next number (SplitMix64).
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

extension Numbers {
  /// A number from 0 to below `bound`.
  public mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }
}

extension Trait where Self == IssueHandlingTrait {
  /// The test draws ``Numbers``: what goes wrong in it goes wrong again with the same seed.
  public static var drawn: Self {
    .compactMapIssues { issue in
      // A suite hands its traits to its tests, so that this is called for each of them.
      let note: Comment = "drawn with CREDTREE_TEST_SEED=\(Numbers.seed)"
      guard !issue.comments.contains(note) else { return issue }
      var issue = issue
      issue.comments.append(note)
      return issue
    }
  }
}

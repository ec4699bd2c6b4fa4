public import Credentials

extension Store {
  /// The log of what was read in this clone, or `nil` where git's folder cannot be found.
  public var usageLog: UsageLog? { UsageLog(ofWorkTree: root) }

  /// Records what was read.
  public func record(_ uses: [UsageLog.Use]) {
    guard !uses.isEmpty else { return }
    usageLog?.add(uses, by: currentMember)
  }
}

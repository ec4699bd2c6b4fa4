/// Suggestions for a name that was mistyped.
public enum NearNames {
  /// The names that a person may have meant, nearest first, at most three.
  ///
  /// - Parameters:
  ///   - name: What was typed.
  ///   - candidates: What is allowed.
  /// - Returns: Some of the candidates.
  public static func suggestions(for name: String, among candidates: [String]) -> [String] {
    let typed = Array(name.lowercased().utf8)
    // Long names from a file are not typing mistakes, and the comparison is quadratic.
    guard typed.count <= 100 else { return [] }
    let limit = max(1, typed.count / 3)
    var found: [(name: String, distance: Int)] = []
    for candidate in candidates {
      let distance = distance(typed, Array(candidate.lowercased().utf8))
      if distance <= limit { found.append((candidate, distance)) }
    }
    found.sort { ($0.distance, $0.name) < ($1.distance, $1.name) }
    return found.prefix(3).map(\.name)
  }

  /// `; did you mean 'NAME'?` for the known name nearest to `word`, or nothing if none is near.
  public static func hint(for word: String, among known: [String]) -> String {
    guard let nearest = suggestions(for: word, among: known).first else { return "" }
    return "; did you mean '\(nearest)'?"
  }

  /// The number of bytes to insert, remove, replace, or swap with a neighbour.
  private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for row in 0..<left.count {
      var current = [row + 1]
      for column in 0..<right.count {
        let cost = left[row] == right[column] ? 0 : 1
        var best = min(current[column] + 1, last[column + 1] + 1, last[column] + cost)
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          best = min(best, beforeLast[column - 1] + 1)
        }
        current.append(best)
      }
      beforeLast = last
      last = current
    }
    return last[right.count]
  }
}

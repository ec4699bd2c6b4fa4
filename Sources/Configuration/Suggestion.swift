/// Finds what somebody probably meant.
public enum Suggestion {
  /// `; did you mean 'NAME'?` for the known name nearest to `word`, or nothing if none is near.
  ///
  /// Near means at most a third of the word's letters inserted, removed, replaced, or swapped
  /// with a neighbour, not counting case.
  public static func hint(for word: String, among known: [String]) -> String {
    let limit = max(1, word.utf8.count / 3)
    let nearest =
      known
      .map { (name: $0, distance: distance(word.lowercased(), $0.lowercased())) }
      .filter { $0.distance <= limit }
      .min { ($0.distance, $0.name) < ($1.distance, $1.name) }
    guard let nearest else { return "" }
    return "; did you mean '\(nearest.name)'?"
  }

  // Optimal string alignment: Levenshtein's distance plus swaps of neighbours.
  private static func distance(_ first: String, _ second: String) -> Int {
    let (a, b) = (Array(first.utf8.prefix(100)), Array(second.utf8.prefix(100)))
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var best = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          best = min(best, beforeLast[j - 1] + 1)
        }
        row.append(best)
      }
      (beforeLast, last) = (last, row)
    }
    return last[b.count]
  }
}

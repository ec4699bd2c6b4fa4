/// The little arithmetic that results need.
enum Statistics {
  /// The middle one of several values.
  static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

  /// A number with two digits after the point.
  static func text(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    let rest = hundredths % 100
    return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
  }
}

internal import Documents

/// How many dates there are in each of the next months, drawn as bars.
struct TimelineDrawing {
  private static let months = 18
  private static let names = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
  private static let (width, height, top, bottom) = (1000, 230, 26, 46)

  /// One bar: what stands below it, and how many of each reason there are.
  private struct Bar {
    let label: String
    let below: String
    var counts: [DueDate.Reason: Int] = [:]
    var total: Int { counts.values.reduce(0, +) }
  }

  private var bars: [Bar] = []
  /// How many dates are after the last bar.
  private(set) var later = 0

  init(dates: [DueItem], now: Timestamp) {
    let start = Self.month(of: now)
    bars.append(Bar(label: "passed", below: ""))
    for offset in 0..<Self.months {
      let (year, month) = ((start + offset) / 12, (start + offset) % 12)
      bars.append(
        Bar(label: Self.names[month], below: offset == 0 || month == 0 ? "\(year)" : ""))
    }
    for item in dates {
      let month = Self.month(of: item.due.date) - start
      if item.due.date > now, month >= Self.months {
        later += 1
      } else {
        let place = item.due.date <= now ? 0 : max(month, 0) + 1
        bars[place].counts[item.due.reason, default: 0] += 1
      }
    }
  }

  /// Months since the year 0.
  private static func month(of time: Timestamp) -> Int {
    let text = time.description
    let year = Int(text.prefix(4)) ?? 0
    let month = Int(text.dropFirst(5).prefix(2)) ?? 1
    return year * 12 + month - 1
  }

  var html: String {
    let most = max(bars.map(\.total).max() ?? 0, 1)
    let room = Self.height - Self.top - Self.bottom
    let step = Self.width / bars.count
    var shapes = ""
    for (index, bar) in bars.enumerated() {
      let left = index * step + 6
      var floor = Self.height - Self.bottom
      for reason in DueDate.Reason.allCases {
        guard let count = bar.counts[reason], count > 0 else { continue }
        let height = max(3, count * room / most)
        shapes +=
          "<rect class=\"c-\(reason.rawValue)\" x=\"\(left)\" y=\"\(floor - height)\" "
          + "width=\"\(step - 12)\" height=\"\(height)\" rx=\"2\"/>"
        floor -= height
      }
      let center = left + (step - 12) / 2
      func text(_ words: String, _ y: Int, _ kind: String) {
        shapes +=
          "<text class=\"\(kind)\" x=\"\(center)\" y=\"\(y)\" text-anchor=\"middle\">\(words)</text>"
      }
      if bar.total > 0 { text("\(bar.total)", floor - 6, "v") }
      text(bar.label, Self.height - Self.bottom + 17, bar.total > 0 ? "v" : "m")
      if !bar.below.isEmpty { text(bar.below, Self.height - Self.bottom + 34, "m") }
    }
    let line = Self.height - Self.bottom
    let described = bars.filter { $0.total > 0 }.map {
      "\($0.label)\($0.below.isEmpty ? "" : " \($0.below)"): \($0.total)"
    }
    return """
      <figure>
      <div class="scroll drawing" role="region" tabindex="0" aria-label="Timeline">
      <svg role="img" aria-labelledby="timeline-title timeline-text" width="\(Self.width)" \
      height="\(Self.height)" viewBox="0 0 \(Self.width) \(Self.height)">
      <title id="timeline-title">Dates in each month</title>
      <desc id="timeline-text">\(described.joined(separator: ", "))</desc>
      <line class="axis" x1="0" x2="\(Self.width)" y1="\(line)" y2="\(line)"/>
      \(shapes)
      </svg>
      </div>
      \(legend)
      </figure>
      """
  }

  private var legend: String {
    let words: [(DueDate.Reason, String)] = [
      (.certificate, "a certificate ends"), (.expiry, "it expires"),
      (.rotation, "to be rotated by then"), (.age, "older than the policy allows"),
    ]
    let items = words.map { reason, text in
      "<li><svg width=\"12\" height=\"12\" aria-hidden=\"true\"><rect class=\"c-\(reason.rawValue)\" "
        + "width=\"12\" height=\"12\" rx=\"2\"/></svg>\(text)</li>"
    }
    return "<ul class=\"legend\">\(items.joined())</ul>"
  }
}

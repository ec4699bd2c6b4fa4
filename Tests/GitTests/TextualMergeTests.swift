import Git
import SystemPackage
import TestSupport
import Testing

/// A textual merge has the bytes that git's own has.
@Suite(.drawn) struct TextualMergeTests {
  @Test(arguments: [TextualMerge.Style.merge, .diff3, .zdiff3])
  func itIsWhatGitMakes(_ style: TextualMerge.Style) async throws {
    try await withRepository("textual") { git in
      var numbers = Numbers()
      var conflicts = 0
      for round in 0..<25 {
        let base = (0..<numbers.below(31)).map { "line \($0)" }
        let sides = (0..<2).map { _ in Self.edited(base, using: &numbers) }
        let texts = [base, sides[0], sides[1]].map { lines in
          Array(lines.map { $0 + "\n" }.joined().utf8)
        }
        for (name, text) in zip(["base", "ours", "theirs"], texts) {
          try text.write(to: git.folder.appending(name))
        }
        let size = [7, 9].randomElement(using: &numbers) ?? 7
        var command = ["merge-file", "-p", "--marker-size=\(size)"]
        if style != .merge { command.append("--\(style.rawValue)") }
        command += ["-L", "ours", "-L", "base", "-L", "theirs", "ours", "base", "theirs"]
        let own = try await git.attempt(command)
        let merged = try TextualMerge.merge(
          base: texts[0], ours: texts[1], theirs: texts[2], markerSize: size, style: style)
        #expect(String(decoding: merged.text, as: UTF8.self) == own.stdout, "round \(round)")
        #expect(merged.hasConflicts == !own.succeeded)
        if merged.hasConflicts { conflicts += 1 }
      }
      #expect(conflicts > 0)
    }
  }

  @Test func nothingIsMergedWithNothing() throws {
    let merged = try TextualMerge.merge(base: [], ours: [], theirs: [])
    #expect(merged.text.isEmpty && !merged.hasConflicts)
    let added = try TextualMerge.merge(base: [], ours: [], theirs: Array("x\n".utf8))
    #expect(added.text == Array("x\n".utf8) && !added.hasConflicts)
  }

  @Test func whatIsNoTextStaysAsOurSideHasIt() throws {
    let text = Array("a\n".utf8)
    let wide: [UInt8] = [0x62, 0, 0x0A, 0]
    let sides: [([UInt8], [UInt8], [UInt8])] = [
      (text, text, wide), (text, wide, text), (wide, text, text + text),
    ]
    for (base, ours, theirs) in sides {
      let merged = try TextualMerge.merge(base: base, ours: ours, theirs: theirs)
      #expect(merged.text == ours && merged.hasConflicts)
    }
    let emptied = try TextualMerge.merge(base: text, ours: [], theirs: text)
    #expect(emptied.text.isEmpty && !emptied.hasConflicts)
  }

  private static func edited(_ lines: [String], using numbers: inout Numbers) -> [String] {
    var lines = lines
    for _ in 0...numbers.below(4) {
      let place = numbers.below(lines.count + 1)
      if Bool.random(using: &numbers) || place == lines.count {
        lines.insert("new \(numbers.below(1000))", at: place)
      } else {
        lines[place] = "changed \(numbers.below(1000))"
      }
    }
    return lines
  }
}

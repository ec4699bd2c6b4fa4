import TestSupport

/// A way to write a sample in which what it uses stays known: the change is made on the marked
/// lines, so that the marks move along, or are taken out where nothing is used any more.
enum FileVariation: CaseIterable {
  case otherKind, otherOrder, decoys, someDecoys, singleQuotes, doubleQuotes, flow
  case commentsAtEnds, documentsAround, list, wideIndentation
  case commentedOut, commentBefore, commentedCopyBefore
  case windowsLines, byteOrderMark, noLastNewline
}

/// A sample that is being varied.
struct FileVariant {
  private(set) var lines: [MarkedLine]
  private(set) var ending = "\n"
  private(set) var start = ""
  private(set) var endsLastLine = true
  private let file: MarkedFile
  private let syntax: SampleSyntax
  private var numbers: Numbers

  init(_ file: MarkedFile, row: Int) {
    self.file = file
    lines = file.lines
    syntax = SampleSyntax(file)
    numbers = Numbers(row)
  }

  /// Makes a variation.
  ///
  /// - Returns: Whether the file is another now.
  mutating func apply(_ variation: FileVariation) -> Bool {
    switch variation {
    case .otherKind: return takeOtherKinds()
    case .otherOrder: return reorder()
    case .decoys: return replaceNames(all: true)
    case .someDecoys: return replaceNames(all: syntax.linksNames)
    case .singleQuotes: return quote("'")
    case .doubleQuotes: return quote("\"")
    case .flow: return syntax.isYAML && FlowStyle.join(&lines)
    case .commentsAtEnds: return commentLineEnds()
    case .documentsAround: return surround()
    case .list: return wrapInList()
    case .wideIndentation: return widen()
    case .commentedOut: return commentOut()
    case .commentBefore:
      guard let mark = syntax.comment else { return false }
      return putBefore(["", "\(mark) \(Self.words)", ""].map { MarkedLine(pieces: [.text($0)]) })
    case .commentedCopyBefore:
      var copy = self
      guard copy.commentOut() else { return false }
      return putBefore(copy.lines)
    case .windowsLines:
      ending = "\r\n"
      return true
    case .byteOrderMark:
      guard syntax.mayHaveMark, lines.first?.uses.isEmpty == true else { return false }
      start = "\u{FEFF}"
      return true
    case .noLastNewline:
      endsLastLine = false
      return true
    }
  }

  /// What is a use elsewhere, but not in a comment.
  private static let words =
    "imagePullSecrets: regcred, ${{ secrets.APP_DB_PASSWORD }}, --profile shop-backups,"
    + " {{ lookup('env', 'APP_DB_PASSWORD') }}, credentials('docker-hub'), $DOCKER_HUB_PASSWORD"

  private mutating func takeOtherKinds() -> Bool {
    let kinds = [
      ("apps/v1", "StatefulSet"), ("apps/v1", "DaemonSet"), ("apps/v1", "ReplicaSet"),
      ("batch/v1", "Job"), ("v1", "ReplicationController"), ("argoproj.io/v1alpha1", "Rollout"),
      ("serving.knative.dev/v1", "Service"),
    ]
    var isOther = false
    for index in lines.indices.dropFirst() where lines[index].plainText == "kind: Deployment" {
      guard lines[index - 1].plainText == "apiVersion: apps/v1" else { continue }
      let (version, kind) = kinds[Int.random(in: 0..<kinds.count, using: &numbers)]
      lines[index - 1].pieces = [.text("apiVersion: \(version)")]
      lines[index].pieces = [.text("kind: \(kind)")]
      isOther = true
    }
    return isOther
  }

  private mutating func reorder() -> Bool {
    var numbers = numbers
    lines = MarkedFile.lines(of: file.parts) { $0.shuffled(using: &numbers) }
    if syntax.isManifest {
      lines = Array(documents.shuffled(using: &numbers).joined(separator: [Self.documentMark]))
    }
    self.numbers = numbers
    return lines.map { $0.start } != file.lines.map { $0.start }
  }

  private static let documentMark = MarkedLine(pieces: [.text("---")])

  private var documents: [[MarkedLine]] {
    lines.split(omittingEmptySubsequences: false) { $0.plainText == "---" }.map(Array.init)
  }

  private mutating func replaceNames(all: Bool) -> Bool {
    var isOther = false
    for line in lines.indices {
      for piece in lines[line].pieces.indices {
        guard case .use(var use) = lines[line].pieces[piece],
          all || Bool.random(using: &numbers), let decoy = use.decoy(using: &numbers)
        else { continue }
        use.text = decoy
        use.credential = ""
        // What can only be a credential is a use of one that there is not.
        lines[line].pieces[piece] = use.way == .explicit ? .use(use) : .text(decoy)
        isOther = true
      }
    }
    return isOther
  }

  /// Puts quotes around names that have none.
  private mutating func quote(_ mark: String) -> Bool {
    guard syntax.isYAML else { return false }
    var isOther = false
    for line in lines.indices where !lines[line].isInScalar {
      var index = 0
      while index < lines[line].pieces.count {
        defer { index += 1 }
        let pieces = lines[line].pieces
        guard case .use = pieces[index] else { continue }
        var first = index
        if first > 0, case .root = pieces[first - 1] { first -= 1 }
        guard first > 0, case .text(let before) = pieces[first - 1],
          [": ", "- ", "["].contains(where: before.hasSuffix)
        else { continue }
        var after: String?
        if index + 1 < pieces.count {
          guard case .text(let text) = pieces[index + 1],
            [",", "}", "]", " #"].contains(where: text.hasPrefix)
          else { continue }
          after = text
        }
        lines[line].pieces[first - 1] = .text(before + mark)
        if let after {
          lines[line].pieces[index + 1] = .text(mark + after)
        } else {
          lines[line].append(mark)
        }
        isOther = true
      }
    }
    return isOther
  }

  private mutating func commentLineEnds() -> Bool {
    guard syntax.takesCommentsAtEnds else { return false }
    var isOther = false
    for index in lines.indices where !lines[index].isInScalar && !lines[index].uses.isEmpty {
      let hasComment = lines[index].pieces.contains {
        if case .text(let text) = $0 { text.contains("#") || text.contains("//") } else { false }
      }
      guard !hasComment, !lines[index].end.hasSuffix("\\"), !lines[index].end.hasSuffix("|")
      else { continue }
      lines[index].append("  # \(Self.words)")
      isOther = true
    }
    return isOther
  }

  private static let otherDocument = [
    "apiVersion: v1", "kind: ConfigMap", "metadata:", "  name: app-db", "  namespace: prod",
    "data:", "  regcred: app-db", "  name: regcred", "  text: |", "    kind of regcred: app-db",
  ].map { MarkedLine(pieces: [.text($0)]) }

  private mutating func surround() -> Bool {
    guard syntax.isManifest else { return false }
    let other = Self.otherDocument + [Self.documentMark]
    lines = other + lines + [Self.documentMark] + Self.otherDocument
    return true
  }

  private mutating func wrapInList() -> Bool {
    guard syntax.isManifest else { return false }
    var result = ["apiVersion: v1", "kind: List", "items:"].map {
      MarkedLine(pieces: [.text($0)])
    }
    for var document in documents {
      var isStarted = false
      for index in document.indices where !document[index].isBlank {
        let isItem = !isStarted && !document[index].start.hasPrefix("#")
        document[index].indent(isItem ? "  - " : "    ")
        isStarted = isStarted || isItem
      }
      result += document
    }
    lines = result
    return true
  }

  /// Writes each step of indentation twice as wide.
  private mutating func widen() -> Bool {
    guard syntax.mayBeIndented else { return false }
    var isOther = false
    for index in lines.indices {
      var lead = ""
      var rest = lines[index].start[...]
      while true {
        if rest.hasPrefix(" ") {
          rest = rest.dropFirst()
          lead += "  "
        } else if syntax.isYAML, rest.hasPrefix("- ") {
          rest = rest.dropFirst(2)
          lead += "-   "
        } else {
          break
        }
      }
      guard !lead.isEmpty else { continue }
      lines[index].pieces[0] = .text(lead + rest)
      isOther = true
    }
    return isOther
  }

  private mutating func commentOut() -> Bool {
    guard let mark = syntax.comment else { return false }
    for index in lines.indices where !lines[index].isBlank {
      // An address of a credential is one in every text.
      lines[index].pieces = lines[index].pieces.map { piece in
        guard case .use(let use) = piece, use.rule != "credtree.uri" else { return piece }
        return .text(use.text)
      }
      lines[index].indent("\(mark) ")
      if case .text = lines[index].pieces[0] { continue }
      lines[index].pieces.insert(.text("\(mark) "), at: 0)
    }
    return true
  }

  private mutating func putBefore(_ first: [MarkedLine]) -> Bool {
    // What says which program reads a file stays where it is.
    let start = lines.first?.start.hasPrefix("#!") == true ? 1 : 0
    lines.insert(contentsOf: first, at: start)
    return true
  }
}

/// What a sample may be written with.
private struct SampleSyntax {
  let isYAML: Bool
  /// Whether its documents are objects of Kubernetes.
  let isManifest: Bool
  let comment: String?
  let takesCommentsAtEnds: Bool
  let mayBeIndented: Bool
  let mayHaveMark: Bool
  /// Whether names in it lead to other names in it or in other files.
  let linksNames: Bool

  init(_ file: MarkedFile) {
    let path = file.path
    func ends(_ endings: String...) -> Bool { endings.contains(where: path.hasSuffix) }
    isYAML = ends(".yaml", ".yml")
    let lines = file.lines
    let first = lines.first { !$0.isBlank && !$0.start.hasPrefix("#") }?.start ?? ""
    isManifest =
      isYAML && first.hasPrefix("apiVersion:")
      && !path.contains("/templates/") && !ends("Chart.yaml", "base/kustomization.yaml")
    let slashes =
      ends("Jenkinsfile", ".jenkinsfile", ".groovy", ".config", ".nf", ".ts", ".js", ".go")
    comment = ends(".json", ".md", ".txt", ".xml") ? nil : slashes ? "//" : "#"
    takesCommentsAtEnds = isYAML || ends(".tf", ".toml", ".sh", ".py")
    mayBeIndented = isYAML || ends(".json", ".tf", ".hcl", ".conf", ".cfg", "Jenkinsfile", ".py")
    mayHaveMark = isYAML || ends(".json", ".env", ".toml")
    linksNames = lines.contains { line in
      line.uses.contains { $0.rule.hasPrefix("compose.svc.") || $0.way == .generated }
    }
  }
}

extension MarkedUse {
  /// A text that is nearly the same and leads to no credential; `nil` where each does.
  fileprivate func decoy(using numbers: inout Numbers) -> String? {
    guard way != .default, way != .wildcard else { return nil }
    // Of a path, an address, and a name with its namespace, the last part is the name.
    guard !text.hasPrefix("cred://") else { return text.replacing("//", with: "//old-") }
    let name = text.split(separator: "/").last.map(String.init) ?? text
    let front = text.dropLast(name.count)
    let isVariable = name.contains("_") || name.uppercased() == name
    guard !isVariable, !name.contains(".") else {
      return front + (name.uppercased() == name ? "OLD_" : "old_") + name
    }
    let number = Int.random(in: 0..<4, using: &numbers)
    return front + ["old-\(name)", "\(name)-old", "x\(name)", "\(name)2"][number]
  }
}

/// Mappings and lists of YAML that stand on several lines, written on one.
private enum FlowStyle {
  static func join(_ lines: inout [MarkedLine]) -> Bool {
    var result: [MarkedLine] = []
    var index = 0
    while index < lines.count {
      let line = lines[index]
      let members = members(of: line, in: lines[(index + 1)...])
      guard !members.lines.isEmpty else {
        result.append(line)
        index += 1
        continue
      }
      var joined = line
      joined.append(members.isList ? " [" : " {")
      for (number, member) in members.lines.enumerated() {
        if number > 0 { joined.append(", ") }
        var pieces = member.pieces
        if case .text(let start)? = pieces.first {
          let text = start.drop { $0 == " " }
          pieces[0] = .text(String(members.isList ? text.dropFirst(2) : text))
        }
        joined.pieces += pieces
      }
      joined.append(members.isList ? "]" : "}")
      result.append(joined)
      index += 1 + members.lines.count
    }
    defer { lines = result }
    return result.count != lines.count
  }

  /// The lines under a key, where each holds one simple value.
  private static func members(
    of line: MarkedLine, in rest: ArraySlice<MarkedLine>
  ) -> (lines: [MarkedLine], isList: Bool) {
    let none: (lines: [MarkedLine], isList: Bool) = ([], false)
    guard !line.isInScalar, let key = line.plainText, key.hasSuffix(":"), !key.contains("#"),
      !key.contains("{"), !key.contains("\""), let first = rest.first
    else { return none }
    let depth = key.utf8.prefix { $0 == 0x20 || $0 == 0x2D }.count
    let isList = first.start.drop { $0 == " " }.hasPrefix("- ")
    let inside = first.indentation
    guard isList ? inside >= depth : inside > depth else { return none }
    let block = rest.prefix { $0.isBlank || $0.indentation >= inside }
    let areSimple = block.allSatisfy { member in
      member.indentation == inside && isSimple(member, inList: isList)
    }
    return areSimple ? (Array(block), isList) : none
  }

  private static func isSimple(_ line: MarkedLine, inList: Bool) -> Bool {
    guard !line.isInScalar, !line.isBlank else { return false }
    let texts = line.pieces.compactMap { if case .text(let text) = $0 { text } else { nil } }
    guard let first = texts.first, texts.count <= 2 else { return false }
    var text = first.drop { $0 == " " }
    guard text.hasPrefix("- ") == inList else { return false }
    if inList { text = text.dropFirst(2) }
    let special = texts.joined().contains { "{}[]|>&*!#\"',%$@`?".contains($0) }
    guard !special else { return false }
    let parts = text.split(separator: ": ", omittingEmptySubsequences: false)
    if inList { return parts.count == 1 && !text.hasSuffix(":") }
    let isValue = parts.count == 2 && (!parts[1].isEmpty || line.pieces.count > 1)
    return isValue && !line.end.hasSuffix(":")
  }
}

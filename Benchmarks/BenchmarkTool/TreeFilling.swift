import Credtree

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Fills a repository with files in which references are searched: text of some 10 KB, a tenth
/// of it Kubernetes manifests, of which one in twenty uses a credential.
struct TreeFilling {
  private let folder: String
  /// Numbers that are the same in each run.
  private var state: UInt64 = 1

  init(of folder: String) { self.folder = folder }

  private mutating func number(_ limit: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(limit))
  }

  /// Writes so many files, of which the manifests name logins made by `fill`.
  mutating func add(_ count: Int, credentials: Int) throws(Failure) {
    var lines: [String] = []
    for _ in 0..<4000 {
      var line = ""
      while line.utf8.count < 80 {
        for _ in 0...(number(8) + 2) {
          line.unicodeScalars.append(Unicode.Scalar(UInt8(97 + number(26))))
        }
        line += " "
      }
      lines.append(line)
    }
    for index in 0..<count {
      let parent = "\(folder)/d\(index % 100)/e\(index / 100 % 50)"
      mkdir("\(folder)/d\(index % 100)", 0o755)
      mkdir(parent, 0o755)
      var text = ""
      var ending = ["txt", "c", "py", "go", "rs"][index % 5]
      if index % 10 == 0 {
        ending = "yaml"
        let login = "team0-login\(1 + index / 200 % max(1, credentials))"
        text = """
          kind: Deployment
          metadata: {name: app\(index)}
          spec:
            template:
              spec:
                imagePullSecrets: [{name: \(index % 200 == 0 ? login : "other")}]
          text: |

          """
      }
      for _ in 0..<120 { text += "  \(lines[number(lines.count)])\n" }
      let path = "\(parent)/f\(index).\(ending)"
      guard let file = fopen(path, "w") else { throw Failure(.system, "\(path) cannot be made") }
      fputs(text, file)
      fclose(file)
    }
  }
}

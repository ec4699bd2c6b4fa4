import FoundationEssentials

// Writes every JSON file below the first argument as Swift text into the second: one
// static string each, so that reading a type costs nothing until it is asked for.

let folder = URL(filePath: CommandLine.arguments[1])
let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
  .filter { $0.hasSuffix(".json") }
  .sorted()

var source = "enum Templates {\n"
source += "  static let files: [(path: StaticString, text: StaticString)] = [\n"
for name in names {
  let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
  source += "    (path: \"\(name)\", text: ##\"\"\"\n\(text)\n\"\"\"##),\n"
}
source += "  ]\n}\n"
try source.write(to: URL(filePath: CommandLine.arguments[2]), atomically: true, encoding: .utf8)

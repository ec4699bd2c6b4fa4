import FoundationEssentials

// Writes every JSON file below the first argument as Swift text into the second: one
// static string each, so that reading a type costs nothing until it is asked for. The names
// of a credential type stand beside it, so that finding one by an alias reads no other. They
// are one text, divided by '|': what has no lists in it needs no code when a program starts.

struct Names: Decodable {
  var aliases: [String]?
}

let folder = URL(filePath: CommandLine.arguments[1])
let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
  .filter { $0.hasSuffix(".json") }
  .sorted()

var source = """
  struct Template {
    let path: StaticString
    let aliases: StaticString
    let text: StaticString
  }

  enum Templates {
    static let files: [Template] = [

  """
for name in names {
  let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
  // A file that is no such mapping has no aliases; what is wrong with it is the reader's to say.
  let aliases = (try? JSONDecoder().decode(Names.self, from: Data(text.utf8)))?.aliases ?? []
  let list = aliases.joined(separator: "|")
  source += "    Template(path: \"\(name)\", aliases: ##\"\(list)\"##, "
  source += "text: ##\"\"\"\n\(text)\n\"\"\"##),\n"
}
source += "  ]\n}\n"
try source.write(to: URL(filePath: CommandLine.arguments[2]), atomically: true, encoding: .utf8)

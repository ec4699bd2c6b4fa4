import References
import TestSupport
import Testing

/// Most files are put aside by a search for words; no file that matters is.
@Suite(.drawn) struct SieveTests {
  /// A rule that may find something in any text, so that none is put aside.
  private static let unsieved = """
    references:
      rules:
        - {id: any, regex: "([qQ]+[xX]+[jJ]+)", refType: credential, group: apps, field: f}

    """
  private static let lead = ["", " ", "\"", "'", "- ", "x: ", "/", "(", "\\n", "é", "\t", "=", "_"]

  @Test(arguments: 0..<8) func whatIsPutAsideHoldsNothing(_ round: Int) throws {
    let names = ["db", "aws", "ci", "app-db", "Team_A/web", "docker-hub", "x1"]
    let credentials = names.map {
      ReferencedCredential(
        id: "id-of-\($0.utf8.count)-\($0)", name: $0, type: "x", fields: ["password"])
    }
    let sieved = try Store.scanner(of: credentials)
    let whole = try Store.scanner(Self.unsieved, of: credentials)
    var numbers = Numbers()
    let shapes: [(path: String, before: String, after: String)] = [
      ("a.txt", "cred://", ""), ("a.sh", "aws --profile ", " s3 ls"),
      ("k8s/a.yaml", "kind: Pod\nspec: {imagePullSecrets: [{name: ", "}]}"),
      ("k8s/b.yaml", "kind: Pod\nspec: {volumes: [{secret: {secretName: \"", "\"}}]}"),
      (".github/workflows/x.yml", "a: ${{ secrets.", "_PASSWORD }}"),
      ("Jenkinsfile", "x = credentials('", "')"),
      ("c.json", "{\"imagePullAccountSecretId\": \"", "\"}"),
      ("main.tf", "provider \"aws\" { profile = \"", "\" }"),
      ("d.yaml", "a: |\n  cred://", "#password\n"),
      ("nginx.conf", "server { ssl_certificate /etc/", ".crt; }"),
    ]
    for _ in 0..<400 {
      let shape = shapes.randomElement(using: &numbers) ?? shapes[0]
      var name = names.randomElement(using: &numbers) ?? ""
      if Bool.random(using: &numbers) { name = name.uppercased() }
      if Bool.random(using: &numbers) {
        name = name.replacing("-", with: "_").replacing("/", with: "-")
      }
      if Int.random(in: 0..<4, using: &numbers) == 0 { name = "x" + name }
      if Int.random(in: 0..<4, using: &numbers) == 0 { name += "y" }
      let padding = String(repeating: "lorem ipsum ", count: Int.random(in: 0..<9, using: &numbers))
      let text =
        "# \(padding)\n\(shape.before)\(name)\(shape.after)\n"
        + "\(Self.lead.randomElement(using: &numbers) ?? "")\(padding)"
      let bytes = Array(text.utf8)
      #expect(
        sieved.scan(bytes.span, path: shape.path) == whole.scan(bytes.span, path: shape.path),
        "\(shape.path): \(text)")
    }
  }

  @Test(arguments: 2...24) func aWordIsFoundAtEveryPlace(_ length: Int) throws {
    let name = String((0..<length).map { Character(Unicode.Scalar(UInt8(97 + ($0 * 7) % 26))) })
    let scanner = try Store.scanner(of: [
      ReferencedCredential(id: "0123456789012345678901", name: name, type: "x"),
      ReferencedCredential(id: "1123456789012345678901", name: "another-one", type: "x"),
    ])
    for padding in 0...40 {
      let text = String(repeating: ".", count: padding) + " --profile \(name)"
      let bytes = Array(text.utf8)
      #expect(scanner.scan(bytes.span, path: "a.sh").count == 1, "\(text)")
    }
  }

  @Test func aPartOfAWordIsNoName() throws {
    let scanner = try Store.scanner(of: [
      ReferencedCredential(id: "0123456789012345678901", name: "db", type: "x")
    ])
    // Were it looked into, it would be reported: it is no YAML.
    let bytes = Array("a: [dbase, adb, db2\n".utf8)
    #expect(scanner.outcome(of: bytes.span, path: "a.yaml").isEmpty)
    let named = Array("a: [dbase, adb, db\n".utf8)
    #expect(scanner.outcome(of: named.span, path: "a.yaml").problem != nil)
  }
}

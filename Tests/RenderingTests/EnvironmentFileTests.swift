import Credentials
import Rendering
import SystemPackage
import TestSupport
import Testing

@Suite(.drawn) struct EnvironmentFileTests {
  @Test func aVariableAFieldByNameOfTheField() throws {
    let storage = try credential(
      "object-storage",
      ["accessKey": "AKIA", "secretKey": "s/+=", "bucket": "bucket", "region": "eu-west-1"])
    #expect(
      try rendered("dotenv", storage, options: ["prefix": "S3_"]) == """
        S3_BUCKET=bucket
        S3_AWS_REGION=eu-west-1
        S3_AWS_DEFAULT_REGION=eu-west-1
        S3_AWS_ACCESS_KEY_ID=AKIA
        S3_AWS_SECRET_ACCESS_KEY=s/+=

        """)
    let exported = try rendered("dotenv", storage, options: ["export": ""])
    #expect(exported.hasPrefix("export BUCKET=bucket\n"))
  }

  @Test func twoCredentialsMayNotSetOneVariable() throws {
    let one = try credential("secret-text", ["secret": "x"], name: "one")
    let two = try credential("secret-text", ["secret": "y"], name: "two")
    #expect(try failure("dotenv", one, two) == .conflict)
  }

  @Test(arguments: [
    ("dialect", "fish"), ("export", "maybe"), ("prefix", "1"), ("prefix", "a b"),
  ])
  func anOptionThatIsWrong(name: String, value: String) throws {
    let one = try credential("secret-text", ["secret": "x"])
    #expect(try failure("dotenv", one, options: [name: value]) == .usage)
  }

  @Test(arguments: [
    ("docker", "a\nb"), ("systemd", "a\nb"), ("python", "${HOME}"), ("node", "it's \"it\""),
    ("compose", "it's $5"), ("node", "a\rb"), ("bash", "a\0b"),
  ])
  func aValueThatADialectCannotWriteIsRefused(dialect: String, value: String) throws {
    let one = try unchecked("secret-text", ["secret": value])
    #expect(try failure("dotenv", one, options: ["dialect": dialect]) == .invalid)
  }

  @Test(arguments: [
    ("docker", "it's \"a\" $b #c", "it's \"a\" $b #c"), ("compose", "a#b $c", "'a#b $c'"),
    ("compose", "it's\n\"\\", #""it's\n\"\\""#), ("systemd", "it's", "\"it's\""),
    ("bash", "it's $a\nb", "'it'\\''s $a\nb'"), ("docker", "", ""),
  ])
  func theWayADialectWritesAValue(dialect: String, value: String, written: String) throws {
    let one = try unchecked("secret-text", ["secret": value])
    #expect(
      try rendered("dotenv", one, options: ["dialect": dialect]) == "SECRET=\(written)\n")
  }

  /// Values put together at random from what has a meaning somewhere.
  private func values(_ count: Int) -> [String] {
    let pieces = [
      "a", "B9", " ", "'", "\"", "\\", "$", "${HOME}", "$HOME", "`id`", "#", " #", "\n", "=", ";",
      "\t", "!", "ü", "\\n", "%", "~", "&", "|", "*", "(", "]", "\\\\", "\r",
    ]
    var generator = Numbers()
    return (0..<count).map { _ in
      (0..<Int.random(in: 0...8, using: &generator)).map { _ in
        pieces.randomElement(using: &generator) ?? ""
      }.joined()
    } + ["", " a ", "a ", " a"]
  }

  /// Renders each value that the dialect takes, and asks a program to read it back: `reader`
  /// prints the value of `SECRET` in the file `$1`.
  private func check(_ dialect: String, _ reader: String) async throws {
    try await withSandbox("env") { folder in
      var number = 0
      for value in values(60) {
        let one = try unchecked("secret-text", ["secret": value])
        guard try failure("dotenv", one, options: ["dialect": dialect]) == nil else { continue }
        let text = try rendered("dotenv", one, options: ["dialect": dialect])
        try Array(text.utf8).write(toNew: folder.appending("\(number).env"))
        try Array(value.utf8).write(toNew: folder.appending("\(number).want"))
        number += 1
      }
      #expect(number > 20)
      try await shell(
        """
        read_back() { \(reader); }
        for file in *.env; do
          if ! read_back "$PWD/$file" | cmp -s - "${file%.env}.want"; then
            echo "not read back:" >&2
            od -c "$file" >&2
            exit 1
          fi
        done
        """, in: folder)
    }
  }

  @Test func aShellReadsBackWhatItCanHold() async throws {
    try await check("bash", #"sh -c '. "$1"; printf %s "$SECRET"' sh "$1""#)
  }

  @Test func pythonReadsBackWhatItCanHold() async throws {
    try await check(
      "python",
      #"/usr/bin/python3 -c 'import dotenv, sys; v = dotenv.dotenv_values(sys.argv[1]); "#
        + #"sys.stdout.buffer.write(v["SECRET"].encode())' "$1""#)
  }
}

import Credentials
import Rendering
import SystemPackage
import TestSupport
import Testing

/// Values put together at random from what has a meaning somewhere.
func nastyValues(_ count: Int) -> [String] {
  let pieces = [
    "a", "B9", " ", "'", "\"", "\\", "$", "${HOME}", "$HOME", "`id`", "#", " #", "\n", "=", ";",
    "\t", "!", "ü", "\\n", "%", "%%", "%(a)s", "~", "&", "|", "*", "(", "]", "\\\\", "\r", "<", ">",
    ":", "/", "@", "?", ",", "{", "}", "+", "true", "[",
  ]
  var generator = Numbers()
  return (0..<count).map { _ in
    (0..<Int.random(in: 1...8, using: &generator)).map { _ in
      pieces.randomElement(using: &generator) ?? ""
    }.joined()
  } + [
    "plain", "a#b", "a;b", "$x", "it's", "say \"x\"", "back\\slash", "p%40%%", "a:b@c/d", "0123",
  ]
}

/// Renders credentials with nasty values, and asks a program to read each back.
///
/// `make` puts a value into a credential, or returns `nil` where its type does not. `reader` is a
/// Python program that has the file's path in `path` and sets `got` to the value read; a value
/// that the format refuses is left out, and `least` says how many may not be.
func checkReadingBack(
  _ artifact: String, options: [String: String] = [:], file: String = "file", least: Int = 10,
  make: (String) throws -> OpenedCredential, reader: () -> String
) async throws {
  try await withSandbox("artifact") { folder in
    var number = 0
    for value in nastyValues(70) {
      let one = try make(value)
      guard try failure(artifact, one, options: options) == nil else { continue }
      let text = try rendered(artifact, one, options: options)
      try await shell("mkdir \(number)", in: folder)
      try Array(text.utf8).write(toNew: folder.appending("\(number)/\(file)"))
      try Array(value.utf8).write(toNew: folder.appending("\(number)/want"))
      number += 1
    }
    #expect(number > least, "\(number) values were not refused")
    let program = """
      import os, sys
      def read(folder, path):
      \(reader().split(separator: "\n", omittingEmptySubsequences: false).map { "    " + $0 }.joined(separator: "\n"))
          return got
      for number in range(\(number)):
          folder = os.path.join(os.getcwd(), str(number))
          path = os.path.join(folder, "\(file)")
          want = open(os.path.join(folder, "want"), newline="").read()
          got = read(folder, path)
          if got != want:
              sys.exit("not read back: %r became %r in %r" % (want, got, open(path, newline="").read()))
      """
    try Array(program.utf8).write(toNew: folder.appending("reader.py"))
    try await shell("/usr/bin/python3 reader.py", in: folder)
  }
}

import Files
import Secrets
import SystemPackage
import TestSupport
import Testing

@testable import Age

/// The plugin protocol against transcripts of real programs, and against noise.
@Suite(.drawn) struct PluginProtocolTests {
  /// A conversation in which the plugin's lines are known, and ours are kept.
  private final class Script: PluginChannel {
    private var lines: [[UInt8]]
    private(set) var sent: [UInt8] = []

    init(_ lines: [[UInt8]]) { self.lines = lines }

    func readLine(limit: Int) throws(ChildProcess.ProcessError) -> SecretBytes {
      guard !lines.isEmpty, lines[0].count <= limit else {
        throw ChildProcess.ProcessError(program: "script", reason: "ended")
      }
      let line = lines.removeFirst()
      return SecretBytes(copying: line.span)
    }

    func send(_ bytes: Span<UInt8>) throws(ChildProcess.ProcessError) {
      for index in bytes.indices { sent.append(bytes[index]) }
    }
  }

  private static let quiet = PluginDialogue(
    show: { _ in true }, confirm: { _, _, _ in nil }, ask: { _, _ in nil })

  /// A transcript of age 1.1.1 with a test plugin: `C<` is what age said, `P>` the plugin.
  private func transcript(_ name: String) throws -> (client: String, plugin: [[UInt8]]) {
    let text = String(
      decoding: try Fixtures("Transcripts").read("\(name).log"), as: UTF8.self)
    var (client, plugin): (String, [[UInt8]]) = ("", [])
    for line in text.split(separator: "\n") {
      if line.hasPrefix("C< ") { client += line.dropFirst(3) + "\n" }
      if line.hasPrefix("P> ") { plugin.append(Array(line.dropFirst(3).utf8)) }
    }
    return (client, plugin)
  }

  private static let fileKey = "vA1QT7FvtuAFwqpRv14xFg"

  private func key(_ text: String) -> Secret {
    let bytes = Base64.decode(Array(text.utf8).span, padding: .none) ?? []
    return Secret(SecretBytes(copying: bytes.span))
  }

  private func identity(_ lines: [[UInt8]], _ stanzas: [Stanza]) -> (
    result: Result<[UInt8]?, PluginProblem>, sent: String
  ) {
    let script = Script(lines)
    let secret = Secret(SecretBytes(copying: Array("AGE-PLUGIN-PROBE-1GJ2MKE".utf8).span))
    let result = Result { () throws(PluginProblem) -> [UInt8]? in
      let session = PluginSession(channel: script, dialogue: Self.quiet)
      return try PluginIdentity.unwrap(stanzas, with: secret, in: session).map { key in
        key.bytes.withSpan { span in span.indices.map { span[$0] } }
      }
    }
    return (result, String(decoding: script.sent, as: UTF8.self))
  }

  private func recipient(_ lines: [[UInt8]], _ fileKey: String = fileKey) -> (
    result: Result<(stanzas: [Stanza], labels: Set<String>), PluginProblem>, sent: String
  ) {
    let script = Script(lines)
    let result = Result { () throws(PluginProblem) -> (stanzas: [Stanza], labels: Set<String>) in
      try PluginRecipient.wrap(
        key(fileKey), for: "age1probe1p4n0gp",
        in: PluginSession(channel: script, dialogue: Self.quiet))
    }
    return (result, String(decoding: script.sent, as: UTF8.self))
  }

  private func bytes(_ text: String) -> [UInt8] {
    Base64.decode(Array(text.utf8).span, padding: .none) ?? []
  }

  private static let probe = Stanza(
    type: "probe", arguments: ["arg1"],
    body: [
      0xBC, 0x0D, 0x50, 0x4F, 0xB1, 0x6F, 0xB6, 0xE0, 0x05, 0xC2, 0xAA, 0x51, 0xBF, 0x5E, 0x31,
      0x16,
    ])

  @Test func agesTranscriptsAreOurs() throws {
    let good = try transcript("age1.1.1_identity-v1")
    let opened = identity(good.plugin, [Self.probe])
    #expect(try opened.result.get() == bytes(Self.fileKey))
    #expect(opened.sent == good.client)

    let failed = try transcript("age1.1.1_identity-v1_error")
    let failure = identity(failed.plugin, [Self.probe])
    #expect(throws: PluginProblem.self) { try failure.result.get() }
    #expect(failure.sent == failed.client)

    let other = try transcript("age1.1.1_identity-v1_nomatch")
    let words = other.client.split(separator: "\n")
    let native = Stanza(
      type: "X25519", arguments: ["kx2RzHNfNuts0I131KwMCyYclZzKCGMzPUaMkH9J4z4"],
      body: bytes(String(words[2])))
    let missed = identity(other.plugin, [native])
    #expect(try missed.result.get() == nil)
    #expect(missed.sent == other.client)
  }

  @Test func agesTranscriptsOfRecipientsAreOurs() throws {
    // age 1.1.1 does not know labels, and its log ends before the plugin's last words.
    func withLabels(_ client: String) -> String {
      client.replacing(
        "-> done\n\n", with: "-> extension-labels\n\n-> done\n\n", maxReplacements: 1)
    }
    let good = try transcript("age1.1.1_recipient-v1")
    let wrapped = recipient(good.plugin + [Array("-> done".utf8), []])
    #expect(try wrapped.result.get().stanzas == [Self.probe])
    #expect(wrapped.sent == withLabels(good.client))
    let failed = try transcript("age1.1.1_recipient-v1_error")
    let refused = recipient(failed.plugin, "GcAaH6bsRL3dkBEvKR4bAA")
    #expect(throws: PluginProblem.self) { try refused.result.get() }
    #expect(refused.sent == withLabels(failed.client))
  }

  private func lines(_ text: String) -> [[UInt8]] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { Array($0.utf8) }
  }

  @Test(arguments: [
    "", "-> done", "->done\n\n", "-> \n\n", "done\n\n", "-> done \n\n",
    "-> file-key 0\n\(fileKey)\n", "-> file-key 1\n\(fileKey)\n-> done\n\n",
    "-> file-key 0\nAAAA\n-> done\n\n", "-> file-key 0\n\n-> done\n\n",
    "-> file-key 0 0\n\(fileKey)\n-> done\n\n", "-> file-key\n\(fileKey)\n-> done\n\n",
    "-> file-key 0\n\(fileKey)\n-> file-key 0\n\(fileKey)\n-> done\n\n",
    "-> file-key 0\n\(fileKey)=\n-> done\n\n", "-> file-key 0\nvA1QT7FvtuAFwqpRv14xFh\n-> done\n\n",
    "-> error internal\nYQ\n-> done\n\n", "-> confirm\nYQ\n-> done\n\n",
    "-> confirm YQ YQ YQ\nYQ\n-> done\n\n", "-> confirm ?\nYQ\n-> done\n\n",
  ])
  func aPluginThatBreaksTheProtocolOpensNothing(_ text: String) {
    #expect(throws: PluginProblem.self) { try identity(lines(text), [Self.probe]).result.get() }
  }

  @Test(arguments: [
    "-> done\n\n", "-> recipient-stanza 1 x\n\n-> done\n\n", "-> recipient-stanza 0\n\n-> done\n\n",
    "-> recipient-stanza 0 x\n\n", "-> recipient-stanza 0 x\n\n-> error internal\n\n-> done\n\n",
    "-> labels a\n\n-> labels a\n\n-> recipient-stanza 0 x\n\n-> done\n\n",
    "-> labels a a\n\n-> recipient-stanza 0 x\n\n-> done\n\n",
  ])
  func aPluginThatBreaksTheProtocolEncryptsNothing(_ text: String) {
    #expect(throws: PluginProblem.self) { try recipient(lines(text)).result.get() }
  }

  @Test func whatIsUnknownIsUnsupportedAndNothingElse() throws {
    let answer = recipient(
      lines(
        """
        -> grease-\u{7E} a b c
        \(String(repeating: "A", count: 64))

        -> labels one two

        -> recipient-stanza 0 x y z
        \(String(repeating: "A", count: 64))

        -> file-key 0

        -> done

        """))
    let wrapped = try answer.result.get()
    #expect(wrapped.labels == ["one", "two"])
    #expect(wrapped.stanzas.map(\.body.count) == [48])
    #expect(answer.sent.hasSuffix("-> unsupported\n\n-> ok\n\n-> ok\n\n-> unsupported\n\n"))
  }

  @Test func noNoiseOpensOrCrashes() throws {
    let seed = Array(
      "-> msg\nYQ\n-> confirm YQ YQ\nYQ\n-> file-key 0\n\(Self.fileKey)\n-> done\n\n".utf8)
    var generator = Numbers()
    var opened = 0
    for _ in 0..<20_000 {
      var bytes = seed
      for _ in 0..<Int.random(in: 1...3, using: &generator) where !bytes.isEmpty {
        let index = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0:
          bytes[index] = Array("\n\r ->=A0\u{0}\u{7F}".utf8).randomElement(using: &generator) ?? 0
        case 1: bytes.remove(at: index)
        case 2: bytes.insert(contentsOf: bytes[index...].prefix(30), at: index)
        default: bytes.removeSubrange(index...)
        }
      }
      let parts = bytes.split(separator: 10, omittingEmptySubsequences: false).map { Array($0) }
      if case .success(let key?) = identity(parts, [Self.probe]).result {
        opened += 1
        #expect(key.count == 16)
      }
      _ = recipient(parts)
    }
    #expect(opened > 100)
  }

  @Test(arguments: [
    ("age1probe1p4n0gp", "probe"), ("AGE-PLUGIN-PROBE-1GJ2MKE", nil), ("age1pr/be1qqqqqq", nil),
  ])
  func aRecipientNamesItsPlugin(_ text: String, _ name: String?) {
    let recipient = try? Recipients.parse(text) as? PluginRecipient
    #expect(recipient?.pluginName == name)
    #expect(recipient?.text == (name == nil ? nil : text))
  }

  @Test func noNameLeadsToAnotherFolder() async throws {
    try await withSandbox("plugin") { folder in
      try await shell(
        """
        mkdir -p bin work/bin age-plugin-x
        for file in bin/age-plugin-good work/bin/age-plugin-own evil; do
          printf '#!/bin/sh\\n' > $file; chmod 755 $file
        done
        printf '#!/bin/sh\\n' > bin/age-plugin-plain; ln -s ../evil bin/age-plugin-link
        mkdir bin/age-plugin-folder
        """, in: folder)
      let path = "\(folder)/bin::bin:.:\(folder)/work/bin"
      #expect(PluginProgram.find("good", in: path) == "\(folder)/bin/age-plugin-good")
      #expect(PluginProgram.find("link", in: path) != nil)
      #expect(PluginProgram.find("own", in: path) != nil)
      for name in ["x/../../evil", "../evil", "", "GOOD", "plain", "folder", "none", "a b"] {
        #expect(PluginProgram.find(name, in: path) == nil, "\(name)")
      }
      PluginProgram.exclude("\(folder)/work")
      #expect(PluginProgram.find("own", in: path) == nil)
      try await shell("ln -s ../work/bin/age-plugin-own bin/age-plugin-out", in: folder)
      #expect(PluginProgram.find("out", in: path) == nil)
      #expect(PluginProgram.find("good", in: nil) == nil)
    }
  }
}

import Files
import Secrets
import Testing

@Suite struct ChildProcessTests {
  private func reason(_ words: [String], input: [UInt8] = [], limit: Int? = 100) -> String? {
    do {
      try ChildProcess.output(of: words, input: input.span, limit: limit)
      return nil
    } catch { return "\(error.program) \(error.reason)" }
  }

  /// Neither pipe holds as much, so both have to be served in turn.
  @Test func aMegabyteGoesThroughAProgramAndComesBack() throws {
    let input = (0..<1 << 20).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let output = try ChildProcess.output(of: ["cat"], input: input.span, limit: 1 << 20)
    #expect(output.bytes.indices.map { output.bytes[$0] } == input)
  }

  @Test func aProgramThatReadsNothingMayEnd() throws {
    let input = [UInt8](repeating: 0x61, count: 1 << 20)
    #expect(reason(["true"], input: input) == nil)
    #expect(reason(["echo", "done"], input: input) == nil)
    #expect(reason(["cat"], input: input, limit: nil) == nil)
  }

  @Test func anErrorSaysHowTheProgramEnded() {
    #expect(reason(["sh", "-c", "exit 3"]) == "sh ended with status 3")
    #expect(reason(["sh", "-c", "kill -KILL $$"]) == "sh was ended by signal 9")
    #expect(reason(["no-such-program-anywhere"]) == "no-such-program-anywhere is not in PATH")
    #expect(reason(["sh", "-c", "yes"]) == "sh printed more than 100 bytes")
  }

  @Test func anAttachmentIsOnDescriptorThree() throws {
    let attachment = Array("attached".utf8)
    let input = Array("given ".utf8)
    let ending = try ChildProcess.run(
      ["sh", "-c", "cat; cat /dev/fd/3; echo lost >&2; exit 4"], input: input.span,
      attachment: attachment, outputLimit: 100)
    #expect(ending.output.bytes.indices.map { ending.output.bytes[$0] } == input + attachment)
  }

  @Test func identitiesAreNotInItsEnvironment() throws {
    let nothing: [UInt8] = []
    let output = try ChildProcess.output(
      of: ["sh", "-c", "env | grep -cE '^(CREDTREE_IDENTITY|SOPS_AGE_)' || true; echo $EXTRA"],
      input: nothing.span, environment: ChildEnvironment(adding: ["EXTRA": "here"]), limit: 100)
    #expect(output.bytes.indices.map { output.bytes[$0] } == Array("0\nhere\n".utf8))
  }
}

import Credentials
import Documents
import Secrets
import SystemPackage
import TestSupport
import Testing

@testable import Rendering

/// Templates do what the Mustache specification asks (https://github.com/mustache/spec), module
/// for module: comments, delimiters, interpolation, inverted, partials, sections.
@Suite(.drawn) struct MustacheTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    let data: Node
    let template: String
    let partials: [String: [UInt8]]
    let expected: String
    var testDescription: String { name }

    static let all: [Case] = {
      let path = FilePath("\(#filePath)").removingLastComponent().appending("mustache.json")
      guard let text = try? [UInt8](contentsOf: path), let node = try? JSON.parse(text.span) else {
        return []
      }
      return (node.array ?? []).map { node in
        var partials: [String: [UInt8]] = [:]
        for member in node["partials"]?.object ?? [] {
          partials[member.key] = Array((member.value.string ?? "").utf8)
        }
        return Case(
          name: node["case"]?.string ?? "", data: node["data"] ?? .object([]),
          template: node["template"]?.string ?? "", partials: partials,
          expected: node["expected"]?.string ?? "")
      }
    }()
  }

  @Test func allCasesAreThere() { #expect(Case.all.count == 136) }

  @Test(arguments: Case.all)
  func specification(_ sample: Case) throws {
    let template = try MustacheTemplate(Array(sample.template.utf8), file: "case")
    let bytes = try MustacheRenderer.render(
      template, with: [sample.data], as: .html, partials: sample.partials, isStrict: false)
    #expect(text(bytes) == sample.expected)
  }

  @Test(arguments: [
    "{{", "{{a", "{{{a}}", "{{#a}}", "{{/a}}", "{{#a}}{{#b}}{{/a}}{{/b}}", "{{}}", "{{a b}}",
    "{{=<% =}}", "{{= = = =}}", "{{a..b}}", "{{.a}}", "{{a.}}",
  ])
  func whatIsNoTemplateIsRefused(_ template: String) {
    #expect(throws: Failure.self) { try MustacheTemplate(Array("\n\(template)".utf8), file: "t") }
    do { _ = try MustacheTemplate(Array("\n\(template)".utf8), file: "t") } catch {
      #expect(error.code == .invalid)
      #expect(error.message.hasPrefix("t:2: "))
    }
  }

  @Test func sectionsAndPartialsComeToAnEnd() throws {
    let deep = String(repeating: "{{#a}}", count: 200) + String(repeating: "{{/a}}", count: 200)
    #expect(throws: Failure.self) { try MustacheTemplate(Array(deep.utf8), file: "t") }
    let endless = try MustacheTemplate(Array("{{>p}}".utf8), file: "t")
    #expect(throws: Failure.self) {
      _ = try MustacheRenderer.render(
        endless, with: [], as: .text, partials: ["p": Array("x{{>p}}".utf8)]
      ).count
    }
  }

  /// Any bytes are either a template or refused; nothing else happens.
  @Test func anyBytesAreReadOrRefused() {
    var generator = Numbers()
    let pieces = [
      "{{", "}}", "{{{", "}}}", "#", "/", "^", ">", "!", "=", "&", "a", ".", " ", "\n", "\r\n", "|",
      "é",
    ]
    for _ in 0..<20_000 {
      var text = ""
      for _ in 0..<Int.random(in: 0..<12, using: &generator) {
        text += pieces.randomElement(using: &generator) ?? ""
      }
      guard let template = try? MustacheTemplate(Array(text.utf8), file: "t") else { continue }
      let data = Node.object([Member("a", .array([.string("x"), .bool(true)]))])
      let result = Result {
        try MustacheRenderer.render(
          template, with: [data], as: .text, partials: ["a": Array("[{{a}}]\n".utf8)],
          isStrict: false
        ).count
      }
      if case .failure(let error) = result { #expect(error is Failure, "\(text)") }
    }
  }
}

/// The text of a secret.
func text(_ secret: borrowing SecretBytes) -> String {
  String(decoding: secret.bytes.indices.map { secret.bytes[$0] }, as: UTF8.self)
}

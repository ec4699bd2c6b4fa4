import CredentialTypes
import Documents
import SystemPackage
import TestSupport
import Testing

/// For every rule of every type there is a sample that only this rule judges as it does: without
/// the rule, the sample's complaints would be others.
@Suite struct EveryRuleTests {
  private static let folder: FilePath = {
    var root = FilePath("\(#filePath)")
    for _ in 0..<3 { root.removeLastComponent() }
    return root.appending("templates/types")
  }()

  /// A type's definition, as it is written.
  private func definition(of type: String) throws -> Node {
    let text = try [UInt8](contentsOf: Self.folder.appending("\(type).json"))
    return try JSON.parse(text.span)
  }

  /// The definition with one part taken out of each of the lists of rules and checks, and what
  /// that part is.
  private func weakened(_ definition: Node) throws -> [(part: String, definition: Node)] {
    var all: [(String, Node)] = []
    for list in ["rules", "checks"] {
      for index in (definition[list]?.array ?? []).indices {
        all.append(("\(list)[\(index)]", definition.replacing(list) { $0.without(index) }))
      }
    }
    for (place, provider) in (definition["providers"]?["list"]?.array ?? []).enumerated() {
      for index in (provider["rules"]?.array ?? []).indices {
        let weaker = definition.replacing("providers") { providers in
          providers.replacing("list") { list in
            list.replacing(place) { $0.replacing("rules") { $0.without(index) } }
          }
        }
        all.append(("\(provider["id"]?.string ?? "").rules[\(index)]", weaker))
      }
    }
    return all
  }

  /// What a type says of values: its complaints, or its warnings and what is stored.
  private func verdict(_ type: CredentialType, _ values: [Member]) -> [String] {
    do throws(ValidationError) {
      let values = try type.validate(values)
      // What a rule makes and a check computes counts as well.
      return values.warnings.map { "warning \($0.field ?? "") \($0.message)" }.sorted()
        + (values.public + values.confidentialAndSecret).map(\.key)
    } catch { return error.problems.map { "\($0.field ?? "") \($0.message)" }.sorted() }
  }

  @Test func noRuleIsWithoutASample() async throws {
    let material = try await SampleMaterial.shared
    var unproved: [String] = []
    for sample in TypeSample.all {
      let definition = try definition(of: sample.type)
      let type = try CredentialType.parse(definition)
      let texts = [sample.valid] + (sample.accepted + sample.refused).map(\.json)
      let values = try texts.map { try members(material.filled($0)) }
      let verdicts = values.map { verdict(type, $0) }
      for (part, weaker) in try weakened(definition) {
        let weaker = try CredentialType.parse(weaker)
        let isNoticed = zip(values, verdicts).contains { verdict(weaker, $0) != $1 }
        if !isNoticed { unproved.append("\(sample.type) \(part)") }
      }
    }
    #expect(unproved == [])
  }

  @Test func whatIsAllowedAndProbablyNotMeantIsNoted() async throws {
    let material = try await SampleMaterial.shared
    for sample in TypeSample.all {
      for (json, fields) in sample.accepted {
        let type = try builtIn(sample.type)
        let warnings = try type.validate(members(material.filled(json))).warnings
        #expect(
          Set(warnings.compactMap(\.field))
            == Set(fields.split(separator: " ").map { "data.\($0)" }),
          "\(sample.type): \(json)")
      }
    }
  }
}

extension Node {
  /// The object with another value for a key.
  fileprivate func replacing(_ key: String, _ change: (Node) -> Node) -> Node {
    .object((object ?? []).map { $0.key == key ? Member($0.key, change($0.value)) : $0 })
  }

  /// The list with another value in a place.
  fileprivate func replacing(_ index: Int, _ change: (Node) -> Node) -> Node {
    .array((array ?? []).enumerated().map { $0.offset == index ? change($0.element) : $0.element })
  }

  /// The list without one of its values.
  fileprivate func without(_ index: Int) -> Node {
    .array((array ?? []).enumerated().filter { $0.offset != index }.map(\.element))
  }
}

import CredentialTypes
import Documents
import TestSupport
import Testing

/// Every type takes a right credential and refuses wrong ones, naming their fields.
@Suite struct EveryTypeTests {
  @Test func everyTypeHasASample() {
    #expect(TypeSample.all.map(\.type).sorted() == Catalogue.builtIn.names)
    #expect(Catalogue.builtIn.names.count == 63)
  }

  @Test func everyTypeTakesWhatIsRightAndRefusesWhatIsNot() async throws {
    let material = try await SampleMaterial.shared
    for sample in TypeSample.all {
      let found = try complaints(sample.type, material.filled(sample.valid))
      #expect(found == [], "\(sample.type)")
      for (json, fields) in sample.refused {
        let wanted = fields == "-" ? ["data"] : fields.split(separator: " ").map { "data.\($0)" }
        let found = try complaints(sample.type, material.filled(json))
        #expect(found == wanted.sorted(), "\(sample.type): \(json)")
      }
    }
  }

  @Test func whatIsStoredIsTakenAgain() async throws {
    let material = try await SampleMaterial.shared
    for sample in TypeSample.all {
      let type = try builtIn(sample.type)
      let first = try type.validate(members(material.filled(sample.valid)))
      let stored = first.public + first.confidentialAndSecret
      let again = try type.validate(
        type.merging([], over: stored), provider: first.provider, keeping: stored)
      #expect(again.public == first.public, "\(sample.type)")
      #expect(again.confidentialAndSecret == first.confidentialAndSecret, "\(sample.type)")
    }
  }
}

import CredentialStore
import Credentials
import Documents
import Git
import TestSupport
import Testing

@Suite(.drawn) struct DeliveryStateTests {
  private var sample: DeliveryState {
    var state = DeliveryState()
    for (target, path, error) in [
      ("us", "build/a", nil), ("us", "build/b", "the disk is full"), ("eu", "build/a", nil),
    ] as [(String, String, String?)] {
      state.targets[target, default: [:]][path] = DeliveryState.Record(
        revisions: ["1mO5qKOUcacMaFXJsmJzQh": 3, "2mO5qKOUcacMaFXJsmJzQh": 1], definition: "00ff",
        time: Timestamp(secondsSince1970: 1_800_000_000), error: error)
    }
    return state
  }

  @Test func whatIsWrittenIsRead() {
    #expect(DeliveryState(reading: sample.text) == sample)
    #expect(DeliveryState(reading: sample.text).text == sample.text)
    #expect(sample.record(of: "build/b", to: "us")?.error == "the disk is full")
    #expect(sample.record(of: "build/b", to: "eu") == nil)
  }

  /// Whoever can push the reference can write anything into it.
  @Test func anyTextIsReadAsSomeState() {
    var generator = Numbers()
    let text = sample.text
    for _ in 0..<5000 {
      var damaged = text
      for _ in 0..<Int.random(in: 1..<6, using: &generator) {
        let place = Int.random(in: 0..<damaged.count, using: &generator)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: damaged[place] = UInt8.random(in: 0...255, using: &generator)
        case 1: damaged.remove(at: place)
        default: damaged.insert(contentsOf: text.dropFirst(place).prefix(9), at: place)
        }
      }
      let state = DeliveryState(reading: damaged)
      #expect(DeliveryState(reading: state.text) == state)
    }
    for text in [
      "", "[]", "{}", #"{"version":2,"targets":{"a":{}}}"#, #"{"version":1,"targets":3}"#,
    ] {
      #expect(DeliveryState(reading: Array(text.utf8)) == DeliveryState(), "\(text)")
    }
  }
}

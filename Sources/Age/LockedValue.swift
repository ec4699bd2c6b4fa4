internal import Secrets
private import Synchronization

/// A value made when it is first needed, once, whichever thread comes first.
///
/// A failure is kept too: a person who got a passphrase wrong is not asked for each file again.
final class LockedValue<Value: Sendable>: Sendable {
  private let made: Mutex<Result<Value, AgeError>?> = Mutex(nil)
  private let make: @Sendable () throws(AgeError) -> Value

  init(_ make: @escaping @Sendable () throws(AgeError) -> Value) { self.make = make }

  /// The value.
  func get() throws(AgeError) -> Value {
    let result = made.withLock { made in
      if let made { return made }
      let result = Result(catching: make)
      made = result
      return result
    }
    return try result.get()
  }
}

/// Where the passphrase of a locked identity comes from.
struct PassphraseSource: Sendable {
  /// The identity's file, for messages.
  let source: String
  let ask: (@Sendable () -> Secret?)?

  func get() throws(AgeError) -> Secret {
    guard let passphrase = ask?() else {
      throw AgeError(
        .passphraseNeeded, "\(source) is encrypted: run this where its passphrase can be typed")
    }
    return passphrase
  }

  var wrong: AgeError { AgeError(.wrongPassphrase, "the passphrase does not open \(source)") }
}

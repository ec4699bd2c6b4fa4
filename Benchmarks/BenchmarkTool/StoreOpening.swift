import Credtree
import OpenSSL
import Secrets

/// Times opening every credential of a store against the key agreements that this takes.
struct StoreOpening {
  let store: Store

  init(of folder: String) throws(Failure) { store = try Workspace(directory: folder).store }

  /// Prints the medians of several rounds, in milliseconds: of opening, of key agreements.
  func report() throws(Failure) {
    let names = try store.reader.names()
    _ = try store.keyRing()
    var opening: [Double] = []
    var agreeing: [Double] = []
    // Taken in turns, so that whatever else the machine does weighs on both.
    for _ in 0..<5 {
      opening.append(try milliseconds { () throws(Failure) in try open(names) })
      agreeing.append(try milliseconds { () throws(Failure) in try agree(names.count) })
    }
    for times in [opening, agreeing] { print(Statistics.text(Statistics.median(times))) }
  }

  private func open(_ names: [String]) throws(Failure) {
    let store = store
    _ = try ParallelMap.compactMap(names) { name in
      Result { () throws(Failure) -> Bool? in
        _ = try store.open(name)
        return nil
      }
    }
  }

  /// One agreement for each file: its only age stanza is the one for our key.
  private func agree(_ count: Int) throws(Failure) {
    do {
      let own = try X25519PrivateKey.generate()
      let peer = try X25519PrivateKey.generate().publicKey
      _ = try ParallelMap.compactMap(Array(0..<count)) { _ in
        Result { () throws(Failure) -> Bool? in
          do { _ = try own.sharedSecret(with: peer.span) } catch {
            throw Failure(.internalError, "\(error)")
          }
          return nil
        }
      }
    } catch let failure as Failure { throw failure } catch {
      throw Failure(.internalError, "\(error)")
    }
  }

  private func milliseconds(_ work: () throws(Failure) -> Void) throws(Failure) -> Double {
    let start = ContinuousClock.now
    try work()
    return (ContinuousClock.now - start) / .milliseconds(1)
  }
}

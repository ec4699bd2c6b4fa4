public import OpenSSL

/// A certificate and those above it, in the order in which a server sends them.
public struct CertificateChain: Sendable {
  /// The certificate of the server itself.
  public let leaf: X509Certificate
  /// The certificates above it, each the issuer of the one before; a self-signed root, where
  /// there is one, is the last.
  public let issuers: [X509Certificate]
  /// Certificates that are not in the chain, without duplicates, in the order given.
  public let unrelated: [X509Certificate]

  /// Walks from a leaf to its root, whatever the order of the candidates.
  public init(leaf: X509Certificate, candidates: [X509Certificate]) {
    var rest: [X509Certificate] = []
    for candidate in candidates {
      let isKnown = candidate.der == leaf.der || rest.contains { $0.der == candidate.der }
      if !isKnown { rest.append(candidate) }
    }
    var issuers: [X509Certificate] = []
    var current = leaf
    while !current.isSelfSigned {
      let fitting = rest.indices.filter { current.isIssued(by: rest[$0]) }
      // Where the same issuer is there twice, the cross-signed one leads on to its own issuer.
      guard let next = fitting.first(where: { !rest[$0].isSelfSigned }) ?? fitting.first else {
        break
      }
      current = rest.remove(at: next)
      issuers.append(current)
    }
    self.leaf = leaf
    self.issuers = issuers
    unrelated = rest
  }

  /// The issuers without a self-signed root, which every client has itself or does not trust.
  public var intermediates: [X509Certificate] { issuers.filter { !$0.isSelfSigned } }

  /// What a server sends: the leaf, then the intermediates.
  public var served: [X509Certificate] { [leaf] + intermediates }

  /// What a client trusts: everything above the leaf and everything unrelated, or a
  /// self-signed leaf itself.
  public var trusted: [X509Certificate] {
    leaf.isSelfSigned ? [leaf] + unrelated : issuers + unrelated
  }
}

internal import Documents

extension ShapeValidation {
  mutating func run(_ check: NamedCheck, at now: Timestamp) {
    switch check {
    case .certificateChain: checkCertificateChain(at: now)
    case .endpointWithoutBucket: checkEndpointHasNoBucket()
    }
  }

  /// Refuses `https://bucket.s3.example.com`: clients put the bucket in themselves.
  private mutating func checkEndpointHasNoBucket() {
    guard let endpoint = values.given["endpoint"]?.string, !isRefused("endpoint"),
      let bucket = values.given["bucket"]?.string, let host = URLText.host(in: endpoint)
    else { return }
    if host.hasPrefix("\(bucket).") {
      complain("starts with the bucket's name: give the service's URL alone", about: "endpoint")
    }
  }
}

internal import Documents

extension ShapeValidation {
  /// Refuses `https://bucket.s3.example.com`: clients put the bucket in themselves.
  mutating func checkEndpointHasNoBucket() {
    guard let endpoint = values.given["endpoint"]?.string, !isRefused("endpoint"),
      let bucket = values.given["bucket"]?.string, let host = URLText.host(in: endpoint)
    else { return }
    if host.hasPrefix("\(bucket).") {
      complain("starts with the bucket's name: give the service's URL alone", about: "endpoint")
    }
  }
}

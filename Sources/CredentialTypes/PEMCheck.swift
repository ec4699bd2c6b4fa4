internal import Documents
enum PEMCheck {
  static func certificates(_ value: Node, isPublic: Bool) throws(Refusal) -> Node { value }
  static func privateKey(_ value: Node) throws(Refusal) -> Node { value }
}
extension ShapeValidation {
  mutating func checkCertificateChain(at now: Timestamp) {}
}

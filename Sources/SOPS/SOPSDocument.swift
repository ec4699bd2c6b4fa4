public import Documents

/// A SOPS file in JSON.
public struct SOPSDocument: Sendable {
  /// The values without `sops`; those that are encrypted are text of the form `ENC[…]`.
  public var tree: [Member]
  /// What stands under `sops`.
  public var metadata: SOPSMetadata

  /// Puts a document together.
  public init(tree: [Member], metadata: SOPSMetadata) {
    self.tree = tree
    self.metadata = metadata
  }

  /// Reads a file, without opening it.
  ///
  /// - Throws: ``SOPSError`` with code `notSOPS` if there is no `sops` member, `malformed`,
  ///   `unsupportedVersion`, or `rules`.
  public init(parsing text: Span<UInt8>) throws(SOPSError) {
    let node: Node
    do {
      node = try JSON.parse(text)
    } catch {
      throw SOPSError(.malformed, "not valid JSON: \(error.message)", at: error.position)
    }
    guard var members = node.object else {
      throw SOPSError(.malformed, "the document is not a mapping", at: node.position)
    }
    guard let index = members.firstIndex(where: { $0.key == "sops" }) else {
      throw SOPSError(.notSOPS, "the document has no sops member, so it is not a SOPS file")
    }
    let metadata = members.remove(at: index)
    if let second = members.first(where: { $0.key == "sops" }) {
      throw SOPSError(.malformed, "the field occurs twice", field: "sops", at: second.position)
    }
    self.init(tree: members, metadata: try SOPSMetadata(parsing: metadata.value))
    _ = try selection
  }

  /// Reads only what stands under `sops` in a file: who can open it, and nothing of its values.
  ///
  /// - Throws: ``SOPSError`` as ``init(parsing:)`` does, for what is wrong with that part.
  public static func metadata(parsing text: Span<UInt8>) throws(SOPSError) -> SOPSMetadata {
    let members: [Member]
    do { members = try JSON.parse(text, only: ["sops"]) } catch {
      throw SOPSError(.malformed, "not valid JSON: \(error.message)", at: error.position)
    }
    guard let member = members.first else {
      throw SOPSError(.notSOPS, "the document has no sops member, so it is not a SOPS file")
    }
    guard members.count == 1 else {
      throw SOPSError(
        .malformed, "the field occurs twice", field: "sops", at: members[1].position)
    }
    return try SOPSMetadata(parsing: member.value)
  }

  /// The file as sops ≥ 3.13 writes it, with `sops` last.
  public func serialized() -> [UInt8] {
    JSON.write(.object(tree + [Member("sops", metadata.node)]))
  }

  /// The rule, ready to be asked.
  var selection: Selection {
    get throws(SOPSError) { try Selection(metadata.rule ?? .standard) }
  }
}

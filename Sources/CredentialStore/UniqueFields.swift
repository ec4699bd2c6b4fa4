internal import CredentialTypes
internal import Credentials
internal import Documents

extension Store {
  /// Refuses a credential that shares with another of its type what no two may share.
  ///
  /// Only types that say so cost a look at the other credentials.
  ///
  /// - Throws: ``Failure`` with code `duplicate`, naming the other one.
  func requireUnique(_ contents: CredentialContents, of type: CredentialType) throws(Failure) {
    for fields in type.unique {
      let own = Self.values(of: fields, contents.metadata, contents.public)
      guard own.contains(where: { $0 != nil }) else { continue }
      for name in try reader.names() where name != contents.metadata.name {
        guard let header = try header(name), header.metadata.type == type.id,
          Self.values(of: fields, header.metadata, header.public) == own
        else { continue }
        throw Failure(
          .duplicate,
          "\(name) has the same \(fields.joined(separator: " and ")); change it, or that one",
          details: fields.map { Problem("must differ from that of \(name)", field: "data.\($0)") })
      }
    }
  }

  private static func values(
    of fields: [String], _ metadata: CredentialMetadata, _ values: [Member]
  ) -> [Node?] {
    fields.map { field in
      if field == "parent" { return metadata.parent.map { .string($0) } }
      return values.first { $0.key == field }?.value
    }
  }
}

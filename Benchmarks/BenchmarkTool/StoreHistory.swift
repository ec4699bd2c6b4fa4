import Credtree
import Files
import Secrets

/// Writes a history of many changes for `git fast-import`, which takes them faster than commits.
struct StoreHistory {
  let store: Store

  init(of folder: String) throws(Failure) { store = try Workspace(directory: folder).store }

  /// Prints `count` commits, each of which changes the password of one credential.
  func stream(_ count: Int) throws(Failure) {
    let names = try store.reader.names()
    guard !names.isEmpty else { throw Failure(.notFound, "there is no credential; fill it first") }
    let keyRing = try store.keyRing()
    var files: [String: OpenedFile] = [:]
    for number in 0..<count {
      let name = names[number % names.count]
      let previous: OpenedFile
      if let known = files[name] { previous = known } else { previous = try store.open(name) }
      var contents = previous.contents
      contents.metadata.revision += 1
      contents.metadata.updatedAt = .now
      let password = Array("password \(number) of \(name)".utf8)
      contents.fields = contents.fields.map { field in
        guard field.key == "password" else { return field }
        return Member("password", Node(.secret(Secret(SecretBytes(copying: password.span)))))
      }
      let text = try contents.sealed(
        for: try store.access(for: name), replacing: previous, at: .now)
      files[name] = try CredentialFile(text.span, name: name)
        .open(with: keyRing, configuration: store.configuration)
      try write(
        """
        commit refs/heads/main
        committer bench <bench@example.com> \(1_800_000_000 + number) +0000
        data 0
        \(number == 0 ? "from refs/heads/main^0\n" : "")M 100644 inline \(store.path(of: name))
        data \(text.count)

        """)
      try write(String(decoding: text, as: UTF8.self))
    }
  }

  private func write(_ text: String) throws(Failure) {
    do { try StandardStream.output.write(text) } catch { throw Failure(error) }
  }
}

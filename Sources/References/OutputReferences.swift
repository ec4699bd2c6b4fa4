public import Configuration
internal import Documents

/// The references in `credtree.yaml` itself: outputs that name the credentials that go into them.
public enum OutputReferences {
  /// Finds them all.
  ///
  /// - Parameters:
  ///   - configuration: What `credtree.yaml` says.
  ///   - credentials: The credentials to look for.
  /// - Returns: The references, in the order of the file.
  public static func all(
    in configuration: Configuration, to credentials: [ReferencedCredential]
  ) -> [Reference] {
    var references: [Reference] = []
    for output in configuration.outputs {
      guard case .names(let names) = output.selection else { continue }
      for name in names {
        guard let credential = credentials.first(where: { $0.name == name || $0.id == name })
        else { continue }
        references.append(
          Reference(
            credentialID: credential.id, value: name, rule: "credtree.output", group: .files,
            name: output.path, field: "credentials", file: configuration.file,
            position: output.position ?? Position(line: 1, column: 1), path: "outputs",
            confidence: .certain, via: "explicit", refType: "credential",
            ruleText: "outputs[].credentials[]"))
      }
    }
    return references
  }

  /// The outputs that choose credentials by what they are, where it is something that matters.
  ///
  /// - Parameters:
  ///   - configuration: What `credtree.yaml` says.
  ///   - matters: Whether a choice by type, project, and pattern of names matters.
  /// - Returns: A reference for each output; none names a credential.
  public static func selecting(
    in configuration: Configuration,
    where matters: (_ type: String?, _ project: String?, _ name: Glob?) -> Bool
  ) -> [Reference] {
    configuration.outputs.compactMap { output in
      guard case .query(let type, let project, let name) = output.selection,
        matters(type, project, name)
      else { return nil }
      return Reference(
        credentialID: nil, value: type ?? project ?? "", rule: "credtree.output", group: .files,
        name: output.path, field: "select", file: configuration.file,
        position: output.position ?? Position(line: 1, column: 1), path: "outputs",
        confidence: .certain, via: "select", refType: "credential", ruleText: "outputs[].select")
    }
  }
}

internal import Credtree
internal import CredentialTypes

extension ResolutionInput {
  /// Takes over new values of properties that every type has, given as `PROPERTY=VALUE`.
  ///
  /// A field of that id comes first, as with `--unset`; what is left is for fields.
  mutating func takeProperties(from assignments: inout [String], typedBy workspace: Workspace)
    throws
  {
    let type = try workspace.type(values.type)
    var fields: [String] = []
    for assignment in assignments {
      let parts = assignment.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        .map(String.init)
      guard parts.count == 2, type.field(parts[0])?.id != parts[0],
        try set(parts[0], to: parts[1])
      else {
        fields.append(assignment)
        continue
      }
      guard parts[0] == "name" || choices.replaced.insert(parts[0]).inserted else {
        throw Failure(.usage, "\(parts[0]) is given twice; give each field one value")
      }
    }
    assignments = fields
  }

  /// Sets a property; `false` for a word that is none that a merge can leave open.
  private mutating func set(_ property: String, to text: String) throws -> Bool {
    switch property {
    case "name":
      guard name == nil else {
        throw Failure(.usage, "name is given twice; give each field one value")
      }
      name = text
    case "title": values.title = text
    case "description": values.description = text
    case "category": values.category = text
    case "baseUrl": values.baseURL = text
    case "owner": values.owner = text
    case "parent": values.parent = text
    case "expiresAt", "rotateBy":
      guard !text.isEmpty else {
        values.cleared.append(property)
        return true
      }
      let time = try PropertyOptions.time(text, option: property)
      if property == "expiresAt" { values.expiresAt = time } else { values.rotateBy = time }
    default: return false
    }
    return true
  }
}

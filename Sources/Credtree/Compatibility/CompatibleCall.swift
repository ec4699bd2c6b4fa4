/// A call that a system may have or not have; all of them can list, show, create, and delete.
public enum CompatibleCall: Hashable, Sendable {
  case setDefault, assignProjects, references, validateName, listDeleted, types, changeTypes
}

extension CompatibleSystem {
  /// Refuses a command that the system has no call for, before anything is done.
  ///
  /// - Throws: ``Failure`` with code `usage`.
  public func require(_ call: CompatibleCall) throws(Failure) {
    let calls: Set<CompatibleCall> =
      switch self {
      case .quave: [.setDefault, .references]
      case .seqera, .tower: [.validateName, .listDeleted]
      case .infra0: [.assignProjects, .types, .changeTypes]
      case .nuvla: [.types]
      }
    guard calls.contains(call) else { throw responses.noCounterpart }
  }
}

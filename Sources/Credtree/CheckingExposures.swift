internal import Access

extension Workspace {
  /// Adds what former members could read and is still in use.
  ///
  /// Where git does not have all of history, the report says so instead of looking clean.
  func addExposures(to report: inout CheckReport, opening: Bool) throws(Failure) {
    let exposures: [Exposure]
    do throws(Failure) {
      exposures = try store.formerMembersExposures(comparingValues: opening)
    } catch {
      guard error.code == .system else { throw error }
      report.historyProblem = error.message
      return
    }
    for exposure in exposures {
      for credential in exposure.open {
        let fields = credential.fields.joined(separator: ", ")
        report.findings.append(
          Finding(
            .exposed,
            "\(exposure.member), who is no longer a member, could read \(fields); run "
              + "'credtree rotate \(credential.name)'", credential: credential.name,
            file: store.path(of: credential.name)))
      }
    }
  }
}

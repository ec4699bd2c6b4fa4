private import Documents

/// The references in the files of a work tree, a commit, or an index.
public struct ReferenceScan: Sendable {
  /// The references to credentials, in the order of git's index and of each file.
  public internal(set) var references: [Reference] = []
  /// The places that can only mean a credential where none has that name.
  public internal(set) var dangling: [Reference] = []
  /// The places that stand for every credential.
  public internal(set) var wildcards: [Reference] = []
  /// Secrets that seem to lie in clear, where they were asked for.
  public internal(set) var exposures: [PlainSecret] = []
  /// The files that are not what their names say; they were searched as text.
  public internal(set) var problems: [ParseProblem] = []
  /// How many files were read.
  public internal(set) var scannedFiles = 0
  /// How many files were not read, since they are too large or no text.
  public internal(set) var unsearchedFiles = 0
  /// The files that the system refused to read, in which there may be references.
  public internal(set) var unreadable: [String] = []
  /// The names of credentials by their ids, where somebody has told them.
  public var names: [String: String] = [:]

  /// Creates a scan that has found nothing.
  public init() {}

  mutating func add(_ found: ReferenceScanner.Outcome) {
    if found.isUnsearched { unsearchedFiles += 1 } else { scannedFiles += 1 }
    exposures += found.exposures
    if let problem = found.problem { problems.append(problem) }
    for reference in found.references {
      if reference.isWildcard {
        wildcards.append(reference)
      } else if reference.credentialID == nil {
        dangling.append(reference)
      } else {
        references.append(reference)
      }
    }
  }

  /// Adds what another scan found in places that this one has not.
  ///
  /// - Parameters:
  ///   - other: The other scan.
  ///   - branch: The branch that it is of, where it is of one.
  public mutating func add(_ other: ReferenceScan, of branch: String? = nil) {
    func key(_ reference: Reference) -> Reference {
      var key = reference
      key.branch = nil
      return key
    }
    func new(_ found: [Reference], to known: [Reference]) -> [Reference] {
      let places = Set(known.map(key))
      return found.filter { !places.contains(key($0)) }.map {
        var reference = $0
        reference.branch = branch ?? $0.branch
        return reference
      }
    }
    references += new(other.references, to: references)
    dangling += new(other.dangling, to: dangling)
    wildcards += new(other.wildcards, to: wildcards)
    problems += other.problems.filter { !problems.contains($0) }
    unreadable += other.unreadable
    scannedFiles += other.scannedFiles
    unsearchedFiles += other.unsearchedFiles
  }

  /// Adds uses that were found elsewhere, and what the credentials are called.
  public mutating func add(uses: [Reference], names: [(id: String, name: String)]) {
    references += uses
    for (id, name) in names { self.names[id] = name }
  }

  static func joined(_ parts: [ReferenceScan]) -> ReferenceScan {
    var all = ReferenceScan()
    for part in parts {
      all.references += part.references
      all.dangling += part.dangling
      all.wildcards += part.wildcards
      all.exposures += part.exposures
      all.problems += part.problems
      all.scannedFiles += part.scannedFiles
      all.unsearchedFiles += part.unsearchedFiles
      all.unreadable += part.unreadable
    }
    return all
  }

  /// The references to one credential.
  public func references(to credentialID: String) -> [Reference] {
    references.filter { $0.credentialID == credentialID }
  }
}

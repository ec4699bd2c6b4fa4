internal import Access
internal import Configuration
internal import CredentialStore
internal import CredentialTypes
internal import Credentials
internal import Documents
internal import Git
internal import SOPS

/// What is wrong with one credential's file, and what must be compared with other files.
struct FileCheck: Sendable {
  let name: String
  private(set) var findings: [Finding] = []
  /// The readable part, or `nil` for a file that is no credential file.
  private(set) var metadata: CredentialMetadata?
  /// Whether a key opened it, so that MAC and seal were checked.
  private(set) var isOpened = false

  /// The readable part with the values in clear, or `nil` for a file that is no credential file.
  private(set) var header: CredentialHeader?

  private let path: String

  /// Checks a file; with identities at hand it is opened too.
  ///
  /// - Throws: ``Failure`` with code `system` if the file cannot be read.
  init(
    _ name: String, in store: Store, holders: KeyHolders, keyRing: KeyRing?, at now: Timestamp
  ) throws(Failure) {
    self.name = name
    path = store.path(of: name)
    if let problem = CredentialName.problem(with: name) {
      report(.invalidName, "its name \(problem); move it with 'git mv'")
    }
    let file: CredentialFile
    do throws(Failure) { file = try store.file(name) } catch {
      switch error.code {
      case .integrity: report(.damagedFile, error.message, details: error.details)
      case .conflict: report(.unresolvedMerge, error.message)
      // The index lists the path and has no one file for it.
      case .notFound where store.source == .index:
        let staged = (try? store.repository().staged(path)) ?? nil
        if staged == .conflicted || staged == nil {
          report(.unresolvedMerge, "it has an unresolved merge; resolve it and 'git add' the file")
        } else {
          report(.damagedFile, "it is no file, but another repository or a promise to add one")
        }
      // A path of git's that no text is: it was reported for its name.
      case .notFound where findings.contains(where: { $0.rule == .invalidName }): break
      default: throw error
      }
      return
    }
    metadata = file.metadata
    header = CredentialHeader(of: file)
    let isOwnName = file.metadata.name == name
    if !isOwnName {
      report(
        .nameDiffers,
        "it says that it is \(file.metadata.name): a copy or a plain move; "
          + "use 'credtree rename', or review it and run 'credtree reseal \(name)'")
    }
    check(file, in: store, at: now)
    checkReaders(of: file, in: store, holders: holders)
    guard let type = store.catalogue.type(named: file.metadata.type) else {
      report(.unknownType, "there is no type \(file.metadata.type); see 'credtree types list'")
      return
    }
    if file.metadata.isDefault, !type.allowsDefault {
      report(.invalidDefault, "a credential of type \(type.id) cannot be a default")
    }
    checkPlaces(of: file, as: type)
    if let keyRing, isOwnName {
      try open(file, as: type, with: keyRing, configuration: store.configuration)
    }
  }

  private mutating func report(
    _ rule: CheckRule, _ message: String, field: String? = nil, details: [Problem] = []
  ) {
    let parts = details.map { problem in
      problem.field.map { "\($0) \(problem.message)" } ?? problem.message
    }
    findings.append(
      Finding(
        rule, ([message] + parts).joined(separator: "; "), credential: name, field: field,
        file: path))
  }

  private mutating func check(_ file: CredentialFile, in store: Store, at now: Timestamp) {
    let metadata = file.metadata
    let policy = store.configuration.policy
    // Where it names none, any will do.
    let projects = store.configuration.projects
    for project in metadata.projects where !projects.isEmpty && !projects.contains(project) {
      report(
        .unknownProject,
        "it is assigned to the project \(project), which credtree.yaml does not name",
        field: "projects")
    }
    for due in header.map({ DueFinding.all(of: $0, by: policy, at: now) }) ?? [] {
      report(due.rule, due.message, field: due.field)
    }
  }

  private mutating func checkReaders(
    of file: CredentialFile, in store: Store, holders: KeyHolders
  ) {
    let access: Access
    do { access = try store.access(for: name) } catch {
      report(.noAccessRule, "\(error.message); add one under 'access' in credtree.yaml")
      return
    }
    let difference = RecipientDifference(
      name: name, metadata: file.document.metadata, access: access, holders: holders)
    guard !difference.isMatch else { return }
    func names(_ readers: [Reader]) -> String { readers.map(\.name).joined(separator: ", ") }
    var parts: [String] = []
    if !difference.lost.isEmpty {
      parts.append("can read it and should not: \(names(difference.lost))")
    }
    if !difference.gained.isEmpty {
      parts.append("should read it and cannot: \(names(difference.gained))")
    }
    if parts.isEmpty { parts = ["its key groups are not those of the policy"] }
    report(.readersDiffer, parts.joined(separator: "; ") + "; run 'credtree rekey'")
  }

  /// Each value must lie in the part of the file where its class belongs.
  private mutating func checkPlaces(of file: CredentialFile, as type: CredentialType) {
    for member in file.public {
      guard let field = type.field(member.key) else {
        report(.invalidField, "\(type.id) has no such field", field: member.key)
        continue
      }
      if field.fieldClass != .public {
        report(
          .secretInClear,
          "\(field.id) lies in clear and must be encrypted: it is known to every reader of the "
            + "repository, so rotate it", field: field.id)
      }
    }
    let sealed = file.document.tree.first { $0.key == "secret" }?.value.object ?? []
    for member in sealed {
      if !member.value.isSealed {
        report(
          .secretInClear,
          "\(member.key) is not encrypted: it is known to every reader of the repository, so "
            + "rotate it", field: member.key)
      }
      guard file.sealedFields.contains(member.key) else { continue }
      guard let field = type.field(member.key) else {
        report(.invalidField, "\(type.id) has no such field", field: member.key)
        continue
      }
      if field.fieldClass == .public {
        report(
          .invalidField, "\(field.id) is encrypted, although \(type.id) keeps it in clear",
          field: field.id)
      }
    }
    for part in ["salt", "seal"] where !sealed.contains(where: { $0.key == part }) {
      report(
        .integrity,
        "its \(part) is missing, without which nothing holds; restore it from history", field: part)
    }
    let present = Set(file.public.map(\.key) + file.sealedFields)
    for field in type.fields
    where field.isRequired && !field.isInputOnly && !present.contains(field.id) {
      report(.invalidField, "\(field.id) is missing", field: field.id)
    }
  }

  private mutating func open(
    _ file: CredentialFile, as type: CredentialType, with keyRing: KeyRing,
    configuration: Configuration
  ) throws(Failure) {
    let contents: CredentialContents
    do throws(Failure) {
      contents = try file.open(with: keyRing, configuration: configuration).contents
    } catch {
      if error.code == .integrity {
        isOpened = true
        report(.integrity, error.message, details: error.details)
      } else if error.code != .forbidden {
        throw error
      }
      return
    }
    isOpened = true
    // What can be said without a key was said already.
    guard findings.allSatisfy({ $0.rule != .invalidField && $0.rule != .secretInClear }) else {
      return
    }
    let stored = contents.public + contents.fields
    do throws(ValidationError) {
      _ = try type.validate(
        type.merging([], over: stored), provider: contents.metadata.provider, keeping: stored)
    } catch {
      for problem in error.problems {
        // Input has its values under `data`; a file has them without.
        let field = problem.field.map { $0.hasPrefix("data.") ? String($0.dropFirst(5)) : $0 }
        report(.invalidField, problem.message, field: field)
      }
    }
  }
}

extension Node {
  /// Whether every text in the value is encrypted.
  var isSealed: Bool {
    switch content {
    case .string(let text): text.isEmpty || SealedForm.isSealed(text)
    case .array(let values): values.allSatisfy(\.isSealed)
    case .object(let members): members.allSatisfy(\.value.isSealed)
    case .null, .bool, .number, .secret: false
    }
  }
}

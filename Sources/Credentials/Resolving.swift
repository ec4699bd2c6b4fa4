public import CredentialTypes
internal import Documents

/// What a credential is wanted for.
public struct CredentialQuestion: Hashable, Sendable {
  /// What somebody is to be let into.
  public enum Subject: Hashable, Sendable {
    /// An image in a registry.
    case image(ImageReference)
    /// A service, or something in it.
    case address(ServiceAddress)
  }

  /// What an image is needed for.
  public enum Purpose: String, Hashable, Sendable, CaseIterable {
    /// To run it; the default applies where nothing else does.
    case pull
    /// To build another from it, or to push it; the default never applies.
    case build
  }

  /// What somebody is to be let into.
  public let subject: Subject
  /// What for.
  public let purpose: Purpose
  /// The ids of the types that may answer; empty for every type.
  public var types: Set<String> = []
  /// The provider; a type is its own provider, so that `github` finds credentials of that type.
  public var provider: String?

  /// Asks for the credential of an image.
  public init(image: ImageReference, purpose: Purpose = .pull) {
    subject = .image(image)
    self.purpose = purpose
  }

  /// Asks for the credential of an address; one without a scheme is of https.
  public init(address: ServiceAddress) {
    subject = .address(address.with(scheme: "https"))
    purpose = .pull
  }
}

/// A credential that applies, and why.
///
/// It comes from the readable part of a file, which nothing has authenticated. Whoever uses its
/// values opens the file, and holds what was asked against what the opened credential says.
public struct CredentialMatch: Hashable, Sendable {
  /// Why a credential applies.
  public enum Reason: String, Hashable, Sendable {
    /// It was named.
    case explicit
    /// It is for the image's registry.
    case registry
    /// It is for a base of the address.
    case baseURL = "base-url"
    /// It is the default, and no other is for the image's registry.
    case standard = "default"
  }

  /// The credential's readable part.
  public let header: CredentialHeader
  /// Why it applies.
  public let reason: Reason
  /// Which member of the readable part made it apply, such as `data.server`.
  public let field: String?
  /// What that member says.
  public let base: String?
  /// How many segments of a path the base has; -1 without a base.
  public let depth: Int

  init(
    header: CredentialHeader, reason: Reason, field: String?, base: String?, depth: Int
  ) {
    self.header = header
    self.reason = reason
    self.field = field
    self.base = base
    self.depth = depth
  }

  /// A credential that was named.
  ///
  /// - Parameters:
  ///   - header: The credential's readable part.
  ///   - found: Why it would have applied anyway, or `nil` if it would not.
  public init(explicit header: CredentialHeader, found: CredentialMatch?) {
    self.init(
      header: header, reason: .explicit, field: found?.field, base: found?.base,
      depth: found?.depth ?? -1)
  }
}

/// The credential that applies, and what else there is to say.
public struct CredentialAnswer: Sendable {
  /// The credential.
  public let match: CredentialMatch
  /// The names of files that could not be read, and so were not asked.
  public let unread: [String]
}

extension CredentialQuestion {
  /// Finds the credential that applies.
  ///
  /// Opens nothing and needs no key. For an image: one for its registry, the longest path first,
  /// and among equals the default; else, to pull, the default. For an address: the one with the
  /// longest base, and among equals the oldest.
  ///
  /// - Parameters:
  ///   - reader: Where credential files are read from.
  ///   - catalogue: The types.
  /// - Returns: The credential.
  /// - Throws: ``Failure`` with code `not_found` if none applies, `ambiguous` if several do
  ///   equally well, `integrity` or `conflict` if a file that might have cannot be read.
  public func answer(reading reader: any CredentialReader, catalogue: Catalogue) throws(Failure)
    -> CredentialAnswer
  {
    let (matches, failures) = try matches(reading: reader, catalogue: catalogue)
    do throws(Failure) {
      return CredentialAnswer(match: try choose(from: matches), unread: failures.map(\.message))
    } catch {
      // It may be the one that cannot be read.
      guard error.code == .notFound, let damage = failures.first else { throw error }
      throw damage
    }
  }

  /// Every credential that can be the answer.
  ///
  /// - Parameters:
  ///   - reader: Where credential files are read from.
  ///   - catalogue: The types.
  /// - Returns: The matches in the order of names, and why some files were not asked.
  /// - Throws: ``Failure`` with code `system` where the files cannot be read at all.
  public func matches(reading reader: any CredentialReader, catalogue: Catalogue) throws(Failure)
    -> (found: [CredentialMatch], unread: [Failure])
  {
    try matches(among: try reader.names(), reading: reader, catalogue: catalogue)
  }

  /// Those of some credentials that can be the answer.
  ///
  /// - Parameters:
  ///   - names: The credentials.
  ///   - reader: Where credential files are read from.
  ///   - catalogue: The types.
  /// - Returns: The matches in the order of names, and why some files were not asked.
  /// - Throws: ``Failure`` with code `system` where the files cannot be read at all.
  public func matches(
    among names: [String], reading reader: any CredentialReader, catalogue: Catalogue
  ) throws(Failure) -> (found: [CredentialMatch], unread: [Failure]) {
    let judged = try ParallelMap.compactMap(names) {
      name -> Result<Result<CredentialMatch, Failure>?, Failure> in
      do throws(Failure) {
        guard let text = try reader.contents(of: name) else { return .success(nil) }
        let header = try CredentialHeader(text.span, name: name)
        return .success(match(header, in: catalogue).map { .success($0) })
      } catch {
        let isAboutTheFile = error.code == .integrity || error.code == .conflict
        return isAboutTheFile ? .success(.failure(error)) : .failure(error)
      }
    }
    var matches: [CredentialMatch] = []
    var failures: [Failure] = []
    for result in judged {
      switch result {
      case .success(let match): matches.append(match)
      case .failure(let failure): failures.append(failure)
      }
    }
    return (matches, failures)
  }

  /// Whether a credential can be the answer, and why.
  ///
  /// - Returns: The best of its reasons, or `nil` for a credential for something else.
  public func match(_ header: CredentialHeader, in catalogue: Catalogue) -> CredentialMatch? {
    let metadata = header.metadata
    guard types.isEmpty || types.contains(metadata.type) else { return nil }
    if let provider {
      let own = metadata.provider.map(Self.providerID)
      guard
        own == Self.providerID(provider)
          || metadata.type == catalogue.type(named: provider)?.id
      else { return nil }
    }
    let type = catalogue.type(named: metadata.type)
    var best: CredentialMatch?
    for base in header.bases(of: type) {
      let (depth, reason): (Int?, CredentialMatch.Reason) =
        switch subject {
        case .image(let image): (base.depth(for: image), .registry)
        case .address(let address): (base.depth(for: address), .baseURL)
        }
      guard let depth, depth > best?.depth ?? -1 else { continue }
      best = CredentialMatch(
        header: header, reason: reason, field: base.field, base: base.text, depth: depth)
    }
    if let best { return best }
    guard usesDefault, metadata.isDefault, type?.allowsDefault ?? false else { return nil }
    return CredentialMatch(
      header: header, reason: .standard, field: nil, base: nil, depth: -1)
  }

  private var usesDefault: Bool {
    if case .image = subject { return purpose == .pull }
    return false
  }

  private static func providerID(_ name: String) -> String {
    name.uppercased().replacing("-", with: "_")
  }
}

public import Documents

/// What stands under `sops` in a file: who can open it, what is encrypted, and the MAC.
public struct SOPSMetadata: Hashable, Sendable {
  /// A data key, or a share of one, encrypted to an age recipient.
  public struct AgeEntry: Hashable, Sendable {
    /// Whom it says it is for, which nothing authenticates.
    public var recipient: String
    /// An armored age file with the data key of 32 bytes, or a share of 33.
    public var enc: String
    /// Fields that we do not know, kept as they are.
    public var unknown: [Member]

    /// Creates an entry.
    public init(recipient: String, enc: String, unknown: [Member] = []) {
      self.recipient = recipient
      self.enc = enc
      self.unknown = unknown
    }
  }

  /// Keys any one of which opens one share of the data key.
  public struct KeyGroup: Hashable, Sendable {
    /// The age entries.
    public var age: [AgeEntry]
    /// Keys of other kinds and unknown fields, kept as they are.
    public var foreign: [Member]

    /// Creates a group.
    public init(age: [AgeEntry], foreign: [Member] = []) {
      self.age = age
      self.foreign = foreign
    }
  }

  /// The version written into new files: the lowest sops that understands all we write.
  public static let standardVersion = "3.9.0"

  /// The age entries, each of which holds the whole data key.
  public var ageEntries: [AgeEntry]
  /// The key groups, each of which holds a share of the data key.
  ///
  /// If there are entries outside groups too, sops ignores the groups, and so do we.
  public var keyGroups: [KeyGroup]
  /// How many groups it takes, or `nil` for all of them.
  public var shamirThreshold: Int?
  /// What is encrypted, or `nil` if the file does not say: then ``SelectionRule/standard`` holds.
  public var rule: SelectionRule?
  /// Whether the MAC covers only values that are encrypted.
  public var macOnlyEncrypted: Bool
  /// When a value last changed, in the text of the file.
  public var lastModified: String
  /// The encrypted MAC, or empty.
  public var mac: String
  /// The version of sops that the file is for.
  public var version: String
  /// Keys of other kinds (`kms`, `gcp_kms`, `hckms`, `azure_kv`, `hc_vault`, `pgp`) and fields
  /// that we do not know, kept as they are.
  public var foreign: [Member]

  /// Creates the metadata of a new file; sealing fills in the time and the MAC.
  public init(
    ageEntries: [AgeEntry] = [], keyGroups: [KeyGroup] = [], shamirThreshold: Int? = nil,
    rule: SelectionRule?, macOnlyEncrypted: Bool = false, version: String = standardVersion
  ) {
    self.ageEntries = ageEntries
    self.keyGroups = keyGroups
    self.shamirThreshold = shamirThreshold
    self.rule = rule
    self.macOnlyEncrypted = macOnlyEncrypted
    self.version = version
    lastModified = ""
    mac = ""
    foreign = []
  }

  /// The kinds of keys that are not age's among those that open the document, such as `kms`, in
  /// the order in which they stand there.
  public var foreignKinds: [String] {
    var kinds: [String] = []
    for list in foreign + keyGroups.flatMap(\.foreign)
    where Self.foreignKeyLists.contains(list.key) && list.value.array?.isEmpty == false
      && !kinds.contains(list.key)
    { kinds.append(list.key) }
    return kinds
  }

  /// The names of the lists of keys that are not age's, in ``foreign``.
  public static let foreignKeyLists: Set<String> = [
    "kms", "gcp_kms", "hckms", "azure_kv", "hc_vault", "pgp",
  ]

  /// Whether there are keys outside groups, of any kind.
  public var hasKeysOutsideGroups: Bool {
    !ageEntries.isEmpty
      || foreign.contains {
        Self.foreignKeyLists.contains($0.key) && $0.value.array?.isEmpty == false
      }
  }

  /// The groups that count: one if there are keys outside groups.
  public var effectiveGroups: [KeyGroup] {
    hasKeysOutsideGroups ? [KeyGroup(age: ageEntries, foreign: foreign)] : keyGroups
  }

  /// Every recipient named by an age entry that counts, in the file's order.
  public var recipients: [String] { effectiveGroups.flatMap { $0.age.map(\.recipient) } }

  /// The bytes that the MAC's encryption authenticates: the time in whole seconds, with `Z` for
  /// no offset, which is what Go makes of the text.
  ///
  /// Returns `nil` for text that is not a time.
  var authenticatedTime: String? {
    let bytes = Array(lastModified.utf8)
    guard Timestamp(lastModified) != nil, bytes[10] == UInt8(ascii: "T"),
      bytes[17] < UInt8(ascii: "6"), bytes.last != UInt8(ascii: "z")
    else { return nil }
    var offset = bytes[19...]
    if offset.first == UInt8(ascii: ".") {
      offset = offset.dropFirst().drop { (0x30...0x39).contains($0) }
    }
    let text = String(decoding: offset, as: UTF8.self)
    let isZero = text == "+00:00" || text == "-00:00"
    return String(decoding: bytes[..<19], as: UTF8.self) + (isZero ? "Z" : text)
  }
}

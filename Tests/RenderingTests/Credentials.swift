import CredentialTypes
import Credentials
import Documents
import Rendering
import Secrets
import Testing

/// An opened credential with a fixed salt, whose values went through validation.
func credential(
  _ type: String, _ values: KeyValuePairs<String, String>, name: String = "one", revision: Int = 1,
  isDefault: Bool = false
) throws -> OpenedCredential {
  let type = try #require(Catalogue.builtIn.type(named: type))
  let validated = try type.validate(values.map { Member($0.key, .string($0.value)) })
  return opened(
    type, validated.public, validated.confidentialAndSecret, name: name, revision: revision,
    isDefault: isDefault)
}

/// An opened credential whose values nobody has checked.
func unchecked(
  _ type: String, _ values: KeyValuePairs<String, String>, name: String = "one"
) throws -> OpenedCredential {
  try unchecked(type, values.map { ($0.key, $0.value) }, name: name)
}

/// An opened credential whose values nobody has checked.
func unchecked(_ type: String, _ values: [(String, String)], name: String) throws
  -> OpenedCredential
{
  let type = try #require(Catalogue.builtIn.type(named: type))
  var (open, sealed): ([Member], [Member]) = ([], [])
  for (key, value) in values {
    if type.field(key)?.fieldClass == .public {
      open.append(Member(key, .string(value)))
    } else {
      let bytes = Array(value.utf8)
      sealed.append(Member(key, Node(.secret(Secret(SecretBytes(copying: bytes.span))))))
    }
  }
  return opened(type, open, sealed, name: name, revision: 1, isDefault: false)
}

func opened(
  _ type: CredentialType, _ open: [Member], _ sealed: [Member], name: String, revision: Int = 1,
  isDefault: Bool = false, provider: String? = nil
) -> OpenedCredential {
  var metadata = CredentialMetadata(
    id: "1mO5qKOUcacMaFXJsmJzQh", name: name, type: type.id, title: name, category: type.category,
    now: Timestamp(secondsSince1970: 0))
  metadata.revision = revision
  metadata.provider = provider
  metadata.isDefault = isDefault
  let salt = Array(UInt8(0)..<32)
  return OpenedCredential(
    metadata: metadata, type: type, public: open, fields: sealed,
    salt: Secret(SecretBytes(copying: salt.span)))
}

/// The text of an artifact.
func rendered(
  _ artifact: String, _ credentials: OpenedCredential..., options: [String: String] = [:]
) throws -> String {
  let artifact = try ArtifactCatalogue.requiredArtifact(named: artifact)
  let bytes = try ArtifactCatalogue.render(
    artifact, from: credentials, options: RenderOptions(options))
  return String(decoding: bytes.bytes.indices.map { bytes.bytes[$0] }, as: UTF8.self)
}

/// The code of the failure of rendering.
func failure(
  _ artifact: String, _ credentials: OpenedCredential..., options: [String: String] = [:]
) throws -> Failure.Code? {
  let artifact = try ArtifactCatalogue.requiredArtifact(named: artifact)
  do {
    _ = try ArtifactCatalogue.render(
      artifact, from: credentials, options: RenderOptions(options))
    return nil
  } catch { return error.code }
}

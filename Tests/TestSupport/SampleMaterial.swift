public import SystemPackage

/// Keys and certificates that real programs made, under the names that samples use for them.
public struct SampleMaterial: Sendable {
  private let texts: [String: String]

  /// The same for all tests of a process: making it takes seconds.
  public static var shared: SampleMaterial {
    get async throws { try await made.value }
  }

  private static let made = Task {
    try await withSandbox("material") { try await SampleMaterial(in: $0) }
  }

  /// Makes everything, and leaves it in a folder.
  public init(in folder: FilePath) async throws {
    let tls = try await TLSMaterial(in: folder)
    try await shell(
      """
      ssh-keygen -q -t ed25519 -N '' -C me@example.com -f ssh
      ssh-keygen -q -t ed25519 -N open -C '' -f locked
      ssh-keygen -q -t ecdsa -N '' -C '' -f ecdsa
      ssh-keygen -q -t rsa -b 2048 -m PEM -N '' -C '' -f pemrsa
      openssl pkcs12 -export -inkey leaf.key -in leaf.pem -passout pass:open -out store.p12
      base64 store.p12 > store.b64
      openssl genpkey -algorithm ED25519 -out ed.key
      export GNUPGHOME="$PWD/gnupg"; mkdir -m 700 gnupg
      for name in one two; do
        gpg --batch --quiet --passphrase '' --quick-generate-key "$name <$name@example.com>" \
          ed25519 sign never 2>/dev/null
        gpg --armor --export "$name@example.com" > "$name.pub"
        gpg --batch --armor --export-secret-keys "$name@example.com" > "$name.sec"
        gpg --with-colons --list-keys "$name@example.com" | awk -F: '$1=="fpr"{print $10; exit}' > "$name.id"
      done
      gpgconf --kill all 2>/dev/null || true
      """, in: folder)
    var texts: [String: String] = [:]
    let files = [
      "cert": "leaf.pem", "key": "leaf.key", "otherkey": "other.key", "ca": "root.pem",
      "mid": "mid.pem", "csr": "leaf.csr", "edkey": "ed.key",
      "rsa": "rsa.key",
      "lockedpem": "leaf.enc",
      "ssh": "ssh", "sshpub": "ssh.pub", "sshlocked": "locked", "sshlockedpub": "locked.pub",
      "ecdsa": "ecdsa", "ecdsapub": "ecdsa.pub", "pemrsa": "pemrsa", "pemrsapub": "pemrsa.pub",
      "p12": "store.b64", "pgp": "one.pub", "pgpkey": "one.sec", "otherpgpkey": "two.sec",
      "pgpid": "one.id",
    ]
    for (name, file) in files { texts[name] = try tls.text(file) }
    texts["chain"] = try tls.text("mid.pem") + tls.text("root.pem")
    let key = try tls.text("rsa.key").replacing("\n", with: "\\n")
    texts["google"] = """
      {"type": "service_account", "project_id": "my-project", "private_key": "\(key)", \
      "client_email": "me@my-project.iam.gserviceaccount.com"}
      """
    self.texts = texts
  }

  /// The text of that name.
  public subscript(_ name: String) -> String { texts[name] ?? "" }

  /// A sample with `"@name"` replaced by the material of that name, as a JSON text.
  public func filled(_ sample: String) -> String {
    var result = sample
    for (name, text) in texts {
      let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        .replacing("\n", with: "\\n")
      result = result.replacing("\"@\(name)\"", with: "\"\(escaped)\"")
    }
    return result
  }
}

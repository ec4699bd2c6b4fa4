public import SystemPackage
private import Subprocess

/// Runs a shell script, and fails unless it succeeds; returns its standard output.
@discardableResult
public func shell(_ script: String, in folder: FilePath) async throws -> String {
  let run = try await runProgram(.name("sh"), ["-euc", script], in: folder)
  guard run.status.isSuccess else { throw ShellFailure(script: script, stderr: run.stderr) }
  return run.stdout
}

/// A script that failed, and what it said.
public struct ShellFailure: Error, CustomStringConvertible {
  let script: String
  let stderr: String
  public var description: String { "\(script)\n\(stderr)" }
}

/// A certificate authority with an intermediate and a leaf, made by `openssl`.
public struct TLSMaterial {
  /// The folder with `root.pem`, `mid.pem`, `leaf.pem`, `leaf.key`, and other forms of the key.
  public let folder: FilePath

  /// Makes everything.
  public init(in folder: FilePath) async throws {
    self.folder = folder
    try await shell(
      """
      newkey() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out $1; }
      newkey root.key; newkey mid.key; newkey leaf.key; newkey other.key
      openssl req -x509 -new -key root.key -subj "/O=Example/CN=Example Root" -days 3650 -out root.pem
      openssl req -new -key mid.key -subj "/O=Example/CN=Example Mid" -out mid.csr
      printf 'basicConstraints=critical,CA:TRUE\\nkeyUsage=critical,keyCertSign,cRLSign\\n' > mid.ext
      openssl x509 -req -in mid.csr -CA root.pem -CAkey root.key -set_serial 2 -days 1000 \
        -extfile mid.ext -out mid.pem 2>/dev/null
      openssl req -new -key leaf.key -subj "/C=DE/O=Müller, Söhne/CN=www.example.com" -utf8 -out leaf.csr
      printf 'subjectAltName=DNS:www.example.com,DNS:*.example.com,IP:10.1.2.3,IP:2001:db8::1\\n' > leaf.ext
      openssl x509 -req -in leaf.csr -CA mid.pem -CAkey mid.key -set_serial 3 -days 90 \
        -extfile leaf.ext -out leaf.pem 2>/dev/null
      openssl ecparam -name prime256v1 -out param.pem
      openssl pkey -in leaf.key -traditional -out leaf.sec1
      cat param.pem leaf.sec1 > leaf.param
      openssl pkcs8 -topk8 -in leaf.key -v2 aes256 -passout pass:open -out leaf.enc
      openssl ec -in leaf.key -aes128 -passout pass:open -out leaf.legacy 2>/dev/null
      openssl req -x509 -newkey rsa:2048 -nodes -keyout rsa.key -subj "/CN=rsa.example.com" \
        -addext subjectAltName=DNS:rsa.example.com -days 30 -out rsa.pem 2>/dev/null
      openssl pkey -in rsa.key -traditional -out rsa.pkcs1
      """, in: folder)
  }

  /// The text of a file.
  public func text(_ name: String) throws -> String {
    String(decoding: try [UInt8](contentsOf: folder.appending(name)), as: UTF8.self)
  }
}

extension [UInt8] {
  /// Writes a file for a program to read.
  public func write(toNew path: FilePath) throws { try write(to: path) }
}

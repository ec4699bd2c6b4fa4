import SystemPackage
import TestSupport
import Testing

@testable import Age

/// Signatures of ssh-keygen, held against ssh-keygen's own judgement.
@Suite(.drawn) struct SSHSignatureTests {
  private static func parse(_ bytes: [UInt8]) -> SSHSignature? { SSHSignature(armored: bytes.span) }

  /// Signs `message` in a folder and returns the armored signature.
  private func sign(
    _ type: String, _ options: String = "", message: String = "hello\n", in folder: FilePath
  ) async throws -> [UInt8] {
    try await shell(
      """
      rm -f key key.pub message.sig
      ssh-keygen -q -t \(type) -N '' -C '' -f key
      printf '%s' '\(message)' > message
      ssh-keygen -q -Y sign -n git \(options) -f key message 2>/dev/null
      """, in: folder)
    return try [UInt8](contentsOf: folder.appending("message.sig"))
  }

  @Test(arguments: [
    ("ed25519", ""), ("rsa -b 2048", ""), ("rsa -b 3072", "-O hashalg=sha256"),
    ("ecdsa -b 256", ""), ("ecdsa -b 384", ""), ("ecdsa -b 521", ""),
    ("ed25519", "-O hashalg=sha256"),
  ])
  func aSignatureHoldsForItsMessageOnly(_ type: String, _ options: String) async throws {
    try await withSandbox("sshsig") { folder in
      let text = try await sign(type, options, in: folder)
      let signature = try #require(Self.parse(text))
      let line = String(
        decoding: try [UInt8](contentsOf: folder.appending("key.pub")), as: UTF8.self)
      #expect(
        signature.publicKey
          == line.split(separator: " ").prefix(2).joined(separator: " ").filter { $0 != "\n" })
      let shown = try await shell("ssh-keygen -l -f key.pub", in: folder)
      #expect(shown.contains(signature.fingerprint))
      func holds(_ message: String, _ namespace: String) throws -> Bool {
        let bytes = Array(message.utf8)
        return try signature.covers(bytes.span, namespace: namespace)
      }
      #expect(try holds("hello\n", "git"))
      #expect(try !holds("hello", "git"))
      #expect(try !holds("hello\n", "file"))
    }
  }

  /// Two changed bits and the like: whatever still holds must hold for ssh-keygen too.
  @Test(arguments: ["ed25519", "rsa -b 2048", "ecdsa -b 256"])
  func noChangedSignatureHolds(_ type: String) async throws {
    try await withSandbox("sshsig") { folder in
      let text = try await sign(type, in: folder)
      let message = Array("hello\n".utf8)
      var generator = Numbers()
      var parsed = 0
      for _ in 0..<3000 {
        var changed = text
        // Within the base64 lines, so that most of it still parses.
        let index = Int.random(in: 30..<(text.count - 28), using: &generator)
        guard changed[index] != 10 else { continue }
        changed[index] =
          Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef+/=\n ".utf8).randomElement(using: &generator)
          ?? 65
        guard changed != text, let signature = SSHSignature(armored: changed.span) else { continue }
        parsed += 1
        let holds = try signature.covers(message.span, namespace: "git")
        #expect(!holds, "byte \(index)")
      }
      #expect(parsed > 100)
    }
  }

  @Test func noBytesCrashTheParser() async throws {
    try await withSandbox("sshsig") { folder in
      let seed = try await sign("ed25519", in: folder)
      var generator = Numbers()
      for round in 0..<20_000 {
        var bytes = seed
        for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
          let index = Int.random(in: 0..<bytes.count, using: &generator)
          switch round % 4 {
          case 0: bytes[index] = UInt8.random(in: .min ... .max, using: &generator)
          case 1: bytes.remove(at: index)
          case 2: bytes.removeSubrange(index...)
          default: bytes.insert(contentsOf: bytes[index...].prefix(40), at: index)
          }
        }
        _ = SSHSignature(armored: bytes.span)
        _ = SSHSignature(blob: bytes.span)
        let noise = (0..<(round % 200)).map { _ in
          UInt8.random(in: .min ... .max, using: &generator)
        }
        let start = Array("SSHSIG\u{0}\u{0}\u{0}\u{1}\u{0}\u{0}\u{0}\u{20}".utf8)
        _ = SSHSignature(blob: (start + noise).span)
        _ = SSHSigningKey(wire: noise.span)
      }
    }
  }

  /// A key in hardware signs more than the message.
  @Test(arguments: [0, 1, 5])
  func aHardwareKeysSignatureSaysHowItWasAsked(_ flags: Int) async throws {
    try await withSandbox("sshsig") { folder in
      let text = try await shell(
        """
        openssl genpkey -algorithm ed25519 -out key.pem
        openssl pkey -in key.pem -pubout -outform DER -out key.der
        python3 - <<'END'
        import base64, hashlib, struct, subprocess
        def s(b): return struct.pack('>I', len(b)) + b
        raw = open('key.der', 'rb').read()[-32:]
        kind, app = b'sk-ssh-ed25519@openssh.com', b'ssh:'
        key = s(kind) + s(raw) + s(app)
        message = b'hello\\n'
        signed = b'SSHSIG' + s(b'git') + s(b'') + s(b'sha512') + s(hashlib.sha512(message).digest())
        state = bytes([\(flags)]) + struct.pack('>I', 7)
        data = hashlib.sha256(app).digest() + state + hashlib.sha256(signed).digest()
        open('data', 'wb').write(data)
        subprocess.run(['openssl', 'pkeyutl', '-sign', '-rawin', '-inkey', 'key.pem', '-in', 'data',
                        '-out', 'sig'], check=True)
        sig = s(kind) + s(open('sig', 'rb').read()) + state
        blob = b'SSHSIG' + struct.pack('>I', 1) + s(key) + s(b'git') + s(b'') + s(b'sha512') + s(sig)
        text = base64.b64encode(blob).decode()
        lines = [text[i:i+70] for i in range(0, len(text), 70)]
        open('message', 'wb').write(message)
        open('message.sig', 'w').write(
            '-----BEGIN SSH SIGNATURE-----\\n' + '\\n'.join(lines) + '\\n-----END SSH SIGNATURE-----\\n')
        open('allowed', 'w').write('a ' + kind.decode() + ' ' + base64.b64encode(key).decode() + '\\n')
        END
        if ssh-keygen -Y verify -n git -f allowed -I a -s message.sig < message > said 2>&1
        then echo good; else echo bad; fi
        """, in: folder)
      let bytes = try [UInt8](contentsOf: folder.appending("message.sig"))
      let signature = try #require(Self.parse(bytes))
      let holds = try signature.covers(Array("hello\n".utf8).span, namespace: "git")
      #expect(holds)
      #expect(text == "good\n")
    }
  }
}

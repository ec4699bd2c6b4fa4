import CredentialStore
import Credentials
import TestSupport
import Testing

@Suite struct SigningTests {
  /// A workshop in which commits are to be signed with a key of ssh-keygen's.
  private func withSigning(_ body: (Workshop) async throws -> Void) async throws {
    try await withWorkshop("sign") { workshop in
      try await workshop.git.shell(
        """
        ssh-keygen -q -t ed25519 -N '' -C '' -f .git/signer
        echo "ann@example.org $(cat .git/signer.pub)" > .git/allowed
        git config gpg.format ssh
        git config gpg.ssh.allowedSignersFile "$PWD/.git/allowed"
        git config user.signingkey "$PWD/.git/signer"
        git config commit.gpgsign true
        """)
      try await body(workshop)
    }
  }

  @Test func gitAcceptsTheSignature() async throws {
    try await withSigning { workshop in
      try workshop.create("hub")
      try await workshop.git.git("verify-commit", "HEAD")
      #expect(try await workshop.git.git("log", "-1", "--format=%G?") == "G\n")
      try await workshop.git.git("fsck", "--strict")
    }
  }

  @Test func theUserDecidesForOneCommit() async throws {
    try await withSigning { workshop in
      try workshop.create("hub", options: MutationOptions(signs: false))
      #expect(try await workshop.git.git("log", "-1", "--format=%G?") == "N\n")
      try await workshop.git.git("config", "commit.gpgsign", "false")
      try workshop.create("other")
      #expect(try await workshop.git.git("log", "-1", "--format=%G?") == "N\n")
      try workshop.create("third", options: MutationOptions(signs: true))
      #expect(try await workshop.git.git("log", "-1", "--format=%G?") == "G\n")
    }
  }

  @Test func aKeyThatCannotSignIsAFailureAndNothingHappens() async throws {
    try await withSigning { workshop in
      for key in [
        "/nowhere",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIz2SNm8fTW/bpKzJ4P8w8VkfZqnhE+LIPEhVbJZ3mpY",
      ] {
        try await workshop.git.git("config", "user.signingkey", key)
        #expect(failure { try workshop.create("hub") }?.code == .system)
      }
      try await workshop.git.git("config", "--unset", "user.signingkey")
      #expect(failure { try workshop.create("hub") }?.code == .system)
      try await workshop.git.git("config", "gpg.format", "x509")
      #expect(failure { try workshop.create("hub") }?.code == .system)
      #expect(try await workshop.git.git("status", "--porcelain") == "")
      try workshop.create("hub", options: MutationOptions(signs: false))
    }
  }
}

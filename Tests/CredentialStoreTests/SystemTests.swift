import CredentialStore
import Credentials
import Files
import SystemPackage
import TestSupport
import Testing

/// Disks that are full and disks that cannot be written, on a small file system in memory.
@Suite(.enabled("mounting needs a mount namespace") { await canMount() })
struct SystemTests {
  private var exerciser: String { BuiltProducts.directory.string + "/store-exerciser" }

  private func mounted(_ script: String) async throws -> String {
    try await withSandbox("store") { folder in
      let git = GitFixture(at: folder)
      return try await git.shell(
        """
        mkdir disk; export HOME="$PWD"
        git config --global user.name Ann; git config --global user.email ann@example.org
        cat > script <<'END'
        set -eu
        mount -t tmpfs -o size=3m tmpfs disk; cd disk; git init -q -b main
        "\(exerciser)" . update credentials/a.json 2
        \(script)
        END
        unshare -m sh script
        """)
    }
  }

  @Test func aFullDiskChangesNothing() async throws {
    let report = try await mounted(
      """
      refused=0; done=0; free=0
      while [ $free -lt 120 ]; do
        head=$(git rev-parse HEAD)
        dd if=/dev/zero of=.git/filler bs=4k 2>/dev/null || true
        truncate -s -${free}k .git/filler
        status=0; "\(exerciser)" . update credentials/a.json 1 2>.git/error || status=$?
        rm .git/filler; free=$((free+4))
        case $status in
          9) refused=$((refused+1)); test $head = $(git rev-parse HEAD) || echo moved ;;
          0) done=$((done+1)) ;;
          *) echo "status $status"; cat .git/error ;;
        esac
        test -z "$(git status --porcelain)" || { echo "not clean"; git status --porcelain; }
        test ! -e .git/credtree/pending || echo "journal left"
        test ! -e .git/index.lock || echo "lock left"
      done
      git fsck --strict --no-dangling
      test $refused -gt 3; test $done -gt 0; echo whole
      """)
    #expect(report == "whole\n")
  }

  @Test func aReadOnlyDiskIsRefused() async throws {
    let report = try await mounted(
      """
      mount -o remount,ro .
      status=0; "\(exerciser)" . update credentials/a.json 1 2>../error || status=$?
      echo "status $status"; grep -c 'read-only file system' ../error
      """)
    #expect(report == "status 9\n1\n")
  }
}

private func canMount() async -> Bool {
  let run = try? await withSandbox("store") { folder in
    try await GitFixture(at: folder).shell("unshare -m true")
  }
  return run != nil
}

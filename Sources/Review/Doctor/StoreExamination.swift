internal import Access
internal import Configuration
internal import CredentialStore
internal import Credentials
internal import Files
internal import Git
internal import Secrets

extension Diagnosis {
  /// Reads the policy: of the work tree, or of the commit at `HEAD` in a bare repository.
  mutating func examineConfiguration(of repository: Repository, root: String?) -> Configuration? {
    let name = Configuration.fileName
    var text: [UInt8]?
    if let root {
      text = try? FileReader.contents(of: "\(root)/\(name)", limit: 1 << 20)
    } else if let commit = try? repository.head().commit {
      text = (try? repository.contents(of: name, at: commit)) ?? nil
    }
    guard let text else {
      add("policy", .error, "there is no \(name)", remedy: "run 'credtree init'")
      return nil
    }
    let configuration: Configuration
    do throws(ConfigurationError) {
      configuration = try Configuration.parse(text.span, file: name)
    } catch {
      add("policy", .error, "\(name) is invalid: \(error.description)", remedy: "mend the file")
      return nil
    }
    let members = configuration.members.count
    add("policy", .ok, "\(name) is valid; \(members) member\(members == 1 ? "" : "s")")
    do throws(Failure) {
      let news = try CloneState(of: repository).unaccepted(in: configuration)
      guard !news.isEmpty else {
        add("accepted-policy", .ok, "this clone has accepted every reader")
        return configuration
      }
      let names = Set(news.map(\.member)).sorted().joined(separator: ", ")
      add(
        "accepted-policy", .warning,
        "the policy lets somebody read whom this clone has not accepted: \(names)",
        remedy: "look at 'git log -p \(name)'; the next change of a credential asks")
    } catch { add("accepted-policy", .error, error.message) }
    return configuration
  }

  /// Reads every credential's readable part.
  mutating func examineStore(
    _ configuration: Configuration?, _ repository: Repository, root: String?
  ) {
    guard let configuration, let root else { return }
    do throws(Failure) {
      let reader = try WorkTreeReader(root: root, store: configuration.store)
      let names = try reader.names()
      let damaged = try ParallelMap.compactMap(names) { name in
        Result { () throws(Failure) -> String? in
          guard let text = try reader.contents(of: name) else { return nil }
          return (try? CredentialHeader(text.span, name: name)) == nil ? name : nil
        }
      }
      guard damaged.isEmpty else {
        let shown = damaged.prefix(3).joined(separator: ", ")
        let rest = damaged.count > 3 ? " and \(damaged.count - 3) more" : ""
        add(
          "store", .error,
          "\(damaged.count) of \(names.count) files cannot be read: \(shown)\(rest)",
          remedy: "run 'credtree check', which says what is wrong with them")
        return
      }
      add("store", .ok, "\(names.count) credential\(names.count == 1 ? "" : "s") can be read")
    } catch { add("store", .error, error.message) }
  }

  /// Looks at the user's keys, at the memory for secrets, and at the programs that keys need.
  mutating func examineMachine(
    _ configuration: Configuration?, root: String?, identityFile: String?
  ) {
    do throws(Failure) {
      let keyRing = try KeyRing.load(file: identityFile)
      for problem in keyRing.problems { add("identity", .warning, problem) }
      if keyRing.identities.isEmpty {
        add(
          "identity", .warning, "you have no identity: you can review, and open nothing",
          remedy: "run 'credtree identity new', then 'credtree join'")
      } else if let configuration {
        if let member = keyRing.member(of: configuration) {
          add("identity", .ok, "you are \(member)")
        } else {
          add(
            "identity", .warning, "no member of the policy has your key",
            remedy: "run 'credtree join'")
        }
      } else {
        add("identity", .ok, "you have an identity")
      }
    } catch { add("identity", .error, error.message) }
    examineModes(identityFile)
    examineMemory()
    examinePlugins(configuration, root: root)
  }

  /// Nobody else on the machine may read an identity.
  private mutating func examineModes(_ identityFile: String?) {
    var files = [identityFile]
    for name in ["CREDTREE_IDENTITY_FILE", "SOPS_AGE_KEY_FILE", "SOPS_AGE_SSH_PRIVATE_KEY_FILE"] {
      files.append(EnvironmentVariable.text(name))
    }
    files.append(KeyRing.sopsKeyFile)
    if let home = EnvironmentVariable.homeFolder {
      files += ["\(home)/.ssh/id_ed25519", "\(home)/.ssh/id_rsa"]
    }
    let present = files.compactMap(\.self).filter(FileReader.exists)
    let open = present.filter { (FileReader.permissions(of: $0) ?? 0) & 0o077 != 0 }
    for file in open {
      add(
        "identity-mode", .error, "others on this machine may read \(file)",
        remedy: "run 'chmod 600 \(file)'")
    }
    if open.isEmpty, !present.isEmpty {
      add("identity-mode", .ok, "nobody else may read your identity files")
    }
  }

  private mutating func examineMemory() {
    let swaps = (try? FileReader.contents(of: "/proc/swaps", limit: 1 << 16)) ?? []
    let hasSwap = swaps.split(separator: UInt8(ascii: "\n")).count > 1
    if SecureHeap.isLocked {
      add("memory", .ok, "secrets are kept in memory that is never written to disk")
    } else if hasSwap {
      add(
        "memory", .warning,
        "the limit on locked memory is too small, so secrets can be swapped out",
        remedy: "raise it with 'ulimit -l 1024', or encrypt the swap space")
    } else {
      add(
        "memory", .note,
        "the limit on locked memory is too small; there is no swap space, so nothing is written")
    }
  }

  /// The plugins of keys that the policy names, without which nothing can be encrypted for them.
  private mutating func examinePlugins(_ configuration: Configuration?, root: String?) {
    let prefix = "age plugin "
    let kinds = (configuration?.members ?? []).flatMap(\.keys).map { PublicKey($0).kind }
    let needed = Set(kinds.filter { $0.hasPrefix(prefix) }.map { $0.dropFirst(prefix.count) })
      .sorted()
    guard !needed.isEmpty else { return }
    // A repository must not bring a plugin along: what is in it is none.
    let missing = needed.filter { name in
      guard let program = ProgramSearch.path(of: "age-plugin-\(name)") else { return true }
      return root.map { program.hasPrefix("\($0)/") } ?? false
    }
    guard missing.isEmpty else {
      let programs = missing.map { "age-plugin-\($0)" }.joined(separator: ", ")
      add(
        "plugins", .warning, "keys of the policy need \(programs), which is not on PATH",
        remedy: "install it; without, nothing can be encrypted for these keys")
      return
    }
    add("plugins", .ok, "installed: \(needed.joined(separator: ", "))")
  }
}

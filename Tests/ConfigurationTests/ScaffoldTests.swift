import Configuration
import Documents
import Testing

@Suite struct ScaffoldTests {
  @Test(arguments: ["alice", "no", "007", "a.b@c"]) func readsBackAsItWasMeant(_ name: String)
    throws
  {
    let text = Array(
      ConfigurationScaffold.new(
        member: name, key: TestKeys.ssh, signing: TestKeys.ssh, store: "ops/creds",
        account: "Ac\"me\\: #"
      ).utf8)
    let configuration = try Configuration.parse(text.span)
    #expect(configuration.store == "ops/creds")
    #expect(configuration.account?.name == "Ac\"me\\: #")
    #expect(configuration.members.map(\.name) == [name])
    #expect(configuration.members.first?.role == .admin)
    #expect(configuration.members.first?.signing == [TestKeys.ssh])
    #expect(
      try configuration.access(for: "a/b").keys == [MemberKey(member: name, key: TestKeys.ssh)])
  }

  @Test func aPrivateKeyIsRefusedAndNeverShown() throws {
    let secret = "AGE-SECRET-KEY-1QQPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQ"
    let text = Array(ConfigurationScaffold.new(member: "alice", key: secret).utf8)
    let error = #expect(throws: ConfigurationError.self) { try Configuration.parse(text.span) }
    #expect(error?.problems.first?.field == "members.alice.keys")
    #expect(error?.description.contains("AGE-SECRET") == false)
  }
}

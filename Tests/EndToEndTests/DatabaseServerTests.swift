import SystemPackage
import TestSupport
import Testing

/// Logins of a database, held to PostgreSQL.
@Suite struct DatabaseServerTests {
  /// Makes a server's files, owned by its own user, with one role whose password is the canary.
  private static let preparation = """
    bin=$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)
    mkdir database
    cp private/canary database/password
    if [ "$(id -u)" = 0 ]; then chmod 755 .; chown -R postgres database; fi
    cd database
    "$@" "$bin/initdb" -D data -U robot --pwfile=password --auth=scram-sha-256 --no-sync \\
      --locale=C -E UTF8 > log
    rm password
    echo "$bin/postgres"
    """

  @Test(.timeLimit(.minutes(30)))
  func psqlLogsInWithEachOfOurFiles() async throws {
    try await withRepository("postgresql") { repository in
      let port = try LoopbackPort.free()
      let user = TestTools.words(asUser: "postgres")
      let prepared = try await repository.succeed(
        "sh", ["-euc", Self.preparation, "sh"] + user, in: repository.sandbox)
      let server =
        user + [
          String(prepared.text.dropLast()), "-D", "\(repository.sandbox)/database/data", "-F", "-h",
          "127.0.0.1", "-p", "\(port)", "-k", "",
        ]
      try await repository.credtree(
        "create", "postgresql", "db", "host=127.0.0.1", "port=\(port)", "database=postgres",
        "username=robot", "password=@\(repository.canaryFile.string)")
      let passwords = try await repository.render("pgpass", ["db"], to: "pgpass")
      let services = try await repository.render("pg-service-conf", ["db"], to: "services")
      _ = try await repository.render("connection-url", ["db"], to: "url")
      let address = ["-h", "127.0.0.1", "-p", "\(port)", "-U", "robot", "-d", "postgres"]
      let query = ["-w", "-Atc", "select 6 * 7"]
      try await repository.withServer(server[0], Array(server.dropFirst()), port: port) {
        let stranger = try await repository.run(
          "psql", address + query, environment: ["PGPASSWORD": "wrong"])
        #expect(stranger.message.contains("password authentication failed"))
        for (words, variables) in [
          (address, ["PGPASSFILE": passwords.string]),
          (["service=db"], ["PGSERVICEFILE": services.string]),
        ] {
          let answer = try await repository.run("psql", words + query, environment: variables)
          #expect(answer.text == "42\n", "\(words): \(answer.message)")
        }
        let url = try await repository.run(
          "sh", ["-c", "exec psql \"$(cat url)\" -w -Atc 'select 6 * 7'"], in: repository.inbox)
        #expect(url.text == "42\n", "\(url.message)")
        let run = try await repository.credtree(
          "run", "--credential", "db", "--", "psql", "-w", "-Atc", "select 6 * 7")
        #expect(run.text == "42\n")
      }
    }
  }
}

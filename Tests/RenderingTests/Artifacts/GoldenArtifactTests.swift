import Credentials
import Rendering
import TestSupport
import Testing

/// What each artifact looks like.
@Suite struct GoldenArtifactTests {
  private let aws: KeyValuePairs = [
    "accessKey": "AKIAIOSFODNN7EXAMPLE", "secretKey": "s/+=", "region": "eu-west-1",
  ]

  @Test func profilesOfAWS() throws {
    let one = try credential("aws", aws, name: "prod/app")
    let two = try credential(
      "aws", ["mode": "role", "assumeRoleArn": "arn:aws:iam::123456789012:role/deploy"],
      name: "role")
    #expect(
      try rendered("aws-credentials", one) == """
        [default]
        aws_access_key_id = AKIAIOSFODNN7EXAMPLE
        aws_secret_access_key = s/+=

        """)
    #expect(
      try rendered("aws-credentials", one, options: ["profile": "x"]).hasPrefix("[x]\n"))
    #expect(try failure("aws-credentials", two) == .invalid)
    let config = try rendered("aws-config", two, one)
    #expect(config.contains("[profile prod-app]\nregion = eu-west-1\n"))
    #expect(
      config.contains("[profile role]\nrole_arn = arn:aws:iam::123456789012:role/deploy\n"))
    #expect(config.contains("credential_source = Environment\n"))
    #expect(
      try rendered("aws-env", one, options: ["export": "true"]) == """
        export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE
        export AWS_SECRET_ACCESS_KEY=s/+=
        export AWS_REGION=eu-west-1
        export AWS_DEFAULT_REGION=eu-west-1

        """)
  }

  @Test func loginsToGit() throws {
    let one = try credential(
      "github", ["username": "us er", "password": "p@:/", "baseUrl": "https://github.com/acme"])
    let two = try credential(
      "username-password",
      ["username": "u", "password": "#p a", "url": "https://git.example.com:8443/x"], name: "two")
    #expect(
      try rendered("git-credentials", two, one) == """
        https://u:%23p%20a@git.example.com:8443
        https://us%20er:p%40%3A%2F@github.com

        """)
    #expect(
      try rendered("git-credentials", one, options: ["path": "true"])
        == "https://us%20er:p%40%3A%2F@github.com/acme\n")
    #expect(
      try rendered("netrc", one, two) == """
        machine git.example.com login u password "#p a"
        machine github.com login "us er" password p@:/

        """)
    #expect(try failure("netrc", one, options: ["strict": ""]) == .invalid)
    #expect(try failure("netrc", one, one) == .conflict)
    #expect(
      try rendered("nextflow-scm", one) == """
        providers {
          'github' {
            platform = 'github'
            server = 'https://github.com/acme'
            user = 'us er'
            password = 'p@:/'
          }
        }

        """)
  }

  @Test func databases() throws {
    let one = try credential(
      "postgresql",
      [
        "host": "db.example.com", "database": "app", "username": "u", "password": "p:a\\s",
        "tlsMode": "verify-full",
      ])
    #expect(try rendered("pgpass", one) == "db.example.com:5432:app:u:p\\:a\\\\s\n")
    #expect(
      try rendered("pgpass", one, options: ["any-database": "true"])
        == "db.example.com:5432:*:u:p\\:a\\\\s\n")
    #expect(
      try rendered("pg-service-conf", one, options: ["service": "main"]) == """
        [main]
        host=db.example.com
        port=5432
        dbname=app
        user=u
        password=p:a\\s
        sslmode=verify-full

        """)
    #expect(
      try rendered("connection-url", one)
        == "postgresql://u:p%3Aa%5Cs@db.example.com:5432/app?sslmode=verify-full\n")
    let two = try credential(
      "redis", ["host": "r.example.com", "password": "p", "tlsMode": "require"])
    #expect(try rendered("redis-url", two) == "rediss://:p@r.example.com:6379/0\n")
    let three = try credential(
      "rabbitmq", ["host": "m.example.com", "username": "u", "password": "p"])
    #expect(try rendered("connection-url", three) == "amqp://u:p@m.example.com:5672/%2F\n")
    let four = try credential(
      "mysql", ["host": "db", "database": "app", "username": "u", "password": "a\"b\\"])
    #expect(
      try rendered("my-cnf", four) == #"""
        [client]
        user="u"
        password="a\"b\\"
        host="db"
        port="3306"

        [mysql]
        database="app"

        """#)
  }

  @Test func packages() throws {
    let npm = try credential(
      "npm-registry",
      ["registry": "https://npm.example.com/private/", "scope": "@acme", "token": "t;k"])
    #expect(
      try rendered("npmrc", npm) == """
        @acme:registry=https://npm.example.com/private/
        //npm.example.com/private/:_authToken="t;k"

        """)
    let python = try credential(
      "python-index", ["url": "https://pypi.example.com/simple", "password": "p%/"])
    #expect(
      try rendered("pip-conf", python)
        == "[global]\nindex-url = https://__token__:p%25%2F@pypi.example.com/simple/\n")
    #expect(
      try rendered("pypirc", python, options: ["server": "ours"]) == """
        [distutils]
        index-servers =
            ours

        [ours]
        repository = https://pypi.example.com/simple
        username = __token__
        password = p%/

        """)
    let maven = try credential(
      "maven-repository", ["serverId": "releases", "username": "u", "password": "<&\""])
    #expect(
      try rendered("maven-settings", maven).contains("<password>&lt;&amp;&quot;</password>"))
    #expect(try rendered("gradle-properties", maven).hasPrefix("releasesUsername=u\n"))
    let cargo = try credential("cargo-registry", ["token": "t\"k"])
    #expect(try rendered("cargo-credentials", cargo) == "[registry]\ntoken = \"t\\\"k\"\n")
    let host = try credential("terraform-host", ["token": "t"])
    #expect(
      try rendered("terraformrc", host)
        == "credentials \"app.terraform.io\" {\n  token = \"t\"\n}\n")
  }

  @Test func buckets() throws {
    let one = try credential(
      "object-storage",
      [
        "accessKey": "AK", "secretKey": "s/k", "bucket": "bucket", "region": "eu-west-1",
        "endpoint": "https://s3.example.com", "flavour": "minio",
      ])
    #expect(
      try rendered("rclone", one, options: ["remote": "store"]) == """
        [store]
        type = s3
        provider = Minio
        env_auth = false
        access_key_id = AK
        secret_access_key = s/k
        region = eu-west-1
        endpoint = https://s3.example.com

        """)
    #expect(
      try rendered("mc-alias", one) == "MC_HOST_one=https://AK:s%2Fk@s3.example.com\n")
    #expect(
      try rendered("s3cfg", one).contains("host_base = s3.example.com\n"))
    #expect(
      try rendered("restic-env", one, options: ["password-file": "/run/p"]).hasSuffix(
        "RESTIC_REPOSITORY=s3:https://s3.example.com/bucket\nRESTIC_PASSWORD_FILE=/run/p\n"))
  }

  @Test func aPasswordThatRcloneHidesIsTheSameEveryTime() throws {
    let one = try credential(
      "sftp", ["host": "h", "username": "u", "password": "secret"], revision: 2)
    let text = try rendered("rclone", one)
    #expect(try rendered("rclone", one) == text)
    #expect(!text.contains("secret"))
  }

  @Test func usersOfWebServers() throws {
    let one = try credential(
      "basic-auth", ["username": "ann", "password": "p", "realm": "Area", "hash": "bcrypt"])
    // The MD5 of "ann:Area:p".
    #expect(try rendered("htdigest", one).hasPrefix("ann:Area:"))
    #expect(
      try rendered("haproxy-userlist", one).hasPrefix("userlist users\n    user ann password $6$"))
    #expect(try rendered("caddy-basicauth", one).hasPrefix("basic_auth {\n\tann $2y$10$"))
    #expect(try rendered("traefik-users", one).hasPrefix("ann:$2y$10$"))
    #expect(
      try rendered("traefik-users", one, options: ["format": "label"]).hasPrefix("ann:$$2y$$10$$"))
    #expect(try failure("haproxy-userlist", one, options: ["hash": "apr1"]) == .usage)
  }

  @Test func clientsOfACME() throws {
    let one = try credential("cloud-token", ["provider": "digitalocean", "token": "t"])
    #expect(try rendered("lego-env", one) == "DO_AUTH_TOKEN=t\n")
    #expect(try rendered("acme-sh-env", one) == "export DO_API_KEY=t\n")
    #expect(try rendered("certbot-ini", one) == "dns_digitalocean_token = t\n")
    let two = try credential(
      "tsig-key",
      [
        "nameserver": "10.0.0.1:53", "keyName": "acme.", "algorithm": "HMAC-SHA256",
        "secret": "c2VjcmV0",
      ])
    #expect(
      try rendered("lego-env", two) == """
        RFC2136_NAMESERVER=10.0.0.1:53
        RFC2136_TSIG_KEY=acme.
        RFC2136_TSIG_ALGORITHM=hmac-sha256.
        RFC2136_TSIG_SECRET=c2VjcmV0

        """)
    #expect(
      try rendered("certbot-ini", two) == """
        dns_rfc2136_server = 10.0.0.1
        dns_rfc2136_port = 53
        dns_rfc2136_name = acme.
        dns_rfc2136_secret = c2VjcmV0
        dns_rfc2136_algorithm = HMAC-SHA256

        """)
    let three = try credential("cloud-token", ["provider": "ionos", "token": "t"])
    #expect(try failure("lego-env", three) == .invalid)
  }

  @Test func otherClouds() throws {
    let azure = try credential(
      "azure",
      [
        "batchName": "batch", "batchKey": "a2V5", "storageName": "store", "storageKey": "a2V5",
        "location": "westeurope",
      ])
    #expect(
      try rendered("azure-storage-connection-string", azure)
        == "DefaultEndpointsProtocol=https;AccountName=store;AccountKey=a2V5;EndpointSuffix=core.windows.net\n"
    )
    #expect(try rendered("azure-env", azure).contains("AZURE_STORAGE_ACCOUNT_KEY=a2V5\n"))
    #expect(try rendered("nextflow-config", azure).contains("azure.batch.accountKey = 'a2V5'\n"))
    let stack = try credential(
      "openstack",
      ["username": "u", "password": "p", "authUrl": "https://k.example.com/v3", "region": "r1"])
    #expect(
      try rendered("openrc", stack).hasPrefix(
        "export OS_AUTH_URL=https://k.example.com/v3\nexport OS_USERNAME=u\n"))
    #expect(
      try rendered("openstack-clouds-yaml", stack, options: ["cloud": "main"]).hasPrefix(
        "clouds:\n  main:\n    auth:\n      auth_url: \"https://k.example.com/v3\"\n"))
  }

  @Test(arguments: [
    ("aws-credentials", "profile", "a b"), ("rclone", "remote", "a]"), ("netrc", "strict", "x"),
    ("mc-alias", "alias", ""), ("restic-env", "dialect", "fish"),
  ])
  func anOptionThatIsWrong(artifact: String, option: String, value: String) throws {
    let one =
      artifact == "netrc"
      ? try credential("github", ["username": "u", "password": "p"])
      : try credential("object-storage", ["accessKey": "a", "secretKey": "s", "bucket": "bucket"])
    #expect(try failure(artifact, one, options: [option: value]) == .usage)
  }

  @Test func typesThatListAnArtifactAndCannotBeIt() throws {
    let one = try unchecked("codecommit", ["username": "u", "password": "p"])
    #expect(try failure("aws-credentials", one) == .invalid)
    let two = try unchecked("hashed-password", ["hash": "$2y$10$x"])
    #expect(try failure("caddy-basicauth", two) == .usage)
    #expect(try failure("caddy-basicauth", two, options: ["user": "ann"]) == .invalid)
  }
}

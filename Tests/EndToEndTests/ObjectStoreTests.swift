import SystemPackage
import TestSupport
import Testing

/// Keys of AWS and of its storage, held to a server that checks every signature.
@Suite struct ObjectStoreTests {
  private static let quiet = ["AWS_EC2_METADATA_DISABLED": "true", "AWS_REGION": "us-east-1"]

  /// Runs `body` beside a server with one user, whose access key it is given; the user's secret
  /// key is in `private/key`.
  private func withAWS(
    _ repository: TestRepository,
    _ body: (_ endpoint: String, _ accessKey: String) async throws -> Void
  ) async throws {
    let port = try LoopbackPort.free()
    let endpoint = "http://127.0.0.1:\(port)"
    // Three calls to make a user, and then nobody who does not sign.
    try await repository.withServer(
      "env",
      [
        "INITIAL_NO_AUTH_ACTION_COUNT=3", TestTools.program("moto_server").string, "-H",
        "127.0.0.1", "-p", "\(port)",
      ], port: port
    ) {
      let made = try await repository.succeed(
        "sh",
        [
          "-euc",
          """
          server=$1
          iam() { aws --endpoint-url "$server" --output text iam "$@" --user-name robot; }
          iam create-user > user
          iam put-user-policy --policy-name all --policy-document \\
            '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'
          iam create-access-key --query '[AccessKey.AccessKeyId,AccessKey.SecretAccessKey]' > keys
          cut -f2 keys | tr -d '\\n' > key
          cut -f1 keys
          """, "sh", endpoint,
        ],
        environment: Self.quiet.merging(["AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "y"]) {
          $1
        }, in: repository.inbox)
      let key = try [UInt8](contentsOf: repository.inbox.appending("key"))
      repository.watch(String(decoding: key, as: UTF8.self))
      let lines = made.text.split(separator: "\n")
      try await body(endpoint, String(lines.last ?? ""))
    }
  }

  private func whoAmI(
    _ repository: TestRepository, _ endpoint: String, _ environment: [String: String],
    _ options: [String] = []
  ) async throws -> Output {
    try await repository.run(
      "aws",
      ["--endpoint-url", endpoint, "sts", "get-caller-identity", "--output", "text"] + options,
      environment: Self.quiet.merging(environment) { $1 })
  }

  @Test(.timeLimit(.minutes(30)))
  func awsSignsWithAProfileAndWithAProcess() async throws {
    try await withRepository("aws") { repository in
      try await withAWS(repository) { endpoint, accessKey in
        let nobody = try await whoAmI(
          repository, endpoint, ["AWS_ACCESS_KEY_ID": accessKey, "AWS_SECRET_ACCESS_KEY": "y"])
        #expect(nobody.exit != 0)
        let secret = "secretKey=@\(repository.inbox.appending("key"))"
        try await repository.credtree(
          "create", "aws", "deploy", "accessKey=\(accessKey)", secret, "region=us-east-1")
        let keys = try await repository.render("aws-credentials", ["deploy"], to: "credentials")
        let known = try await whoAmI(
          repository, endpoint,
          ["AWS_SHARED_CREDENTIALS_FILE": keys.string, "AWS_CONFIG_FILE": "/dev/null"])
        #expect(known.text.contains("user/robot"), "\(known.message)")

        let tool = BuiltProducts.directory.appending("credtree")
        let settings = try repository.settingsFile(
          "aws-config",
          """
          [profile deploy]
          credential_process = "\(tool)" aws-credential-process deploy -C "\(repository.folder)"

          """)
        let files = [
          "AWS_CONFIG_FILE": settings.string, "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        ]
        let asked = try await whoAmI(repository, endpoint, files, ["--profile", "deploy"])
        #expect(asked.text.contains("user/robot"), "\(asked.message)")

        let variables = try await repository.render("aws-env", ["deploy"], to: "env")
        let sourced = try await repository.succeed(
          "sh",
          [
            "-euc",
            "set -a; . \"$1\"; exec aws --endpoint-url \"$2\" sts get-caller-identity --output text",
            "sh", variables.string, endpoint,
          ],
          environment: Self.quiet)
        #expect(sourced.text.contains("user/robot"))
        let run = try await repository.succeed(
          "credtree",
          [
            "run", "--credential", "deploy", "--", "aws", "--endpoint-url", endpoint, "sts",
            "get-caller-identity", "--output", "text",
          ], environment: Self.quiet)
        #expect(run.text.contains("user/robot"))
      }
    }
  }

  @Test(.timeLimit(.minutes(30)))
  func rcloneAndS3cmdStoreAndFetch() async throws {
    try await withRepository("s3") { repository in
      try await withAWS(repository) { endpoint, accessKey in
        try await repository.credtree(
          "create", "object-storage", "bucket", "accessKey=\(accessKey)",
          "secretKey=@\(repository.inbox.appending("key"))", "bucket=shop",
          "endpoint=\(endpoint)", "pathStyleAccessEnabled=true")
        let remote = try await repository.render("rclone", ["bucket"], to: "rclone.conf")
        let settings = try await repository.render("s3cfg", ["bucket"], to: "s3cfg")
        try await repository.succeed(
          "sh",
          [
            "-euc",
            """
            echo hello > sent
            r() { rclone --config "$remote" "$@"; }
            remote=$1
            r mkdir bucket:shop
            r copyto sent bucket:shop/one
            r copyto bucket:shop/one got-one
            cmp sent got-one
            s3cmd -q -c "$2" put sent s3://shop/two
            s3cmd -q -c "$2" get s3://shop/two got-two
            cmp sent got-two
            sed 's/^secret_access_key = .*/secret_access_key = wrong/' "$remote" > wrong.conf
            remote=$PWD/wrong.conf
            if r --retries 1 --low-level-retries 1 copyto sent bucket:shop/three 2> refused; then exit 9; fi
            grep -q -e SignatureDoesNotMatch -e Forbidden refused || { cat refused >&2; exit 8; }
            """, "sh", remote.string, settings.string,
          ], in: repository.sandbox.appending("tmp"))
      }
    }
  }
}

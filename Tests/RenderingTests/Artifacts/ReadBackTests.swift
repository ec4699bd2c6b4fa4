import Credentials
import Rendering
import SystemPackage
import TestSupport
import Testing

/// Values with every kind of mark in them, read by the programs that the files are for, or by the
/// format's own parser.
@Suite(.drawn) struct ReadBackTests {
  private func database(_ type: String, _ value: String) throws -> OpenedCredential {
    try unchecked(
      type, ["host": "db.example.com", "database": "app", "username": "u", "password": value])
  }

  private func bucket(_ value: String) throws -> OpenedCredential {
    try unchecked(
      "object-storage",
      [
        "accessKey": "AKIA", "secretKey": value, "bucket": "b", "region": "eu-west-1",
        "endpoint": "https://s3.example.com",
      ])
  }

  private func github(_ value: String) throws -> OpenedCredential {
    try unchecked("github", ["username": "us:er", "password": value])
  }

  @Test func awsReadsItsOwnCredentials() async throws {
    try await checkReadingBack("aws-credentials", make: bucket) {
      """
      try:
          from awscli.botocore.configloader import raw_config_parse
      except ImportError:
          from botocore.configloader import raw_config_parse
      got = raw_config_parse(path)["default"]["aws_secret_access_key"]
      """
    }
  }

  @Test func gitReadsItsOwnCredentials() async throws {
    try await checkReadingBack("git-credentials", make: github) {
      """
      import subprocess
      out = subprocess.run(["git", "credential-store", "--file", path, "get"],
        input=b"protocol=https\\nhost=github.com\\n\\n", stdout=subprocess.PIPE, check=True).stdout
      lines = out.decode().split("\\n")
      assert "username=us:er" in lines, out
      got = out.decode().split("password=", 1)[1][:-1]
      """
    }
  }

  @Test func pythonReadsANetrc() async throws {
    try await checkReadingBack("netrc", make: github) {
      """
      import netrc
      got = netrc.netrc(path).authenticators("github.com")[2]
      """
    }
  }

  @Test func twineReadsItsIndexes() async throws {
    // Twine uses this parser, which has no interpolation.
    try await checkReadingBack(
      "pypirc",
      make: { value in
        try unchecked(
          "python-index", ["url": "https://p.example.com/", "username": "u", "password": value])
      }
    ) {
      """
      import configparser
      c = configparser.RawConfigParser()
      c.read(path, encoding="utf-8")
      assert c["distutils"]["index-servers"].split() == ["one"]
      got = c["one"]["password"]
      """
    }
  }

  @Test func libpqReadsAServiceFile() async throws {
    try await checkReadingBack("pg-service-conf", make: { try database("postgresql", $0) }) {
      """
      import re
      lines = [l.strip() for l in open(path, newline="\\n").read().split("\\n")]
      got = [l.split("=", 1)[1] for l in lines if l.startswith("password=")][0]
      """
    }
  }

  @Test func aPasswordFileOfPostgreSQL() async throws {
    try await checkReadingBack("pgpass", make: { try database("postgresql", $0) }) {
      """
      text = open(path, newline="\\n").read()
      fields, current, index = [], "", 0
      while index < len(text):
          if text[index] == "\\\\":
              index += 1; current += text[index]
          elif text[index] in ":\\n":
              fields.append(current); current = ""
          else:
              current += text[index]
          index += 1
      assert fields[:4] == ["db.example.com", "5432", "app", "u"], fields
      got = fields[4]
      """
    }
  }

  @Test func aURLOfADatabase() async throws {
    try await checkReadingBack("connection-url", make: { try database("postgresql", $0) }) {
      """
      from urllib.parse import urlsplit, unquote
      u = urlsplit(open(path).read()[:-1])
      assert (u.hostname, u.port, u.path) == ("db.example.com", 5432, "/app"), u
      got = unquote(u.password)
      """
    }
  }

  @Test func theIndexOfPip() async throws {
    try await checkReadingBack(
      "pip-conf", file: "pip.conf",
      make: { value in
        try unchecked(
          "python-index",
          ["url": "https://p.example.com/simple/", "username": "u", "password": value])
      }
    ) {
      """
      import ast, os, subprocess, sys
      from urllib.parse import urlsplit, unquote
      env = dict(os.environ, PIP_CONFIG_FILE=path)
      out = subprocess.run([sys.executable, "-m", "pip", "config", "list"],
        env=env, stdout=subprocess.PIPE, check=True).stdout.decode()
      line = [l for l in out.split("\\n") if l.startswith("global.index-url=")][0]
      got = unquote(urlsplit(ast.literal_eval(line.split("=", 1)[1])).password)
      """
    }
  }

  @Test func npmReadsItsOwnConfiguration() async throws {
    try await checkReadingBack(
      "npmrc", file: ".npmrc",
      make: { value in
        try unchecked("npm-registry", ["registry": "https://n.example.com/npm/", "token": value])
      }
    ) {
      """
      import glob, subprocess
      ini = sorted(glob.glob("/usr/*/node_modules/npm/node_modules/ini/lib/ini.js")
        + glob.glob("/usr/local/lib/node_modules/npm/node_modules/ini/lib/ini.js")
        + glob.glob("/usr/share/nodejs/ini/*.js") + glob.glob("/usr/share/nodejs/ini/lib/ini.js"))[0]
      script = "const c = require(process.argv[1]).parse(require('fs').readFileSync(process.argv[2], 'utf8'));"
      script += "process.stdout.write(String(c['//n.example.com/npm/:_authToken']))"
      got = subprocess.run(["node", "-e", script, ini, path], stdout=subprocess.PIPE,
        check=True).stdout.decode()
      """
    }
  }

  @Test func settingsOfMaven() async throws {
    try await checkReadingBack(
      "maven-settings",
      make: { value in
        try unchecked(
          "maven-repository", ["serverId": "r", "username": "u", "password": value])
      }
    ) {
      """
      import xml.etree.ElementTree as tree
      n = "{http://maven.apache.org/SETTINGS/1.0.0}"
      got = tree.parse(path).getroot().find(f"{n}servers/{n}server/{n}password").text
      """
    }
  }

  @Test func aSourceOfNuget() async throws {
    try await checkReadingBack(
      "nuget-config",
      make: { value in
        try unchecked(
          "nuget-feed",
          [
            "sourceName": "Our feed", "url": "https://n.example.com/v3/index.json",
            "username": "u", "password": value,
          ])
      }
    ) {
      """
      import xml.etree.ElementTree as tree
      source = tree.parse(path).getroot().find("packageSourceCredentials/Our_x0020_feed")
      got = source.findall("add")[1].get("value")
      """
    }
  }

  @Test func aTokenOfCargo() async throws {
    try await checkReadingBack(
      "cargo-credentials",
      make: { try unchecked("cargo-registry", ["registry": "ours", "token": $0]) }
    ) {
      """
      import tomllib
      got = tomllib.load(open(path, "rb"))["registries"]["ours"]["token"]
      """
    }
  }

  @Test func cloudsOfOpenStack() async throws {
    try await checkReadingBack(
      "openstack-clouds-yaml",
      make: { value in
        try unchecked(
          "openstack",
          ["username": "u", "password": value, "authUrl": "https://keystone.example.com/v3"])
      }
    ) {
      """
      import yaml
      got = yaml.safe_load(open(path, "rb"))["clouds"]["one"]["auth"]["password"]
      """
    }
  }

  @Test(arguments: ["aws-env", "restic-env"])
  func aShellReadsVariables(artifact: String) async throws {
    try await checkReadingBack(artifact, make: bucket) {
      """
      import subprocess
      got = subprocess.run(["sh", "-c", '. "$1"; printf %s "$AWS_SECRET_ACCESS_KEY"', "sh", path],
        stdout=subprocess.PIPE, check=True).stdout.decode()
      """
    }
  }

  @Test func anAliasOfMinio() async throws {
    try await checkReadingBack("mc-alias", make: bucket) {
      """
      from urllib.parse import urlsplit, unquote
      name, url = open(path).read()[:-1].split("=", 1)
      assert name == "MC_HOST_one"
      got = unquote(urlsplit(url).password)
      """
    }
  }

  @Test func aClientOfMySQL() async throws {
    try await checkReadingBack("my-cnf", make: { try database("mysql", $0) }) {
      """
      import re
      line = [l for l in open(path, newline="\\n").read().split("\\n") if l.startswith("password=")][0]
      quoted = line[len("password="):]
      assert quoted[0] == quoted[-1] == '"', line
      unescape = {"n": "\\n", "t": "\\t", "r": "\\r", "b": "\\b", "s": " "}
      got = re.sub(r"\\\\(.)", lambda m: unescape.get(m[1], m[1]), quoted[1:-1])
      """
    }
  }

  @Test func aPluginOfCertbot() async throws {
    try await checkReadingBack(
      "certbot-ini",
      make: { try unchecked("cloud-token", ["provider": "digitalocean", "token": $0]) }
    ) {
      """
      import configobj
      got = configobj.ConfigObj(path, encoding="utf-8", interpolation=False)["dns_digitalocean_token"]
      """
    }
  }

  @Test(arguments: ["secret_access_key", "pass"])
  func rcloneReadsItsOwnConfiguration(key: String) async throws {
    try await checkReadingBack(
      "rclone", file: "rclone.conf",
      make: { value in
        guard key == "pass" else { return try bucket(value) }
        return try unchecked(
          "sftp", ["host": "files.example.com", "username": "u", "password": value])
      }
    ) {
      """
      import json, subprocess
      out = subprocess.run(["rclone", "--config", path, "config", "dump"],
        stdout=subprocess.PIPE, check=True).stdout
      got = json.loads(out)["one"]["\(key)"]
      if "\(key)" == "pass":
          got = subprocess.run(["rclone", "reveal", got], stdout=subprocess.PIPE,
            check=True).stdout.decode()[:-1]
      """
    }
  }

  @Test func s3cmdReadsItsOwnConfiguration() async throws {
    try await checkReadingBack("s3cfg", make: bucket) {
      """
      import sys
      sys.path.insert(0, "/usr/share/s3cmd")
      from S3.Config import ConfigParser
      got = ConfigParser(path).cfg["secret_key"]
      """
    }
  }

  @Test func terraformsTokens() async throws {
    try await checkReadingBack(
      "terraform-credentials-json",
      make: { try unchecked("terraform-host", ["hostname": "app.terraform.io", "token": $0]) }
    ) {
      """
      import json
      got = json.load(open(path))["credentials"]["app.terraform.io"]["token"]
      """
    }
  }
}

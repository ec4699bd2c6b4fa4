import References
import Testing

/// What HCL can have inside and around what is looked for.
@Suite struct TerraformTests {
  private func found(_ text: String) throws -> [String] {
    let outcome = try SampleStore.outcome(text, "infra/main.tf")
    #expect(outcome.problem == nil)
    return outcome.references.map(\.summary)
  }

  @Test func stringsInStrings() throws {
    let text = """
      locals {
        a = "${lookup(var.m, "x # {", "}")} # { no comment"
        b = "%{ if var.x }{{%{ endif }"
        c = "\\" { #"
        d = "$${not} {"
      }
      provider "aws" { profile = "backups" }
      """
    #expect(try found(text) == ["7:29 envs infra/main.tf backend -> backups"])
  }

  @Test func heredocs() throws {
    let text = """
      resource "x" "y" {
        a = <<EOT
      provider "aws" { profile = "backups" }
      # } "
      EOT
        b = <<-"EOT"
        c = 1
        d = <<-END
          { { {
          END
      }
      provider "aws" {
        profile = "backups"
      }
      """
    #expect(
      try found(text.replacing("<<-\"EOT\"", with: "1 << 2"))
        == ["13:14 envs infra/main.tf backend -> backups"])
  }

  @Test func nestedBlocksAndComments() throws {
    let text = """
      // provider "aws" { profile = "backups" }
      /* provider "aws" {
        profile = "backups" */
      provider "aws" {
        assume_role { external_id = "x" } # profile = "backups"
        default_tags { tags = { a = "b", c = { d = "e" } } }
        shared_credentials_files = ["${path.root}/../out/aws/credentials"]
        profile = "backups" /* { */
      }
      terraform { backend "s3" { key = "k", profile = "backups" } }
      resource "aws_profile" "p" { profile = "backups" }
      provider "kubernetes" { config_path = "${path.module}/../out/app-db/password" }
      """
    #expect(
      try found(text) == [
        "7:45 envs infra/main.tf backend -> backups",
        "8:14 envs infra/main.tf backend -> backups",
        "10:50 envs infra/main.tf backend -> backups",
        "12:55 envs infra/main.tf provider -> app-db",
      ])
  }
}

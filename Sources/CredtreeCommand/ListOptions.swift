internal import ArgumentParser
internal import Credtree
internal import Documents

/// The options that narrow, sort, and divide a list.
struct ListOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Only credentials of this type; may be repeated.", valueName: "type"))
  var type: [String] = []

  @Option(help: ArgumentHelp("Only credentials of this category.", valueName: "category"))
  var category: String?

  @Option(help: ArgumentHelp("Only credentials for this provider.", valueName: "provider"))
  var provider: String?

  @Option(
    help: ArgumentHelp(
      "Only credentials of the types that are for this platform, such as aws-batch.",
      valueName: "platform"))
  var platform: String?

  @Option(help: ArgumentHelp("Only credentials of this project.", valueName: "project"))
  var project: String?

  @Option(
    help: ArgumentHelp("Only credentials with this text in name or title.", valueName: "text"))
  var search: String?

  @Flag(help: "Only the default.") var `default` = false

  @Option(
    help: ArgumentHelp("Only credentials that stop working before this.", valueName: "time"))
  var expiredBefore: String?

  @Option(
    help: ArgumentHelp(
      "Only credentials that were not read in this clone since then.", valueName: "time"))
  var unusedSince: String?

  @Option(
    help: ArgumentHelp(
      "Sort by a property of the JSON output, such as name or updatedAt.",
      valueName: "property[:desc]"))
  var sort: String?

  @Option(help: ArgumentHelp("Show this page only, counted from 1.", valueName: "number"))
  var page: Int?

  @Option(help: ArgumentHelp("Show this many on a page; 20 otherwise.", valueName: "number"))
  var pageSize: Int?

  var query: CredentialQuery {
    get throws {
      var query = CredentialQuery()
      query.types = type
      query.category = category
      query.provider = provider
      query.platform = platform
      query.project = project
      query.search = search
      query.isDefault = `default`
      query.expiredBefore =
        expiredBefore == "now"
        ? Timestamp.now : try PropertyOptions.time(expiredBefore, option: "--expired-before")
      query.unusedSince = try PropertyOptions.time(unusedSince, option: "--unused-since")
      if let sort { query.order = try CredentialOrder(parsing: sort) }
      if page != nil || pageSize != nil {
        query.page = try ListPage(number: page ?? 1, size: pageSize ?? ListPage.standardSize)
      }
      return query
    }
  }
}

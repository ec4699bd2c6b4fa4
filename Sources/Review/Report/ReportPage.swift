public import Credentials
internal import Documents
internal import OpenSSL
internal import Secrets

/// A report as one page that needs nothing else: no network, and no script to be read.
public enum ReportPage {
  /// The whole page.
  ///
  /// What runs in it is named by its digest, so that nothing from a repository could, even if it
  /// were markup.
  ///
  /// - Parameter contents: What to show.
  /// - Returns: HTML in UTF-8.
  /// - Throws: ``Failure`` with code `system` if OpenSSL fails.
  public static func html(of contents: ReportContents) throws(Failure) -> String {
    let style = "\n\(ReportStyle.css)\n"
    let script = "\n\(ReportStyle.script)\n"
    let policy =
      "default-src 'none'; style-src '\(try digest(of: style))'; "
      + "script-src '\(try digest(of: script))'; base-uri 'none'; form-action 'none'"
    let title = HTMLText.of(contents.title)
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="\(policy)">
      <meta name="viewport" content="width=device-width,initial-scale=1">
      <meta name="referrer" content="no-referrer">
      <meta name="robots" content="noindex">
      <meta name="color-scheme" content="light dark">
      <meta name="generator" content="credtree \(CredtreeVersion.current)">
      <title>Credentials of \(title)</title>
      <style>\(style)</style>
      </head>
      <body>
      <a class="skip" href="#main">Skip to the report</a>
      <header>
      <h1>Credentials of \(title)</h1>
      <p>\(HTMLText.of(contents.source)). Made on \(day(contents.made)) at \
      \(contents.made.description.dropFirst(11).prefix(5)) UTC.</p>
      </header>
      \(navigation)
      <main id="main">
      \(SummarySection(contents: contents).html)
      \(FindingsSection(contents: contents).html)
      \(DueSection(contents: contents).html)
      \(InventorySection(contents: contents).html)
      \(AccessSection(contents: contents).html)
      \(UsesSection(contents: contents).html)
      \(ChangesSection(contents: contents).html)
      </main>
      <footer>
      <p>Made by credtree \(CredtreeVersion.current) from what is readable without a key. There is no \
      secret in this page, and nothing in it is authenticated: <code>credtree verify</code> does that.</p>
      </footer>
      <script>\(script)</script>
      </body>
      </html>

      """
  }

  private static let navigation = """
    <nav aria-label="Parts of the report">
    <ul>
    <li><a href="#findings">Findings</a></li>
    <li><a href="#due">Due</a></li>
    <li><a href="#inventory">Inventory</a></li>
    <li><a href="#access">Access</a></li>
    <li><a href="#uses">Uses</a></li>
    <li><a href="#changes">Changes</a></li>
    </ul>
    </nav>
    """

  private static func digest(of text: String) throws(Failure) -> String {
    let bytes = Array(text.utf8)
    do {
      let digest = try Digest.of(bytes.span, .sha256)
      return "sha256-\(Base64.encode(digest.span))"
    } catch {
      throw Failure(.system, "the report's digests cannot be made: \(error)")
    }
  }

  /// A day, with the whole moment for machines.
  static func day(_ time: Timestamp) -> String {
    "<time datetime=\"\(time)\">\(time.description.prefix(10))</time>"
  }

  /// A table that scrolls by itself where it is too wide, also with the keyboard.
  static func scrolling(_ label: String, classes: String = "", _ table: String) -> String {
    """
    <div class="scroll\(classes.isEmpty ? "" : " \(classes)")" role="region" tabindex="0" \
    aria-label="\(HTMLText.of(label))">
    \(table)
    </div>
    """
  }
}

internal import OpenSSL
internal import Secrets

/// A page of HTML that needs nothing but itself: no network, no script, light and dark.
enum HTMLPage {
  /// Puts a page together.
  ///
  /// - Parameters:
  ///   - title: The page's title.
  ///   - body: What stands below the title, in HTML.
  /// - Returns: The page.
  static func page(titled title: String, body: String) -> String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="\(policy)">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>\(HTMLText.of(title))</title>
    <style>\(style)</style>
    </head>
    <body>
    <main>
    <h1>\(HTMLText.of(title))</h1>
    \(body)</main>
    </body>
    </html>

    """
  }

  /// What the page may do: the one style is named by its digest, so that nothing from a repository
  /// could have another one, even if it were markup.
  private static let policy: String = {
    let bytes = Array(style.utf8)
    let digest = try? Digest.of(bytes.span, .sha256)
    let source = digest.map { "'sha256-\(Base64.encode($0.span))'" } ?? "'none'"
    return "default-src 'none'; style-src \(source); base-uri 'none'; form-action 'none'"
  }()

  private static let style = """

    :root { color-scheme: light dark; --text: #1b1f24; --back: #ffffff; --line: #c8d0d9;
      --faint: #57606a; --new: #116329; --old: #a40e26; --warn: #7d4e00; }
    @media screen and (prefers-color-scheme: dark) {
      :root { --text: #e6edf3; --back: #0d1117; --line: #3d444d; --faint: #9198a1;
        --new: #56d364; --old: #ff7b72; --warn: #e3b341; } }
    body { color: var(--text); background: var(--back); margin: 0;
      font: 16px/1.5 system-ui, sans-serif; }
    main { max-width: 70rem; margin: 0 auto; padding: 1rem; }
    h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin: 2rem 0 .3rem; }
    h3 { font-size: 1.05rem; margin: 1.2rem 0 .3rem; }
    h1, h2, h3, p, li { overflow-wrap: anywhere; }
    h2 code, h3 code { font-weight: 600; }
    p { color: var(--faint); margin: .2rem 0 .6rem; }
    table { border-collapse: collapse; width: 100%; table-layout: fixed; }
    th, td { text-align: left; vertical-align: top; padding: .3rem .6rem;
      border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
    tbody th { font-weight: 600; }
    caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
    code { font: .9em ui-monospace, monospace; }
    ins { color: var(--new); text-decoration: none; } del { color: var(--old); }
    .worries { padding-left: 1.2rem; } .error strong { color: var(--old); }
    .warning strong { color: var(--warn); }
    @media (max-width: 36rem) { main { padding: .6rem; } table { font-size: .875rem; }
      th, td { padding: .3rem .35rem; } .lines th:first-child { width: 27%; } }
    section { break-inside: avoid; } h2, h3, thead { break-after: avoid; }
    @media print { :root { --text: #000; --back: #fff; --faint: #333; --line: #888; } }

    """
}

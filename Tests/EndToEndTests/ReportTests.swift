import Documents
import SystemPackage
import TestSupport
import Testing

/// The page that `report` writes, held to what it promises by a reader of its own.
@Suite struct ReportTests {
  /// Reads a page strictly, and fails for whatever is not as it should be.
  private static let reader = #"""
    import base64, hashlib, html.parser, re, sys
    VOID = {"meta", "br", "input", "rect", "line", "circle", "path"}
    class Page(html.parser.HTMLParser):
        def __init__(self):
            super().__init__(convert_charrefs=True)
            self.open, self.ids, self.refs, self.heads, self.seen = [], [], [], [], []
            self.text, self.csp, self.tables, self.labels = "", None, [], []
        def handle_starttag(self, tag, attributes):
            values = dict(attributes)
            assert len(values) == len(attributes), (tag, attributes)
            self.seen.append((tag, values))
            for name, value in attributes:
                assert not name.startswith("on") and name not in ("style", "src", "srcset"), name
                if name in ("href", "action", "xlink:href"): assert value.startswith("#"), value
            if "id" in values: self.ids.append(values["id"])
            for name in ("aria-labelledby", "aria-describedby", "for"):
                self.refs += values.get(name, "").split()
            if values.get("href", "#main").startswith("#"): self.refs.append(values.get("href", "#main")[1:])
            if values.get("http-equiv") == "Content-Security-Policy": self.csp = values["content"]
            if re.fullmatch("h[1-6]", tag): self.heads.append(int(tag[1]))
            if tag == "table": self.tables.append({"caption": False, "scoped": True, "heads": 0})
            if tag == "caption": self.tables[-1]["caption"] = True
            if tag == "th":
                self.tables[-1]["heads"] += 1
                self.tables[-1]["scoped"] &= values.get("scope") in ("row", "col")
            if "tabindex" in values:
                assert values["tabindex"] == "0" and values["role"] == "region", values
                assert values["aria-label"], values
            if tag == "section": assert "aria-label" in values or "aria-labelledby" in values
            if tag not in VOID: self.open.append(tag)
        def handle_startendtag(self, tag, attributes):
            self.handle_starttag(tag, attributes)
            if tag not in VOID: self.open.pop()
        def handle_endtag(self, tag):
            assert tag not in VOID and self.open and self.open[-1] == tag, (tag, self.open)
            self.open.pop()
        def handle_data(self, data): self.text += data
    raw = open(sys.argv[1], encoding="utf-8").read()
    assert raw.startswith("<!DOCTYPE html>\n<html lang=\"en\">")
    page = Page()
    page.feed(raw)
    page.close()
    assert page.open == [], page.open
    tags = [tag for tag, _ in page.seen]
    for tag in ("header", "nav", "main", "footer", "h1", "title", "style", "script"):
        assert tags.count(tag) >= 1, tag
    for tag in ("header", "nav", "main", "footer", "h1", "style", "script"):
        assert tags.count(tag) == 1, tag
    assert page.heads[0] == 1, page.heads
    for before, after in zip(page.heads, page.heads[1:]): assert after <= before + 1, page.heads
    assert len(set(page.ids)) == len(page.ids)
    missing = set(page.refs) - set(page.ids)
    assert not missing, missing
    for table in page.tables: assert table["caption"] and table["scoped"] and table["heads"], table
    for tag, values in page.seen:
        if tag == "input": assert any(t == "label" and v.get("for") == values["id"] for t, v in page.seen)
    # Nothing is fetched, and what runs is only what the page names.
    assert not re.search(r"url\(|@import|https?://", raw), "something is fetched"
    assert page.csp.startswith("default-src 'none'; ") and "unsafe" not in page.csp
    for part in ("style", "script"):
        inner = re.search(f"<{part}>(.*?)</{part}>", raw, re.S).group(1)
        digest = base64.b64encode(hashlib.sha256(inner.encode()).digest()).decode()
        assert f"{part}-src 'sha256-{digest}'" in page.csp, part
    # The contrast of WCAG 2.1.
    def luminance(color):
        parts = [int(color[i:i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    def contrast(one, other):
        light, dark = sorted((luminance(one), luminance(other)), reverse=True)
        return (light + 0.05) / (dark + 0.05)
    css = re.search(r"<style>(.*?)</style>", raw, re.S).group(1)
    schemes = [dict(re.findall(r"--([a-z-]+):(#[0-9a-f]{6}|#[0-9a-f]{3})\b", block))
        for block in re.findall(r":root\{([^}]*--page[^}]*)\}", css)]
    assert len(schemes) == 2, len(schemes)
    grounds = {"ink": ["page", "card", "hit", "bad-card", "warn-card", "good-card"],
        "muted": ["page", "card", "bad-card", "warn-card", "good-card", "hit"],
        "accent": ["page", "card"], "bad": ["bad-card", "page", "card"], "warn": ["warn-card", "page"],
        "good": ["good-card", "page"]}
    for scheme in schemes:
        for color, places in grounds.items():
            for place in places:
                ratio = contrast(scheme[color], scheme[place])
                assert ratio >= 4.5, (color, place, ratio)
        for shape in ("edge", "accent", "warn", "rotation"):
            assert contrast(scheme[shape], scheme["page"]) >= 3, shape
    print(page.text)
    """#

  /// The text of a page that passed.
  private func read(_ file: String, in repository: TestRepository) async throws -> String {
    let script = Self.reader
    return try await repository.succeed("python3", ["-c", script, file]).text
  }

  @Test func thePageIsWhatItSays() async throws {
    try await withRepository("report") { repository in
      try await repository.createUser("gate")
      try await repository.createUser("prod/door")
      try await repository.makeCertificates()
      try await repository.createCertificate("shop")
      try await repository.credtree("update", "gate", "--expires-at", "2020-01-02")
      try await repository.credtree("update", "prod/door", "--rotate-by", "2199-01-02")
      try repository.write(
        "password: cred://gate#password\nother: cred://nothing#password\n", to: "deploy.yaml")
      try await repository.git("add", "-A")
      try await repository.git("commit", "--quiet", "-m", "use it")
      let done = try await repository.credtree("report", "-o", "report.html", "--json")
      let document = try JSON.parse(done.stdout.span)
      #expect(document["credentials"]?.int == 3 && document["findings"]?.int ?? 0 >= 2)
      let text = try await read("report.html", in: repository)
      for words in [
        "prod/door", "it expired at 2020-01-02", "there is no credential nothing", "deploy.yaml:1",
        "alice", "the certificate expires", "credtree: create gate", "3 credentials",
        "Skip to the report",
      ] { #expect(text.contains(words), "\(words)") }
      // Without a key it is the same page.
      let other = try await repository.succeed(
        "credtree", ["report", "-o", "-"], environment: ["HOME": "/nonexistent"])
      #expect(other.text.contains("prod/door"))
    }
  }

  @Test func nothingFromTheRepositoryIsMarkup() async throws {
    try await withRepository("markup") { repository in
      try await repository.createUser("gate")
      let evil = "</td></style><script>alert(1)</script><img src=x onerror='alert(2)'>\u{202E}&amp;"
      try await repository.credtree("update", "gate", "--title", evil, "--owner", "alice\"'<b>")
      try repository.write("a: cred://gate#password\n", to: "<b onclick=x>&quot;.yaml")
      try await repository.git("add", "-A")
      try await repository.git("commit", "--quiet", "-m", "<script>alert(3)</script>")
      try await repository.succeed(
        "sed", ["-i", "1a account: { id: acme, name: '<i>Acme' }", "credtree.yaml"])
      try await repository.credtree("report", "--output", "report.html")
      let raw = String(decoding: try repository.contents(of: "report.html"), as: UTF8.self)
      #expect(!raw.contains("alert(1)</script>") && !raw.contains("<img") && !raw.contains("<i>"))
      #expect(!raw.contains("\u{202E}") && !raw.contains("<b "))
      let text = try await read("report.html", in: repository)
      #expect(text.contains("Credentials of <i>Acme") && text.contains("onerror='alert(2)'"))
    }
  }

  @Test func anEmptyStoreHasAPageToo() async throws {
    try await withRepository("empty") { repository in
      try await repository.credtree("report", "-o", "report.html")
      let text = try await read("report.html", in: repository)
      #expect(text.contains("No credential has a date") && text.contains("nothing to mend"))
      let missing = try await repository.run("credtree", ["report"])
      #expect(missing.exit == 2)
      let nowhere = try await repository.run("credtree", ["report", "-o", "no/such/report.html"])
      #expect(nowhere.exit == 9)
    }
  }
}

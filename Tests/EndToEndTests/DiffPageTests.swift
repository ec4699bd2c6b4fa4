import Documents
import SystemPackage
import TestSupport
import Testing

/// The pages of `diff` and `log`, held to what people need who do not see them, or see no colors.
@Suite struct DiffPageTests {
  private static let reader = #"""
    import html.parser, re, sys
    raw = open(sys.argv[1], encoding="utf-8").read()
    assert raw.startswith("<!DOCTYPE html>\n<html lang=\"en\">")
    class Page(html.parser.HTMLParser):
        def __init__(self):
            super().__init__(convert_charrefs=True)
            self.open, self.heads, self.rows, self.tags, self.cells, self.text = [], [], [], [], 0, ""
            self.caption = True
        def handle_starttag(self, tag, attributes):
            values = dict(attributes)
            self.tags.append(tag)
            assert tag not in ("script", "a", "img", "input", "iframe"), tag
            assert not {"style", "src", "href", "onclick"} & set(values), values
            if re.fullmatch("h[1-6]", tag): self.heads.append(int(tag[1]))
            if tag == "table": assert self.caption; self.caption = False
            if tag == "caption": assert self.open[-1] == "table"; self.caption = True
            if tag == "th": assert values["scope"] == ("col" if "thead" in self.open else "row")
            if tag == "tr": self.cells = 0
            if tag in ("td", "th"): self.cells += int(values.get("colspan", 1))
            if tag == "li" and "worries" in raw: self.rows.append("")
            if tag not in ("meta", "br"): self.open.append(tag)
        def handle_endtag(self, tag):
            assert self.open.pop() == tag, tag
            if tag == "tr": assert self.cells in (3, 4), self.cells
        def handle_data(self, data):
            self.text += data
    page = Page()
    page.feed(raw)
    page.close()
    assert page.open == [] and page.caption
    for tag in ("h1", "main", "title"): assert page.tags.count(tag) == 1, tag
    assert page.heads[0] == 1, page.heads
    for before, after in zip(page.heads, page.heads[1:]): assert after <= before + 1, page.heads
    # How bad a worry is stands there as a word, and what was is struck through.
    for item in re.findall(r'<li class="(\w+)">(.*?)</li>', raw):
        assert item[1].startswith(f"<strong>{item[0]}</strong> "), item
    css = re.search(r"<style>(.*?)</style>", raw, re.S).group(1)
    assert re.search(r"del \{[^}]*\}", css) and "del { color: var(--old); }" in css
    def luminance(color):
        color = "#" + "".join(c * 2 for c in color[1:]) if len(color) == 4 else color
        parts = [int(color[i:i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    def contrast(one, other):
        light, dark = sorted((luminance(one), luminance(other)), reverse=True)
        return (light + 0.05) / (dark + 0.05)
    blocks = re.findall(r"(@media[^{]*\{\s*)?:root \{([^}]*)\}", css)
    schemes = [(media, dict(re.findall(r"--(\w+): (#[0-9a-f]{3,6})\b", block))) for media, block in blocks]
    assert [media.strip() for media, _ in schemes] == [
        "", "@media screen and (prefers-color-scheme: dark) {", "@media print {"]
    # Paper has the light colors beneath its own.
    schemes[2] = (schemes[2][0], {**schemes[0][1], **schemes[2][1]})
    for _, scheme in schemes:
        for color in ("text", "faint", "new", "old", "warn"):
            assert contrast(scheme[color], scheme["back"]) >= 4.5, (color, scheme)
    print(page.text)
    """#

  private func read(_ arguments: [String], in repository: TestRepository) async throws -> String {
    let page = try await repository.credtree(arguments[0], "--format", "html", arguments[1])
    try repository.write(page.text, to: "page.html")
    return try await repository.succeed("python3", ["-c", Self.reader, "page.html"]).text
  }

  private func makeChanges(_ repository: TestRepository) async throws {
    for name in ["gate", "gone", "moved"] { try await repository.createUser(name) }
    try await repository.git("tag", "start")
    try await repository.credtree("update", "gate", "username=v", "--title", "A title")
    try await repository.credtree("delete", "gone")
    try await repository.credtree("rename", "moved", "services/production/europe/moved")
    try await repository.credtree("update", "gate", "--expires-at", "2020-01-01")
    try await repository.git("mv", "credentials/gate.json", "credentials/sp ace.json")
    try await repository.git("commit", "--quiet", "-m", "by <hand>")
  }

  @Test func pagesCanBeReadWithoutSeeingThem() async throws {
    try await withRepository("page") { repository in
      try await makeChanges(repository)
      let diff = try await read(["diff", "start..HEAD"], in: repository)
      for words in [
        "To look at", "error", "removed (value not shown)", "services/production/europe/moved",
        "What changed of gone", "by <hand>",
      ] {
        #expect(diff.contains(words), "\(words)")
      }
      let log = try await read(["log", "start..HEAD"], in: repository)
      #expect(log.contains("by <hand>") && log.contains("What changed of gone"))
    }
  }
}

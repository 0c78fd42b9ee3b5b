"""What is looked at on every page: accessibility, width, the console, the content policy, where requests go."""

import json
from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, Page

AXE_OPTIONS = {
    "resultTypes": ["violations"],
    "preload": False,  # would put style sheets of its own into the page, which the policy forbids
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}

# Django's own markup, which no style of ours can mend: headless columns of inlines, the icon with a label in the box of
# permissions, a search field named by its title.
DJANGO_ADMINS_OWN = frozenset({"empty-table-header", "aria-prohibited-attr", "label-title-only"})

_RECORD_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`CSP ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""

_MEASURES = (Path(__file__).parent / "eyes.js").read_text(encoding="utf-8")


@dataclass
class Watched:
    """A page and the record of what went wrong in it."""

    page: Page
    wrong: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def expect(self, words: str) -> None:
        """From now on console lines with these words are meant: `expect("404")` before a page that is not there."""
        self.expected.append(words)


def watch(context: BrowserContext, home: str) -> Watched:
    context.add_init_script(_RECORD_VIOLATIONS)
    page = context.new_page()
    watched = Watched(page)

    def note(sentence: str) -> None:
        line = f"{page.url}: {sentence}"
        if not any(words in line for words in watched.expected):
            watched.wrong.append(line)

    context.on("console", lambda line: note(f"console {line.text}") if line.type in {"error", "warning"} else None)
    context.on("weberror", lambda error: note(f"script {error.error}"))
    context.on(
        "request",
        lambda request: None if request.url.startswith((home, "data:", "blob:")) else note(f"asks {request.url}"),
    )
    return watched


def axe(page: Page, *, without: frozenset[str] = frozenset()) -> list[str]:
    """What axe finds wrong, a sentence each; `without` these rules, and then without what Select2 draws for Django."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(f"() => axe.run(document, {json.dumps(AXE_OPTIONS)})")
    return [
        f"axe {one['id']}: {node['target']} {node['failureSummary'].splitlines()[-1].strip()[:200]}"
        for one in found["violations"]
        if one["id"] not in without
        for node in one["nodes"][:10]
        if not (without and "select2" in str(node["target"]))
    ]


def frame(page: Page, language: str = "ko") -> list[str]:
    """One h1, the site's name at the end of the title, the right language, a skip link first."""
    wrong = []
    if (headings := page.locator("h1").count()) != 1:
        wrong.append(f"{headings} h1")
    name = "배움터" if language == "ko" else "Baeumteo"
    if not page.title().endswith(name):
        wrong.append(f"title {page.title()!r}")
    if (said := page.locator("html").get_attribute("lang")) != language:
        wrong.append(f"lang {said}")
    return wrong


def too_wide(page: Page) -> list[str]:
    """Content that makes the page scroll sideways."""
    page.evaluate(_MEASURES)
    return [f"sideways scroll: {' '.join(found)}"] if (found := page.evaluate("productEyes.tooWide()")) else []


def too_small(page: Page) -> list[str]:
    """Targets below 24 px, and main buttons below 44 px."""
    page.evaluate(_MEASURES)
    small = [f"target too small: {one}" for one in page.evaluate("productEyes.tooSmall(24)")]
    return small + [f"main button too low: {one}" for one in page.evaluate("productEyes.lowMainButtons(44)")]

"""What is looked at on every page: accessibility, width, the console, the content policy, where requests go."""

from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, Page

CHROMIUM = "/usr/bin/chromium"
# For each window Chromium would start a process for the list under its address bar, and one more to have it ready.
NEEDLESS = "WebUIOmniboxPopup,WebUIOmniboxAimPopup,SpareRendererForSitePerProcess"
ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--font-render-hinting=none",
    f"--disable-features={NEEDLESS}",
]  # fmt: skip

AXE_OPTIONS = {
    "resultTypes": ["violations"],
    "preload": False,  # would put style sheets of its own into the page, which the policy forbids
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}

DARK_RULES = ("color-contrast",)
SIZE_RULES = ("target-size",)

# Django's own markup, which no style of ours can mend: headless columns of inlines, the icon with a label in the box of
# permissions, a search field named by its title.
DJANGO_ADMINS_OWN = frozenset({"empty-table-header", "aria-prohibited-attr", "label-title-only"})

_RECORD_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`CSP ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""

HEIGHT = 900
# In an order in which one step changes little; the next page goes through it backwards.
STATES = ((320, "light"), (360, "light"), (360, "dark"), (1280, "dark"), (1280, "light"))

_AXE_OF_NEW = """([theme, options]) => {
  const found = productEyes.newlyShown(theme);
  return found.length ? axe.run({ include: found }, options) : { violations: [] };
}"""

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


def give_eyes(context: BrowserContext) -> None:
    """Put axe and the measures into every page that the context opens, instead of sending them to each page anew."""
    context.add_init_script(AXE_SCRIPT)
    context.add_init_script(_MEASURES)


def look_at(page: Page, *, is_admin: bool = False, is_reversed: bool = False) -> list[str]:
    """Return what is wrong with the loaded page in each of STATES, a sentence each.

    Light and dark may differ in colours alone, so that contrast is all that is asked for in the dark. Of each theme the
    first width is asked of the whole page, the second only of what the first does not show, and of what depends on
    sizes. `is_reversed` begins with the last state: it is the one in which the page before was left.
    """
    without = DJANGO_ADMINS_OWN if is_admin else frozenset()
    wrong = [] if is_admin else frame(page)
    shapes: dict[int, str] = {}
    begun: set[str] = set()
    for width, theme in reversed(STATES) if is_reversed else STATES:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.emulate_media(color_scheme=theme)
        _measure(page, "settle()")
        found = []
        if width == 320 or (width == 1280 and theme == "light" and not is_admin):  # its lists may need more than a desk
            found += too_wide(page)
        if width == 360:
            found += [f"box to tick: {box}" for box in _measure(page, "faintBoxes(24)")]
        if width == 360 and theme == "light":
            found += unseen_focus(page) + ([] if is_admin else too_small(page))
        if width != 320:
            rules = DARK_RULES if theme == "dark" else None
            found += axe(page, rules=rules, without=without, new_in=theme if theme in begun else "")
            if theme in begun and theme == "light":
                found += axe(page, rules=SIZE_RULES, without=without)
            if theme not in begun:
                _measure(page, f"noteShown('{theme}')")
                begun.add(theme)
            if shapes.setdefault(width, shape := _measure(page, "shape()")) != shape:
                found.append("light and dark differ in more than colours")
        wrong += [f"{theme}, {width} px: {sentence}" for sentence in found]
    return wrong


def axe(
    page: Page, *, rules: tuple[str, ...] | None = None, without: frozenset[str] = frozenset(), new_in: str = ""
) -> list[str]:
    """Return what axe finds wrong, a sentence each: by all rules, or by these; `without` leaves rules out, and then
    also what Select2 draws for Django. `new_in` is a theme: only what was not noted in it is looked at then."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    options = AXE_OPTIONS if rules is None else {**AXE_OPTIONS, "runOnly": {"type": "rule", "values": rules}}
    if new_in:
        found = page.evaluate(_AXE_OF_NEW, [new_in, options])
    else:
        found = page.evaluate("(options) => axe.run(document, options)", options)
    return [
        f"axe {rule['id']}: {node['target']} {node['failureSummary'].splitlines()[-1].strip()[:200]}"
        for rule in found["violations"]
        if rule["id"] not in without
        for node in rule["nodes"][:10]
        if not (without and "select2" in str(node["target"]))
    ]


def frame(page: Page) -> list[str]:
    """Return what the frame lacks: one h1, the site's name at the end of the title, the language."""
    shown = _measure(page, "frame()")
    wrong = [] if shown["headings"] == 1 else [f"{shown['headings']} h1"]
    wrong += [] if shown["title"].endswith("배움터") else [f"title {shown['title']!r}"]
    return wrong + ([] if shown["language"] == "ko" else [f"lang {shown['language']}"])


def too_wide(page: Page) -> list[str]:
    """Return what makes the page scroll sideways."""
    return [f"sideways scroll: {' '.join(wide)}"] if (wide := _measure(page, "tooWide()")) else []


def too_small(page: Page) -> list[str]:
    """Return the targets below 24 px, and the main buttons below 44 px."""
    small = [f"target too small: {target}" for target in _measure(page, "tooSmall(24)")]
    return small + [f"main button too low: {button}" for button in _measure(page, "lowMainButtons(44)")]


def unseen_focus(page: Page) -> list[str]:
    """Return the controls whose look is the same with the focus and without, as one sees who came by Tab."""
    page.keyboard.press("Tab")
    return [f"no visible focus: {stop}" for stop in _measure(page, "unseenFocus()")]


def _measure(page: Page, call: str):
    if not page.evaluate("() => 'productEyes' in window"):
        page.evaluate(_MEASURES)
    return page.evaluate(f"productEyes.{call}")

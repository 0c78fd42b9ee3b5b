"""What is looked at on every page: accessibility, width, the console, the content policy, where requests go."""

from collections.abc import Callable
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

_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# `preload` would put style sheets of its own into the page, which the policy forbids.
AXE_OPTIONS = {"resultTypes": ["violations"], "preload": False, "runOnly": _TAGS}
_ONE = {"resultTypes": ["violations", "passes"], "preload": False}
CONTRAST = {**_ONE, "runOnly": {"type": "rule", "values": ["color-contrast"]}}
SIZES = {**_ONE, "runOnly": {"type": "rule", "values": ["target-size"]}}
# Where these two are asked of what is not known yet, the rest is asked without them: they take half of axe's time.
STRUCTURE = {**AXE_OPTIONS, "rules": {"color-contrast": {"enabled": False}, "target-size": {"enabled": False}}}

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
LOOKED_AT_CLOSELY = (360, "light")

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


def look_at(
    page: Page, *, is_admin: bool = False, is_reversed: bool = False, passed: set[str] | None = None
) -> list[str]:
    """Return what is wrong with the loaded page in each of STATES, a sentence each.

    Light and dark may differ in colours alone, so that contrast is all that is asked for in the dark. Of the first
    width axe is asked whole, of the second what the first does not show. `is_reversed` begins with the last state: it
    is the one in which the page before was left.

    Contrast, sizes and what one width alone shows are asked once of each kind, by all that the answer depends on:
    `passed` holds the kinds with which nothing was wrong on earlier pages, and is given those of this page.
    """
    passed = set() if passed is None else passed
    page.evaluate("(passed) => productEyes.begin(passed)", " ".join(passed))
    wrong: list[str] = []
    shapes: dict[int, str] = {}
    shown: tuple = ()
    for width, theme in reversed(STATES) if is_reversed else STATES:
        if width not in shown:
            page.set_viewport_size({"width": width, "height": HEIGHT})
        if theme not in shown:
            page.emulate_media(color_scheme=theme)
        shown = (width, theme)
        if (width, theme) == LOOKED_AT_CLOSELY:
            page.keyboard.press("Tab")  # only after a key is the focus of a script shown
        questions = _questions(width, theme, is_admin=is_admin)
        answers = page.evaluate("(questions) => productEyes.ask(questions)", questions)
        for (name, *_given), answer in zip(questions, answers, strict=True):
            if name == "shape":
                found = (
                    [] if shapes.setdefault(width, answer) == answer else ["light and dark differ in more than colours"]
                )
            else:
                found = SENTENCES[name](answer, is_admin)
            wrong += [f"{theme}, {width} px: {sentence}" for sentence in found]
    passed.update(page.evaluate("() => productEyes.learnt()").split())
    return wrong


def _questions(width: int, theme: str, *, is_admin: bool) -> list[list]:
    """Return what is asked in a state, each a name of eyes.js and what it is given."""
    asked: list[list] = []
    if (width, theme) == LOOKED_AT_CLOSELY:
        asked += [["unseenFocus"]] + ([] if is_admin else [["frame"], ["tooSmall", 24], ["lowMainButtons", 44]])
    if width == 320:
        asked += [["tooWide"]]
    if (width, theme) == (1280, "light"):
        asked += [["tooWide"], ["hiddenColumns"]]
    if width == 360:
        asked += [["faintBoxes", 24]]
    if width != 320:
        asked += [["contrast", CONTRAST], ["shape"]]
        asked += [["structure", STRUCTURE], ["sizes", SIZES]] if theme == "light" else []
    return asked


def axe(page: Page) -> list[str]:
    """Return what axe finds wrong with the page as it stands, a sentence each."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return _violations(page.evaluate("(options) => axe.run(document, options)", AXE_OPTIONS)["violations"], False)


def _violations(found: list[dict], is_admin: bool) -> list[str]:
    """Leave out of the admin's what is Django's own, and what Select2 draws for it."""
    return [
        f"axe {rule['id']}: {node['target']} {node['failureSummary'].splitlines()[-1].strip()[:200]}"
        for rule in found
        if not (is_admin and rule["id"] in DJANGO_ADMINS_OWN)
        for node in rule["nodes"][:10]
        if not (is_admin and "select2" in str(node["target"]))
    ]


def _frame(shown: dict, is_admin: bool) -> list[str]:
    """Return what the frame lacks: one h1, the site's name at the end of the title, the language."""
    wrong = [] if shown["headings"] == 1 else [f"{shown['headings']} h1"]
    wrong += [] if shown["title"].endswith("배움터") else [f"title {shown['title']!r}"]
    return wrong + ([] if shown["language"] == "ko" else [f"lang {shown['language']}"])


def _listed(words: str) -> Callable[[list[str], bool], list[str]]:
    return lambda found, is_admin: [f"{words}: {thing}" for thing in found]


SENTENCES: dict[str, Callable[..., list[str]]] = {
    "contrast": _violations,
    "structure": _violations,
    "sizes": _violations,
    "frame": _frame,
    "tooWide": lambda found, is_admin: [f"sideways scroll: {' '.join(found)}"] if found else [],
    "hiddenColumns": _listed("columns out of sight"),
    "faintBoxes": _listed("box to tick"),
    "unseenFocus": _listed("no visible focus"),
    "tooSmall": _listed("target too small"),
    "lowMainButtons": _listed("main button too low"),
}


def too_wide(page: Page) -> list[str]:
    """Return what makes the page scroll sideways."""
    return _answers(page, ["tooWide"])


def too_small(page: Page) -> list[str]:
    """Return the targets below 24 px, and the main buttons below 44 px."""
    return _answers(page, ["tooSmall", 24], ["lowMainButtons", 44])


def _answers(page: Page, *questions: list) -> list[str]:
    if not page.evaluate("() => 'productEyes' in window"):
        page.evaluate(_MEASURES)
    answers = page.evaluate("(questions) => productEyes.ask(questions)", list(questions))
    return [
        sentence
        for (name, *_given), answer in zip(questions, answers, strict=True)
        for sentence in SENTENCES[name](answer, False)
    ]

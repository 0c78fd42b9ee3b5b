"""Faults of pages: in what people see of the site (by a rule of style, or in the frame) and of the admin."""

from tests.faults.planted import Fault

DARK, DESK = "@media (prefers-color-scheme: dark)", "@media (min-width: 1000px)"
THEME, FIRST_LINE = "static/js/theme.js", 'root.classList.replace("no-js", "js");'
ADMIN, FIRST_RULE = "static/css/admin.css", ':root, html[data-theme="light"], html[data-theme="dark"] {'
FOOTER = "templates/components/footer.html"
SWEEP = "tests/browser/test_sweep.py::test_every_page"


def _style(name: str, rule: str) -> Fault:
    """The rule comes after all others, as the last line of the last style sheet would."""
    sheet = f"const fault = new CSSStyleSheet(); fault.replaceSync(`{rule}`); document.adoptedStyleSheets = [fault];"
    return Fault(name, THEME, FIRST_LINE, f"{FIRST_LINE} {sheet}", (f"{SWEEP}[linked-0]",))


def _admin(name: str, rule: str) -> Fault:
    return Fault(name, ADMIN, FIRST_RULE, f"{rule}\n{FIRST_RULE}", (f"{SWEEP}[admin-0]",))


PAGES = [
    _style("a page too wide for a phone", "footer p { min-width: 340px }"),
    _style("a page too wide for a desk", f"{DESK} {{ footer p {{ min-width: 1400px }} }}"),
    _style("pale words", "footer p { color: #aaa !important }"),
    _style("pale words in the dark", f"{DARK} {{ footer p {{ color: #555 !important }} }}"),
    _style("pale words on a desk", f"{DESK} {{ footer p {{ color: #777 !important }} }}"),
    _style("crowded targets", "footer ul { gap: 0 !important } "
           "footer a { width: 12px; height: 12px; min-height: 0 !important; overflow: hidden }"),
    _style("something missing in the dark", f"{DARK} {{ footer b {{ display: none }} }}"),
    Fault("an error in the console", THEME, FIRST_LINE, f'{FIRST_LINE} console.error("fault");',
          (f"{SWEEP}[linked-0]",)),
    Fault("a button without a name", FOOTER, "</footer>", '<button type="button"></button></footer>',
          (f"{SWEEP}[linked-0]",)),
    Fault("words without their English", FOOTER, "</footer>", "<p>모두의 배움</p></footer>",
          ("tests/browser/test_english.py",)),
    _admin("an admin too wide for a phone", "html body #container { min-width: 340px }"),
    _admin("pale links in the admin", "html body #content a { color: #9fd0c0 !important }"),
    _admin("pale links in the admin in the dark", f"{DARK} {{ html body #content a {{ color: #333 !important }} }}"),
]  # fmt: skip

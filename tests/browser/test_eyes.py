"""The eyes themselves can fail: each fault that is planted into a good page is seen, in the state in which it shows."""

import pytest

from tests.browser import eyes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DESK, DARK = "@media (min-width: 1000px)", "@media (prefers-color-scheme: dark)"
CROWD = '<p><a class="fault" href="/a">가</a><a class="fault" href="/b">나</a></p>'
FAULTS = {
    "nothing": ("", "", ""),
    "words that change their colour slowly": (
        ".fault { color: light-dark(#000, #fff); transition: color 9s }", "<p class='fault'>옅은 글씨</p>", "",
    ),
    "a wide box": (".fault { width: 350px }", "<div class='fault'>.</div>", "light, 320 px: sideways scroll"),
    "a wide box on a desk": (
        f"{DESK} {{ .fault {{ width: 1400px }} }}", "<div class='fault'>.</div>", "light, 1280 px: sideways scroll",
    ),
    "a list of the admin that is wider than its frame": (
        f".fault {{ overflow-x: auto }} {DESK} {{ .fault > table {{ width: 1400px }} }}",
        "<div id='changelist'><div class='results fault'><table><tr><td>.</td></tr></table></div></div>",
        "light, 1280 px: columns out of sight",
    ),
    "pale words": (".fault { color: #aaa }", "<p class='fault'>옅은 글씨</p>", "light, 360 px: axe color-contrast"),
    "pale words in the dark": (
        f"{DARK} {{ .fault {{ color: #555 }} }}", "<p class='fault'>옅은 글씨</p>", "dark, 360 px: axe color-contrast",
    ),
    "pale words on a desk": (
        f"{DESK} {{ .fault {{ color: light-dark(#aaa, #fff) }} }}", "<p class='fault'>옅은 글씨</p>",
        "light, 1280 px: axe color-contrast",
    ),
    "pale words in the dark on a desk": (
        f"{DESK} {{ .fault {{ color: light-dark(#000, #555) }} }}", "<p class='fault'>옅은 글씨</p>",
        "dark, 1280 px: axe color-contrast",
    ),
    "pale words on a ground that shines through": (
        ".fault { color: light-dark(#666, #999); background: light-dark(#0002, #fff4) }",
        "<p class='fault'>옅은 글씨</p>", "light, 360 px: axe color-contrast",
    ),
    "words that fade with what is around them": (
        ".fault { opacity: 0.5 }", "<div class='fault'><p>옅은 글씨</p></div>", "light, 360 px: axe color-contrast",
    ),
    "pale words in a control": (
        ".fault { color: #999; background: light-dark(#fff, #888) }",
        "<label>이름 <input class='fault' value='옅은 글씨'></label>", "dark, 360 px: axe color-contrast",
    ),
    "crowded targets": (
        ".fault { display: inline-block; width: 12px; height: 12px }", CROWD, "light, 360 px: axe target-size",
    ),
    "crowded targets of one's own count": (
        ".fault { display: inline-block; width: 12px; height: 12px }", CROWD, "light, 360 px: target too small",
    ),
    "crowded targets on a desk": (
        ".fault { display: inline-block; min-width: 48px; min-height: 48px }"
        f"{DESK} {{ .fault {{ min-width: 12px; min-height: 12px; width: 12px; height: 12px }} }}", CROWD,
        "light, 1280 px: axe target-size",
    ),
    "a low main button": (
        ".fault { height: 40px }", "<button class='fault btn-primary'>가기</button>", "light, 360 px: main button",
    ),
    "a control that hides its focus": (
        ".fault { outline: 0 !important; width: 60px; height: 60px }", "<button class='fault'>가기</button>",
        "light, 360 px: no visible focus",
    ),
    "a small box to tick": (
        ".fault { width: 13px; height: 13px }", "<label><input type='checkbox' class='fault'>동의</label>",
        "light, 360 px: box to tick: small",
    ),
    "a box to tick that is hard to see": (
        ".fault { appearance: none; width: 24px; height: 24px; border: 1px solid light-dark(#eee, #222) }",
        "<label><input type='checkbox' class='fault'>동의</label>", "dark, 360 px: box to tick: faint",
    ),
    "a picture without words": ("", "<img src='data:,' class='fault'>", "light, 360 px: axe image-alt"),
    "a picture without words on a desk": (
        f".fault {{ display: none }} {DESK} {{ .fault {{ display: block }} }}", "<img src='data:,' class='fault'>",
        "light, 1280 px: axe image-alt",
    ),
    "something shown in the dark alone": (
        f".fault {{ display: none }} {DARK} {{ .fault {{ display: block }} }}", "<img src='data:,' class='fault'>",
        "light and dark differ",
    ),
    "a second heading": ("", "<h1>둘</h1>", "2 h1"),
}  # fmt: skip


def page_with(style: str, body: str) -> str:
    return f"""<!doctype html><html lang="ko"><head><title>시험 – 배움터</title><style>
      :root {{ color-scheme: light dark }} body {{ background: light-dark(#fff, #000); color: light-dark(#000, #fff) }}
      {style}</style></head><body><main><h1>하나</h1>{body}</main></body></html>"""


@pytest.fixture
def watched(open_page):
    watched = open_page(width=320, alone=True)
    eyes.give_eyes(watched.page.context)
    watched.page.goto("about:blank")
    return watched


@pytest.mark.parametrize("is_reversed", [False, True], ids=["forwards", "backwards"])
def test_every_planted_fault_is_seen_in_its_state(watched, is_reversed: bool):
    wrong = {}
    passed: set[str] = set()  # what was right on one page hides nothing on the next
    for name, (style, body, _seen) in FAULTS.items():
        watched.page.set_content(page_with(style, body))
        wrong[name] = eyes.look_at(watched.page, is_reversed=is_reversed, passed=passed)
    assert [name for name, (_style, _body, seen) in FAULTS.items() if not seen and wrong[name]] == []
    missed = {}
    for name, (_style, _body, seen) in FAULTS.items():
        # What axe finds at both widths is found at the first of them.
        states = (seen, seen.replace("360 px: axe", "1280 px: axe")) if is_reversed else (seen,)
        if not any(one in " ".join(wrong[name]) for one in states):
            missed[name] = wrong[name]
    assert missed == {}


def test_what_goes_wrong_in_the_console_is_noted(watched, live_server):
    page = watched.page
    page.goto("/robots.txt")
    page.evaluate("console.error('하나')")
    page.evaluate("console.warn('둘')")
    with page.expect_event("pageerror"):
        page.evaluate("setTimeout(() => { throw new Error('셋') })")
    ask = "fetch('http://127.0.0.1:65000/').catch(() => null)"
    page.evaluate(ask)  # which the policy forbids
    page.goto("about:blank")
    page.evaluate(ask)  # which only the record knows of
    noted = " ".join(watched.wrong)
    watched.wrong.clear()
    expected = ("console 하나", "console 둘", "script 셋", "CSP connect-src", "asks http://127.0.0.1:65000/")
    assert [words for words in expected if words not in noted] == []

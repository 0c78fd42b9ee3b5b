"""In English no Hangul is left on any page, but for what people wrote themselves.

The pages are asked for without a browser: what a script writes comes from the page's own attributes, which are read
here too, and the scripts themselves hold no Korean.
"""

import re
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.test import Client

from tests.access import world as worlds
from tests.access.sessions import session_of
from tests.browser.pages import VIEWERS, looks

pytestmark = pytest.mark.browser

# What people wrote in the world of the walk, and the name of the other language in its own words.
WRITTEN = (
    "own 과외", "foreign 과외", "처음 배우는 분들을 위한 수업입니다.",
    "우리 멘토링", "다른 멘토링", "접근 시험실", "함께 이야기합니다.", "안내", "없는말", "한국어", "정원을", "배움터",
    "운영팀", "스페이스", "우리 과정", "진행하는 과정", "처음부터 차근차근 배웁니다.", "콘텐츠",
    "마친 과정", "읽을거리입니다.", "안녕", "그래서 그렇습니다.",
    "무엇입니까?", "다른 일정", "지난 멘토링", "들어 주셔서 고맙습니다.", "첫 시간에 한 것", "잘했습니다.",
    "잘 부탁드립니다.",
)  # fmt: skip
NUMBERED = re.compile(r"(?:평가|퀴즈|문항) \d+")  # the factories count on through a run
OPTION = re.compile(r"[가나다]( Right answer)?")  # what a quiz of the world lets one choose from
HANGUL = re.compile(r"[가-힣]")


class Words(HTMLParser):
    """What a page tells people: its texts, and its attributes with words in them, hidden or not."""

    SILENT = ("script", "style")

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.titles: list[str] = []
        self.language: str | None = None
        self._within: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "html":
            self.language = dict(attrs).get("lang")
        if tag in (*self.SILENT, "title"):
            self._within.append(tag)
        self.lines += [value.strip() for name, value in attrs if value and name not in {"href", "src", "action"}]

    def handle_endtag(self, tag: str) -> None:
        if self._within and self._within[-1] == tag:
            self._within.pop()

    def handle_data(self, data: str) -> None:
        if not self._within:
            self.lines += map(str.strip, data.splitlines())
        elif self._within == ["title"]:
            self.titles.append(data)


def test_no_page_is_left_in_korean(db):
    world = worlds.build()
    sessions = {viewer: session_of(world.people[viewer]) for viewer in ("stranger", *VIEWERS)}
    wrong = []
    for look in looks(world):
        # The admin is the office's own, in Korean; the API's samples are in the words of its contract.
        if look.is_admin or look.path in {"/ui/", "/api/docs"}:
            continue
        client = Client()
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        if look.viewer in sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = sessions[look.viewer]
        words = Words()
        answer = client.get(look.path)
        assert answer.status_code == 200 or look.name.startswith("error"), f"{look.path}: {answer.status_code}"
        words.feed(answer.content.decode())
        wrong += [f"{look.path} ({look.viewer}): {sentence}" for sentence in not_english(words)]
    assert wrong == [], "\n" + "\n".join(wrong)


def not_english(words: Words) -> list[str]:
    wrong = [line for line in map(without_written, words.lines) if HANGUL.search(line) and not OPTION.fullmatch(line)]
    if [title.endswith("Baeumteo") for title in words.titles] != [True]:
        wrong.append(f"title {words.titles}")
    if words.language != "en":
        wrong.append(f"lang {words.language}")
    return wrong


def without_written(text: str) -> str:
    for words in WRITTEN:
        text = text.replace(words, "")
    return NUMBERED.sub("", text)


def test_no_script_holds_korean():
    scripts = [path for folder in settings.STATICFILES_DIRS for path in sorted((folder / "js").rglob("*.js"))]
    assert scripts, "there is no script to read"
    assert [path.name for path in scripts if HANGUL.search(re.sub(r"//.*", "", path.read_text("utf-8")))] == []

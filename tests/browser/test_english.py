"""In English no Hangul is left on any page, but for what people wrote themselves."""

import re

import pytest
from django.conf import settings

from tests.access import world as worlds
from tests.browser import eyes
from tests.browser.pages import VIEWERS, looks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# What people wrote in the world of the walk, and the name of the other language in its own words.
WRITTEN = (
    "own 과외", "foreign 과외", "처음 배우는 분들을 위한 수업입니다.",
    "우리 멘토링", "다른 멘토링", "접근 시험실", "함께 이야기합니다.", "안내", "없는말", "한국어", "정원을", "배움터",
    "운영팀", "스페이스", "우리 과정", "진행하는 과정", "처음부터 차근차근 배웁니다.", "콘텐츠",
    "마친 과정", "평가 0", "퀴즈 0", "퀴즈 1", "읽을거리입니다.", "안녕", "문항 0", "문항 1", "그래서 그렇습니다.",
)  # fmt: skip
OPTION = re.compile(r"[가나다]( Right answer)?")  # what a quiz of the world lets one choose from
NUMBERED = re.compile(r" ?\d+차\b")  # a class is called by its number in Korean, as its records keep it
HANGUL = re.compile(r"[가-힣]")


def test_no_page_is_left_in_korean(open_page, live_server):
    world = worlds.build()
    watched = {viewer: open_page(world.people.get(viewer)) for viewer in ("anonymous", "stranger", *VIEWERS)}
    for one in watched.values():
        one.page.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": "en", "url": live_server.url}])
    wrong = []
    for look in looks(world):
        # The admin is the office's own, in Korean; the API's samples are in the words of its contract.
        if look.is_admin or look.path in {"/ui/", "/api/docs"}:
            continue
        one = watched[look.viewer]
        if look.name.startswith("error"):
            one.expect(f"{look.path}: console Failed to load resource")
        one.page.goto(look.path)
        wrong += [f"{look.path}: {line}" for line in left_in_korean(one.page.locator("body").inner_text())]
        wrong += [f"{look.path}: {sentence}" for sentence in eyes.frame(one.page, "en")]
    assert wrong == [], "\n" + "\n".join(wrong)


def left_in_korean(text: str) -> list[str]:
    for words in WRITTEN:
        text = text.replace(words, "")
    text = NUMBERED.sub("", text)
    return [line for line in map(str.strip, text.splitlines()) if HANGUL.search(line) and not OPTION.fullmatch(line)]

"""Learning as people live it: a video that plays, is left and resumed; keys and speed; a broken line; no script."""

import datetime as dt
import json
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from playwright.sync_api import Page, expect

from apps.core import clock, ranges
from apps.elearning.progress.models import Progress
from apps.portal.demo.progress import FILES
from tests.browser.acts import press, said
from tests.browser.eyes import axe, give_eyes, look_at, too_small, too_wide
from tests.elearning.learning import course_of, learner, running_class
from tests.factories.elearning import ContentFactory
from tests.factories.learning import ProgressFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
VIDEO = "document.querySelector('video')"


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def video(mentor, student):
    """45 seconds with captions, before a document of words, in a class that 하준 runs and 서연 learns in."""
    run = running_class(course=course_of(10, position=2), instructors=[mentor])
    content = ContentFactory(
        course=run.course, position=1, title="강의실 사용법", type="VIDEO", minutes=1, text="",
        file=default_storage.save("contents/a.webm", held("classroom.webm")),
        captions=default_storage.save("contents/a.vtt", held("classroom.vtt")),
    )  # fmt: skip
    content.enrolment = learner(run, member=student)
    content.address = f"/classes/{run.pk}/contents/{content.pk}/"
    content.room = f"/classes/{run.pk}/"
    return content


def held(name: str) -> ContentFile:
    return ContentFile((Path(FILES) / name).read_bytes())


def value(page: Page, what: str):
    return page.evaluate(f"() => {VIDEO}.{what}")


def playing(page: Page) -> None:
    page.wait_for_function(f"() => {VIDEO}.currentTime > 1 && !{VIDEO}.paused")


def saved(page: Page, act) -> dict:
    """What the next save of the page was answered."""
    with page.expect_response(lambda one: one.url.endswith("/progress/")) as answer:
        act()
    return json.loads(answer.value.body())


@pytest.mark.parametrize("width", [1280, 360])
def test_a_video_is_watched_left_and_resumed(open_page, video, student, width: int, monkeypatch):
    monkeypatch.setattr(ranges, "OPEN_PART", 32 * 1024)  # the file comes in several parts, as a long one does
    page = open_page(student, width=width).page
    page.goto(video.room)
    expect(page.locator("#standing-title")).to_contain_text("까지 학습하실 수 있습니다")
    page.get_by_role("link", name="학습 시작하기").click()
    expect(page.locator("[data-saved-at]")).to_contain_text("저장됨")
    page.wait_for_function(f"() => {VIDEO}.duration > 44")
    assert value(page, "textTracks[0].mode") == "showing"
    page.wait_for_function(f"() => {VIDEO}.textTracks[0].cues?.length === 10")

    # Keys act on the video once it was chosen; letters elsewhere on the page do nothing.
    page.locator("h1").click()
    page.keyboard.press("k")
    assert value(page, "paused")
    page.locator("video").focus()
    page.keyboard.press("k")
    playing(page)
    page.keyboard.press("l")
    assert value(page, "currentTime") > 11
    page.keyboard.press("ArrowLeft")
    assert value(page, "currentTime") < 11
    page.get_by_role("button", name="2×", exact=True).click()
    assert value(page, "playbackRate") == 2
    expect(page.get_by_role("button", name="2×", exact=True)).to_have_attribute("aria-pressed", "true")
    page.wait_for_function(f"() => {VIDEO}.currentTime > 8")

    # Leaving by another address says the rest; the jump over ten seconds was not seen.
    left_at = value(page, "currentTime")
    page.goto(video.room)
    for _ in range(50):  # what a page says when it is left arrives beside the next page, and may come after it
        row = Progress.objects.get()
        if row.last_position:
            break
        page.reload()
    assert left_at - 1 <= row.last_position <= left_at + 2
    assert 0 < row.progress_rate < 40
    assert 0 < row.learning_time < 40
    page.get_by_role("link", name="이어서 학습하기").click()
    expect(page.locator("[data-resume-note]")).to_have_text(f"0:{row.last_position:02}부터 이어서 봅니다.")
    page.wait_for_function(f"() => Math.abs({VIDEO}.currentTime - {row.last_position}) < 1")


def test_what_is_seen_is_saved_every_ten_seconds(open_page, video, student):
    """A tab that is killed says nothing more: what was said before stays."""
    page = open_page(student, alone=True).page
    page.clock.install()
    page.goto(video.address)
    expect(page.locator("[data-saved-at]")).to_contain_text("저장됨")
    page.evaluate(f"() => {{ {VIDEO}.muted = true; return {VIDEO}.play(); }}")
    page.wait_for_function(f"() => {VIDEO}.currentTime > 2.5")
    before = Progress.objects.get()
    assert (before.last_position, before.progress_rate) == (0, 0)
    answer = saved(page, lambda: page.clock.run_for(10_000))
    row = Progress.objects.get()
    assert (answer["rate"], row.last_position >= 1, row.learning_time >= 1) == (row.progress_rate, True, True)


def test_the_end_of_a_video_that_was_seen_completes_it_and_a_jump_to_the_end_does_not(open_page, video, student):
    ProgressFactory(enrolment=video.enrolment, content=video, progress_rate=80, last_position=36)
    page = open_page(student).page
    page.goto(video.address)
    expect(page.locator("[data-resume-note]")).to_be_visible()
    page.evaluate(f"() => {{ {VIDEO}.muted = true; {VIDEO}.currentTime = 44; }}")
    answer = saved(page, lambda: page.evaluate(f"() => {VIDEO}.play()"))
    page.wait_for_function(f"() => {VIDEO}.ended")
    assert answer["status"] == "IN_PROGRESS"
    expect(page.get_by_role("button", name="학습 완료하기")).to_be_hidden()
    expect(page.locator("[data-why]")).to_contain_text("지금까지 8")
    page.evaluate(f"() => {{ {VIDEO}.currentTime = 35.5; {VIDEO}.playbackRate = 4; {VIDEO}.play(); }}")
    expect(page.locator("[data-when-done]")).to_be_visible()
    expect(page.locator("[data-status]")).to_have_text("학습 완료")
    expect(page.locator("[data-course-rate]")).to_have_text("9%")
    assert Progress.objects.get().progress_rate == 100


def test_the_second_half_and_on_another_visit_the_first_are_the_whole(open_page, video, student):
    ProgressFactory(
        enrolment=video.enrolment, content=video, progress_rate=49, seen=[[22, 44]], last_position=44, length=45
    )
    page = open_page(student).page
    page.goto(video.address)
    expect(page.locator("[data-missing]")).to_have_text("아직 보지 않은 부분: 0:00–0:22, 0:44–0:45")
    # At the end there is nothing to go on with: the player stands at the first part that is missing.
    page.wait_for_function(f"() => {VIDEO}.readyState > 2 && {VIDEO}.currentTime === 0")
    Progress.objects.update(saved_at=clock.now() - dt.timedelta(minutes=1))  # the time in which half of it is played
    page.evaluate(f"() => {{ {VIDEO}.muted = true; {VIDEO}.playbackRate = 16; {VIDEO}.play(); }}")
    page.wait_for_function(f"() => {VIDEO}.currentTime > 22.5")
    page.evaluate(f"() => {VIDEO}.pause()")
    expect(page.locator("[data-status]")).to_have_text("학습 완료")
    expect(page.locator("[data-missing]")).to_be_hidden()


def test_a_line_that_breaks_is_said_and_what_was_learned_is_saved_once_it_is_back(open_page, video, student):
    watched = open_page(student)
    watched.expect("ERR_INTERNET_DISCONNECTED")
    page = watched.page
    page.goto(video.address)
    expect(page.locator("[data-saved-at]")).to_contain_text("저장됨")
    page.wait_for_function(f"() => {VIDEO}.readyState > 2")
    page.evaluate(f"() => {{ {VIDEO}.muted = true; return {VIDEO}.play(); }}")
    playing(page)
    page.context.set_offline(True)
    page.evaluate(f"() => {VIDEO}.pause()")
    expect(page.locator("[data-trouble]")).to_have_text("저장하지 못했습니다. 연결되면 다시 저장합니다.")
    page.context.set_offline(False)
    expect(page.locator("[data-trouble]")).to_be_hidden()
    row = Progress.objects.get()
    assert (row.last_position, row.progress_rate) == (int(value(page, "currentTime")), row.progress_rate)
    assert row.learning_time >= 1


def test_who_was_logged_out_meanwhile_is_told_so(open_page, video, student):
    page = open_page(student).page
    page.goto(video.address)
    expect(page.locator("[data-saved-at]")).to_contain_text("저장됨")
    page.context.clear_cookies(name="sessionid")
    page.evaluate(f"() => {{ {VIDEO}.currentTime = 20; {VIDEO}.dispatchEvent(new Event('pause')); }}")
    expect(page.locator("[data-trouble]")).to_contain_text("페이지를 새로고침해 주세요.")


@SCRIPT
def test_a_document_is_completed_by_its_button(open_page, video, student, script: bool):
    page = open_page(student, java_script_enabled=script).page
    page.goto(video.room)
    page.locator(".line-title a").nth(1).click()
    expect(page.locator(".learn-text")).to_contain_text("읽을거리입니다.")
    press(page, "학습 완료하기")
    assert said(page) == "학습을 완료했습니다."
    expect(page.locator("[data-status]")).to_have_text("학습 완료")
    page.get_by_role("link", name="강의실로 돌아가기").first.click()
    expect(page.locator(".sums-rate")).to_have_text("90%")


def test_without_a_script_a_video_says_what_is_missing(open_page, video, student):
    page = open_page(student, java_script_enabled=False).page
    page.goto(video.address)
    expect(page.locator("main")).to_contain_text("저장하고 완료하려면 브라우저에서 자바스크립트를 켜 주세요.")
    expect(page.locator("video")).to_be_visible()
    expect(page.get_by_role("button", name="10초 뒤로")).to_be_hidden()


@SCRIPT
def test_an_instructor_finds_who_falls_behind(open_page, video, mentor, student, script: bool):
    page = open_page(mentor, java_script_enabled=script).page
    page.goto(video.room)
    expect(page.locator("#standing-title")).to_have_text("미리 보기입니다")
    page.get_by_role("link", name="진도", exact=True).click()
    page.get_by_role("link", name="뒤처진 학습자").click()
    expect(page.locator(".empty-title")).to_have_text("뒤처진 학습자가 없습니다")
    page.get_by_role("link", name="모두").click()
    page.get_by_role("link", name=student.name).click()
    expect(page.locator("h1")).to_have_text(f"{student.name} 님의 진도")
    page.go_back()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert student.name in Path(download.value.path()).read_text("utf-8-sig")


def test_the_player_is_for_everyone(open_page, video, student):
    ProgressFactory(enrolment=video.enrolment, content=video)
    page = open_page(student, alone=True).page
    give_eyes(page.context)
    page.goto(video.address)
    expect(page.locator("[data-saved-at]")).to_contain_text("저장됨")
    assert look_at(page) == []
    page.goto(video.room)
    assert look_at(page) == []


def test_what_an_instructor_sees_is_for_everyone(open_page, video, mentor):
    ProgressFactory(enrolment=video.enrolment, content=video)
    page = open_page(mentor, width=320).page
    for address in (video.room, f"{video.room}progress/", f"/enrolments/{video.enrolment.pk}/progress/"):
        page.goto(address)
        assert axe(page) + too_wide(page) + too_small(page) == []

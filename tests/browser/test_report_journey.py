"""A lecture from its code to the approved report: who came, what was done, and the time that is recognised."""

import datetime as dt
import io

import pytest
from PIL import Image
from playwright.sync_api import expect

from apps.core import clock
from apps.hours.models import HoursEntry
from apps.mentoring.models import CheckInCode, ReportFile, SessionReport
from apps.mentoring.states import SessionType
from tests.browser.acts import DESK_WITH_SCRIPT, press, said
from tests.factories.mentoring import ApplicationFactory, SessionFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DONE = "마지막 한 자리를 두 사람이 같은 순간에 누르는 예제를 함께 실행하고, 잠금과 제약 조건으로 막아 보았습니다. " * 2


def photo() -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (400, 300), "seagreen").save(drawn, "PNG")
    return drawn.getvalue()


@DESK_WITH_SCRIPT
def test_a_lecture_from_the_code_to_the_approved_report(
    open_page, mentor, student, other_student, superuser, script: bool, width: int
):
    yesterday = clock.today() - dt.timedelta(days=1)
    lecture = SessionFactory(
        author=mentor, type=SessionType.LECTURE, title="동시성 제어 입문", venue_text="강의장 C",
        approved_at=clock.now(), starts_at=clock.at(yesterday, dt.time(14)), reg_start=yesterday,
    )  # fmt: skip
    ApplicationFactory(session=lecture, member=student)
    missed = ApplicationFactory(session=lecture, member=other_student)
    page = open_page(mentor, width=width, java_script_enabled=script).page

    # One comes in by the code, and the mentor records that the other did not come.
    page.goto(f"/mentoring/{lecture.pk}/attendance/code/")
    press(page, "출석 코드 열기")
    guest = open_page(student, width=360, java_script_enabled=script).page
    guest.goto(f"/mentoring/{lecture.pk}/check-in/")
    guest.locator("[name=code]").fill(CheckInCode.objects.get().code)
    press(guest, "출석 체크하기")
    assert "기록했습니다." in said(guest)
    page.goto("/me/")
    page.get_by_role("link", name="참석 기록하기").click()
    page.locator(f"#mark-{missed.pk}").locator("input[value=absent]").check()
    press(page, "참석 저장하기")
    page.get_by_role("link", name="멘토링 보고").click()

    # What is missing is said at once, and a draft keeps what there is; all of it by keyboard.
    assert page.locator("[name=place]").input_value() == "강의장 C"
    page.get_by_role("button", name="제출하기", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-errors] li")).to_have_count(5)
    for name, words in (("topic", "동시에 누른 신청 하나만 받는 법"), ("end_time", "15:40"), ("content", DONE)):
        page.locator(f"[name={name}]").fill(words)
    page.locator("[name=topic]").press("Enter")
    assert said(page) == "작성 중인 보고를 저장했습니다."
    page.get_by_role("link", name="사진과 파일 올리기").click()
    for kind in ("start", "end"):
        page.locator(f"input[name=kind][value={kind}]").check()
        page.locator("[name=file]").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": photo()})
        press(page, "올리기")
        assert "올렸습니다." in said(page)
    page.get_by_role("link", name="보고로 돌아가기").click()
    page.locator("[name=absence_view]").fill("연락이 없어 자료를 보냈습니다.")
    press(page, "제출하기")
    expect(page.locator("h1")).to_have_text(f"[멘토 특강] {yesterday:%Y년 %m월 %d일} 멘토링 보고")
    expect(page.locator("main .badge").first).to_have_text("제출")

    # Staff find it on their desk, read all of it on one page, and approve it.
    office = open_page(superuser, width=width, java_script_enabled=script).page
    office.goto("/admin/mentoring/sessionreport/?status__exact=submitted")
    office.locator("#result_list tbody th a").click()
    expect(office.locator("#content")).to_contain_text("박도윤 · 불참")
    office.get_by_role("button", name="승인하고 다음 보고 보기").click()
    expect(office.locator(".messagelist")).to_contain_text("보고를 승인하고 멘토에게 알렸습니다.")
    page.reload()
    expect(page.locator("main .badge").first).to_have_text("승인")
    expect(page.locator(".facts")).to_contain_text("1시간 40분")
    paper = page.request.get(f"/mentoring/{lecture.pk}/report/evidence.pdf")
    assert (paper.status, paper.body()[:5]) == (200, b"%PDF-")
    for row in ReportFile.objects.all():
        row.file.storage.delete(row.file.name)
    assert (SessionReport.objects.get().status, HoursEntry.objects.get().minutes) == ("approved", 100)

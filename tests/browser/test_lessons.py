"""A lesson's whole way in front of people: from the request to its end, refused with a ready reason, by keyboard."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from apps.core import clock
from apps.lessons.models import Lesson, WeeklyHours
from apps.lessons.states import LessonStatus
from apps.planner import weekly_hours
from tests.browser.acts import DESK_WITH_SCRIPT, PHONE_WITH_SCRIPT, press, said
from tests.browser.test_keyboard import tab_to
from tests.factories.lessons import LessonFactory, TutorialFactory
from tests.factories.planner import AppointmentFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])


@PHONE_WITH_SCRIPT
def test_from_the_request_to_the_end(open_page, mentor, student, script: bool, width: int):
    tutorial = TutorialFactory(title="장고 일대일", mentor=mentor)
    day = clock.today() + dt.timedelta(days=30)
    at_ten = clock.at(day, dt.time(10))
    AppointmentFactory(member=student, title="내 특강", starts_at=at_ten)
    mine = open_page(student, width=width, java_script_enabled=script).page
    theirs = open_page(mentor, width=width, java_script_enabled=script).page

    # The day first, then one of its times; what clashes is named, and asked for knowingly.
    mine.goto("/tutorials/")
    mine.get_by_role("link", name="장고 일대일").click()
    mine.locator(".action-bar").get_by_role("link", name="수업 신청하기").click()
    mine.locator("[name=date]").fill(f"{day.year}년 {day.month}월 {day.day}일")
    press(mine, "그날의 시간 보기")
    expect(mine.locator(".ask-day")).to_contain_text(f"{day.month}월 {day.day}일")
    mine.locator("[name=time]").select_option("10:00")
    mine.locator("[name=message]").fill("배포를 배우고 싶습니다.")
    press(mine, "수업 신청하기")
    expect(mine.locator("#clash")).to_contain_text("내 특강")
    expect(mine.locator("[name=message]")).to_have_value("배포를 배우고 싶습니다.")
    press(mine, "겹쳐도 신청하기")
    assert said(mine).startswith("수업을 신청했습니다.")
    lesson = Lesson.objects.get()
    assert (lesson.tutorial, lesson.mentee, lesson.starts_at) == (tutorial, student, at_ten)

    # Its mentor answers, and starts before the time only after having been asked.
    theirs.goto("/me/")
    theirs.get_by_role("link", name="답변 대기 1건").click()
    expect(theirs.locator("main")).to_contain_text("배포를 배우고 싶습니다.")
    press(theirs, "수업 승인하기")
    assert said(theirs) == "수업을 승인했습니다. 멘티에게 알렸습니다."
    mine.reload()
    expect(mine.locator("#standing-title")).to_have_text("승인됨")
    with mine.expect_download() as download:
        mine.get_by_role("link", name="내 달력에 담기").click()
    assert download.value.suggested_filename.endswith(".ics")
    theirs.get_by_role("link", name="수업 시작하기").click()
    expect(theirs.locator("#confirm-title")).to_contain_text("지금 시작할까요?")
    press(theirs, "지금 시작하기")
    press(theirs, "수업 완료하기")
    assert said(theirs) == "수업을 완료했습니다."
    mine.goto("/lessons/")
    expect(mine.locator(".row-state")).to_have_text("완료됨")


@DESK_WITH_SCRIPT
def test_a_lesson_is_offered_another_time_moved_held_confirmed_paid_and_reviewed(
    open_page, mentor, student, script: bool, width: int
):
    tutorial = TutorialFactory(title="장고 일대일", mentor=mentor)
    day = clock.today() + dt.timedelta(days=30)
    mine = open_page(student, width=width, java_script_enabled=script).page
    theirs = open_page(mentor, width=width, java_script_enabled=script).page

    mine.goto(f"/tutorials/{tutorial.pk}/")
    mine.locator(".action-bar").get_by_role("link", name="수업 신청하기").click()
    mine.locator("[name=date]").fill(day.isoformat())
    press(mine, "그날의 시간 보기")
    mine.locator("[name=time]").select_option("10:00")
    press(mine, "수업 신청하기")

    # The mentor cannot then, and offers three other times; one of them meets what the mentee has already.
    theirs.goto("/lessons/requests/")
    theirs.get_by_role("link", name="장고 일대일").click()
    theirs.get_by_role("link", name="다른 시간 제안하기").click()
    expect(theirs.locator("#common-title")).to_be_visible()
    for number, (days, at) in enumerate(((1, "10:00"), (1, "15:00"), (2, "19:30")), start=1):
        theirs.locator(f"[name=date{number}]").fill((day + dt.timedelta(days=days)).isoformat())
        theirs.locator(f"[name=time{number}]").select_option(at)
    press(theirs, "제안하기")
    assert said(theirs) == "다른 시간을 제안했습니다. 상대에게 알렸습니다."
    expect(theirs.locator("#offer .offered li")).to_have_count(3)

    at_three = clock.at(day + dt.timedelta(days=1), dt.time(15))
    AppointmentFactory(member=student, title="내 특강", starts_at=at_three)
    mine.goto("/me/")
    mine.locator("main").get_by_role("link", name="장고 일대일").first.click()
    expect(mine.locator("#standing-title")).to_have_text("내 답을 기다립니다")
    lines = mine.locator("#offer .offered li")
    expect(lines.nth(1)).to_contain_text("내 특강")
    expect(lines.nth(2)).not_to_contain_text("내 특강")
    lines.nth(2).get_by_role("button").click()
    assert said(mine).startswith("수업 시간을 정했습니다.")
    expect(mine.locator("#standing-title")).to_have_text("승인됨")
    expect(mine.locator("#offer")).to_have_count(0)
    lesson = Lesson.objects.get()
    at_half_past_seven = clock.at(day + dt.timedelta(days=2), dt.time(19, 30))
    assert (lesson.status, lesson.starts_at) == (LessonStatus.APPROVED, at_half_past_seven)
    theirs.reload()
    expect(theirs.locator("#standing-title")).to_have_text("승인됨")
    expect(theirs.locator(".ticket-hours")).to_contain_text("저녁 7시 30분")

    # Now the mentee cannot, and the agreed lesson moves; it is held, completed, confirmed and paid.
    mine.get_by_role("link", name="다른 시간 제안하기").click()
    mine.locator("[name=date1]").fill((day + dt.timedelta(days=3)).isoformat())
    mine.locator("[name=time1]").select_option("11:00")
    press(mine, "제안하기")
    theirs.reload()
    theirs.locator("#offer").get_by_role("button").first.click()
    assert said(theirs).startswith("수업 시간을 정했습니다.")
    expect(theirs.locator(".ticket-hours")).to_contain_text("오전 11시")
    theirs.get_by_role("link", name="수업 시작하기").click()
    press(theirs, "지금 시작하기")
    press(theirs, "수업 완료하기")
    mine.goto(lesson.get_absolute_url())
    press(mine, "수업이 있었다고 확인하기")
    expect(mine.locator("#outcome")).to_contain_text("멘티가 수업이 있었다고 확인했습니다.")
    theirs.reload()
    theirs.get_by_role("link", name="결제 기록하기").click()
    press(theirs, "결제 기록하기")
    assert said(theirs) == "결제를 기록했습니다."
    mine.reload()
    expect(mine.locator("main")).to_contain_text("멘토가 기록했습니다.")

    # And it is reviewed.
    mine.get_by_role("link", name="후기 쓰기").click()
    mine.get_by_label("4점 · 좋았습니다").check()
    mine.locator("[name=words]").fill("막힌 곳에서 바로 시작했습니다.")
    press(mine, "후기 쓰기")
    assert said(mine) == "후기를 남겼습니다. 고맙습니다."
    expect(mine.locator(".review")).to_contain_text("막힌 곳에서 바로 시작했습니다.")
    theirs.goto(f"/tutorials/{tutorial.pk}/")
    theirs.get_by_role("link", name="답글 쓰기").click()
    theirs.locator("[name=answer]").fill("다음에 또 뵙겠습니다.")
    press(theirs, "답글 저장하기")
    expect(theirs.locator(".review-answer")).to_contain_text("다음에 또 뵙겠습니다.")


@SCRIPT
def test_refused_with_a_ready_reason(open_page, mentor, student, script: bool):
    lesson = LessonFactory(tutorial__mentor=mentor, tutorial__title="장고 일대일", mentee=student)
    theirs = open_page(mentor, width=360, java_script_enabled=script).page
    theirs.goto("/lessons/requests/")
    theirs.get_by_role("link", name="장고 일대일").click()
    theirs.get_by_role("link", name="수업 거절하기").click()
    press(theirs, "수업 거절하기")
    expect(theirs.locator("[data-errors]")).to_contain_text("사유")
    theirs.get_by_label("해당 시간에 다른 일정이 있습니다.").check()
    theirs.get_by_label("직접 쓰기").fill("토요일 오전은 비어 있습니다.")
    press(theirs, "수업 거절하기")
    assert said(theirs).startswith("수업 신청을 거절했습니다.")
    mine = open_page(student, java_script_enabled=script).page
    mine.goto(lesson.get_absolute_url())
    expect(mine.locator("main")).to_contain_text("해당 시간에 다른 일정이 있습니다. 토요일 오전은 비어 있습니다.")


@SCRIPT
def test_a_mentor_keeps_hours(open_page, mentor, script: bool):
    page = open_page(mentor, width=360, java_script_enabled=script).page
    page.goto("/tutorials/hours/")
    first = page.get_by_role("group", name="시간대 1", exact=True)
    for day in ("월", "수"):
        first.get_by_label(day, exact=True).check()
    first.get_by_label("시작 시각").select_option("19:00")
    press(page, "시간대 추가하기")
    expect(page.get_by_role("group", name="시간대 3", exact=True)).to_be_visible()
    press(page, "수업 시간 저장하기")
    expect(page.locator("[data-errors]")).to_contain_text("종료 시각을 선택해 주세요.")
    page.get_by_role("group", name="시간대 1", exact=True).get_by_label("종료 시각").select_option("24:00")
    press(page, "수업 시간 저장하기")
    assert said(page) == "수업 시간을 저장했습니다: 월·수 19:00~24:00"
    page.locator("[name=first_day]").fill((clock.today() + dt.timedelta(days=9)).isoformat())
    press(page, "쉬는 날 추가하기")
    assert said(page).startswith("쉬는 날로 정했습니다:")
    assert weekly_hours.hours_in_words(WeeklyHours.objects.filter(mentor=mentor)) == "월·수 19:00~24:00"


@pytest.mark.parametrize("width", [1280, 360])
def test_asking_and_answering_by_keyboard(open_page, mentor, student, width: int):
    TutorialFactory(title="키보드 과외", mentor=mentor)
    page = open_page(student, width=width).page
    page.goto("/tutorials/")
    tab_to(page, "키보드 과외")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("키보드 과외")
    tab_to(page, "수업 신청하기")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("수업 신청")
    tab_to(page, page.locator(".day-picks a").nth(3).inner_text())
    page.keyboard.press("Enter")
    expect(page.locator("[name=time]")).to_be_visible()
    page.locator("[name=time]").focus()
    page.keyboard.press("1")
    tab_to(page, "수업 신청하기")
    page.keyboard.press("Space")
    expect(page.locator(".message-text").first).to_contain_text("수업을 신청했습니다.")
    lesson = Lesson.objects.get()

    office = open_page(mentor, width=width).page
    office.goto(lesson.get_absolute_url())
    tab_to(office, "수업 승인하기")
    office.keyboard.press("Enter")
    expect(office.locator(".message-text").first).to_contain_text("수업을 승인했습니다.")
    lesson.refresh_from_db()
    assert lesson.status == LessonStatus.APPROVED

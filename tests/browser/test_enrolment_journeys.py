"""Enrolment as people live it, with and without JavaScript: a learner, an instructor, the office."""

import re

import pytest
from playwright.sync_api import expect

from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.services import ending
from apps.elearning.enrolment.states import EnrolmentStatus
from tests.browser.acts import DESK_WITH_SCRIPT, press, said
from tests.factories.elearning import CourseClassFactory, CourseFactory, EnrolmentFactory
from tests.factories.planner import AppointmentFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])


@DESK_WITH_SCRIPT
def test_a_learner_waits_moves_up_and_cancels(open_page, student, other_student, mentor, script: bool, width: int):
    course_class = CourseClassFactory(
        course=CourseFactory(title="응급 처치"), number=1, capacity=1, instructors=[mentor], meetings=1,
        approval="AUTOMATIC", fee=50_000,
    )  # fmt: skip
    meeting = course_class.meetings.get()
    AppointmentFactory(member=student, title="면접 연습", starts_at=meeting.starts_at, ends_at=meeting.ends_at)
    seated = EnrolmentFactory(course_class=course_class, member=other_student, status="APPROVED", booked=True)
    page = open_page(student, width=width, java_script_enabled=script).page

    # The clash is named, and taken knowingly; the full class gives a place in the line.
    page.goto(f"/classes/{course_class.pk}/enrol/")
    expect(page.locator("#clash")).to_contain_text("면접 연습")
    press(page, "겹쳐도 대기 신청하기")
    expect(page.locator("#standing-title")).to_have_text("대기 1번입니다")
    mine = Enrolment.objects.get(member=student)
    assert said(page) == f"대기를 신청했습니다. 대기 1번이며, 신청 번호는 {mine.pk}입니다."

    # Another cancels. Nobody is moved into hours that are taken unasked: told, the seat is taken knowingly, and the
    # class days can be put into a calendar.
    ending.cancel_enrolment(enrolment_id=seated.pk, by=other_student)
    page.goto("/notices/")
    page.locator("main").get_by_role("link", name=re.compile("응급 처치")).first.click()
    page.get_by_role("link", name="자리 받기").click()
    press(page, "겹쳐도 수강신청하기")
    expect(page.locator("#standing-title")).to_have_text("수강이 승인되었습니다")
    expect(page.locator("main")).to_contain_text("수강료 50,000원을 결제해 주세요")
    with page.expect_download():
        page.get_by_role("link", name="달력에 담기").first.click()

    # Cancelling can be left, and then done from the list, without a reason.
    page.get_by_role("link", name="수강 취소하기").click()
    page.get_by_role("link", name="수강 유지").click()
    page.goto("/enrolments/?show=unpaid")
    page.locator("main .row-act a").click()
    press(page, "수강 취소하기")
    assert said(page) == "수강을 취소했습니다."
    expect(page.locator("#standing-title")).to_have_text("수강신청이 취소되었습니다")
    mine.refresh_from_db()
    assert mine.status == EnrolmentStatus.CANCELLED


@SCRIPT
def test_an_instructor_decides_on_many_and_on_one(open_page, mentor, student, other_student, stranger, script: bool):
    course_class = CourseClassFactory(capacity=3, instructors=[mentor])
    rows = [EnrolmentFactory(course_class=course_class, member=one) for one in (student, other_student, stranger)]
    page = open_page(mentor, java_script_enabled=script).page
    page.goto(f"/classes/{course_class.pk}/roster/")
    page.get_by_label(student.name).check()
    page.get_by_label(other_student.name).check()
    press(page, "선택한 신청 승인하기")
    expect(page.locator("#result-title")).to_have_text("2건을 처리했습니다")
    page.get_by_role("button", name=f"{stranger.name} 님 거부").click()
    press(page, "수강신청 거부하기")
    expect(page.locator("[data-errors]")).to_contain_text("사유를 고르거나 입력해 주세요.")
    page.locator("[name=ready]").select_option("1")
    press(page, "수강신청 거부하기")
    expect(page.locator(".roster-result")).to_contain_text("거부하고 사유를 알렸습니다.")
    found = [Enrolment.objects.get(pk=row.pk).status for row in rows]
    assert found == ["APPROVED", "APPROVED", "REJECTED"]
    page.get_by_role("link", name="안내 보내기").click()
    page.locator("[name=subject]").fill("준비물")
    page.locator("textarea[name=text]").fill("운동화를 신고 오세요.")
    press(page, "안내 보내기")
    assert said(page) == "2명에게 안내를 보냈습니다."


@SCRIPT
def test_the_office_takes_a_payment_and_gives_it_back(open_page, superuser, student, script: bool):
    course_class = CourseClassFactory(course=CourseFactory(title="응급 처치"), fee=50_000, capacity=2)
    row = EnrolmentFactory(course_class=course_class, member=student, status="APPROVED")
    page = open_page(superuser, java_script_enabled=script).page

    def act(action: str) -> None:
        page.goto("/admin/elearning/enrolment/")
        page.get_by_role("row", name="응급 처치").get_by_role("checkbox").check()
        page.locator("select[name=action]").select_option(action)
        page.locator("button[name=index]").click()

    act("record_payment")
    page.locator("[name=reference]").fill("승인 2231")
    page.get_by_role("button", name="결제 기록하기").click()
    expect(page.locator(".messagelist")).to_contain_text("결제 1건을 기록했습니다.")
    act("cancel")
    page.locator("[name=reason]").fill("강의실을 쓸 수 없게 되었습니다.")
    page.get_by_role("button", name="수강 취소하기").click()
    expect(page.locator(".messagelist")).to_contain_text("수강 1건을 취소하고 학습자에게 알렸습니다.")
    act("record_refund")
    page.locator("[name=reason]").fill("전액 환불")
    page.get_by_role("button", name="환불 기록하기").click()
    expect(page.locator(".messagelist")).to_contain_text("환불 1건을 기록하고 학습자에게 알렸습니다.")
    row.refresh_from_db()
    assert (row.status, row.refund_status, row.refunds.get().amount) == ("CANCELLED", "COMPLETED", 50_000)

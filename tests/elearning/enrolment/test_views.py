"""Enrolling and what follows, by the buttons of the pages and without a script."""

import csv
import datetime as dt
import io

import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook

from apps.core import clock
from apps.elearning.catalogue.models import RefundStep
from apps.elearning.enrolment.models import Enrolment
from tests.factories.elearning import CourseClassFactory, CourseFactory, EnrolmentFactory, RefundFactory
from tests.factories.learning import AttendanceFactory
from tests.factories.planner import AppointmentFactory, FreeHoursFactory
from tests.mentoring import reading

NOW = dt.datetime(2026, 6, 10, 12, tzinfo=clock.SEOUL)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def course_class(mentor):
    """From 20 June, one seat, decided by 하준."""
    course = CourseFactory(title="응급 처치")
    return CourseClassFactory(course=course, number=2, capacity=1, instructors=[mentor], meetings=2)


def at(name: str, row) -> str:
    return reverse(name, args=[row.pk])


def text_of(response) -> str:
    return reading.words(response.content.decode())


def standing(response) -> str:
    return " ".join(reading.standing(response)).strip()


def states(course_class) -> list[tuple[str, str, bool]]:
    return list(course_class.enrolments.order_by("pk").values_list("member__name", "status", "is_waiting"))


# --- Enrolling --------------------------------------------------------------------------------------------------------


def test_enrolling_leads_to_the_enrolment_with_what_comes_next(client, student, course_class):
    client.force_login(student)
    response = client.post(at("classes:enrol", course_class), follow=True)
    enrolment = Enrolment.objects.get()
    assert response.redirect_chain == [(enrolment.get_absolute_url(), 302)]
    assert reading.messages(response) == [f"수강신청을 접수했습니다. 신청 번호는 {enrolment.pk}입니다."]
    assert standing(response).startswith("수강신청이 접수되었습니다 강사가 확인하고 승인하면")
    assert "다음에 할 일 강사가 신청을 확인하고 승인합니다. 승인되면 수업일이" in text_of(response)


def test_one_click_never_binds_the_page_with_fee_refund_and_dates_comes_first(client, student, course_class):
    course_class.fee = 50_000
    course_class.save()
    client.force_login(student)
    page = client.get(course_class.course.get_absolute_url())
    asks = reading.part(page, '<div class="action-bar', "</div>")
    assert (f'href="{at("classes:enrol", course_class)}"' in asks, "<form" in asks) == (True, False)
    assert "<form" not in reading.part(page, '<div class="enrol">', "</div>")
    check = client.get(at("classes:enrol", course_class))
    assert "수강료 50,000원" in text_of(check)
    assert "시작 7일 전까지 100%" in text_of(check)
    assert "6월 20일 (토) 오후 2시–4시" in text_of(check)
    assert "이미 시작한 차수입니다" not in text_of(check)


def test_a_class_that_runs_says_what_cannot_be_undone(client, student):
    running = CourseClassFactory(
        start_date=dt.date(2026, 6, 8), end_date=dt.date(2026, 7, 8), apply_start=dt.date(2026, 6, 1),
        apply_end=dt.date(2026, 6, 20), capacity=1,
    )  # fmt: skip
    client.force_login(student)
    said = "이미 시작한 차수입니다. 승인되면 직접 취소할 수 없으니 일정과 수강료를 확인하고 신청해 주세요."
    assert said in text_of(client.get(at("classes:enrol", running)))
    EnrolmentFactory(course_class=running)
    assert said not in text_of(client.get(at("classes:enrol", running)))  # who waits may leave at any time


def test_the_head_of_a_course_has_the_button_of_the_class_that_can_be_entered(client, student, course_class):
    course = course_class.course
    CourseClassFactory(course=course, number=8, start_date=dt.date(2026, 6, 12), called_off_at=NOW)
    client.force_login(student)
    page = client.get(course.get_absolute_url())
    assert reading.main_act(page) == "수강신청하기"
    mine = EnrolmentFactory(course_class=course_class, member=student)
    page = client.get(course.get_absolute_url())
    assert reading.main_act(page) == "내 수강신청 보기"
    assert f'href="{mine.get_absolute_url()}"' in reading.part(page, '<div class="action-bar', "</div>")


def test_enrolling_where_nobody_decides_is_approved_and_in_the_calendar(client, student, course_class):
    course_class.approval = "AUTOMATIC"
    course_class.save()
    client.force_login(student)
    response = client.post(at("classes:enrol", course_class), follow=True)
    number = Enrolment.objects.get().pk
    assert reading.messages(response) == [f"수강신청이 바로 승인되었습니다. 신청 번호는 {number}입니다."]
    assert standing(response) == "수강이 승인되었습니다 6월 20일 (토)에 수업이 시작됩니다."
    for appointment in student.appointments.all():
        assert at("planner:appointment_ics", appointment) in response.content.decode()
    assert student.appointments.count() == 2


def test_enrolling_in_a_full_class_gives_a_place_in_the_line(client, student, course_class):
    EnrolmentFactory(course_class=course_class)
    client.force_login(student)
    response = client.post(at("classes:enrol", course_class), follow=True)
    number = Enrolment.objects.get(member=student).pk
    assert reading.messages(response) == [f"대기를 신청했습니다. 대기 1번이며, 신청 번호는 {number}입니다."]
    assert standing(response).startswith("대기 1번입니다 자리가 나면 순서대로 자리를 드리고")


def test_a_clash_is_named_before_one_enrols_knowingly(client, student, course_class):
    meeting = course_class.meetings.first()
    AppointmentFactory(member=student, title="이력서 다듬기", starts_at=meeting.starts_at, ends_at=meeting.ends_at)
    client.force_login(student)
    response = client.post(at("classes:enrol", course_class), follow=True)
    assert response.redirect_chain == [(at("classes:enrol", course_class), 302)]
    assert reading.words(reading.part(response, 'id="clash-title">', "</ul>")) == (
        "같은 시간에 다른 일정이 있습니다 ‘이력서 다듬기’(2026-06-20(토) 14:00~16:00)"
    )
    assert (Enrolment.objects.count(), reading.main_act(response)) == (0, "겹쳐도 수강신청하기")
    client.post(at("classes:enrol", course_class), {"knowing": "1"})
    assert Enrolment.objects.count() == 1


def test_the_way_through_the_log_in_ends_at_the_class(client, student, course_class):
    address = at("classes:enrol", course_class)
    for response in (client.get(address), client.post(address)):
        assert response.url == f"{reverse('account_login')}?next={address}"
    client.force_login(student)
    response = client.get(address)
    assert reading.main_act(response) == "수강신청하기"
    assert "수강 기간 6월 20일 (토) – 7월 20일 (월) 2026-06-20(토) ~ 07-20(월) 강사 김하준 학습 시간 10시간" in text_of(
        response
    )


@pytest.mark.parametrize("press", ["get", "post"])
def test_a_class_that_cannot_be_entered_says_why(client, student, course_class, press):
    course_class.called_off_at = NOW
    course_class.save()
    client.force_login(student)
    address = at("classes:enrol", course_class)
    response = client.post(address, follow=True) if press == "post" else client.get(address)
    assert (reading.main_act(response), reading.main_why(response)) == ("폐강", "폐강된 차수입니다.")
    assert Enrolment.objects.count() == 0


def test_who_is_in_is_led_to_the_enrolment_and_who_teaches_to_the_roster(client, mentor, student, course_class):
    mine = EnrolmentFactory(course_class=course_class, member=student)
    found = []
    for person, target in ((student, mine.get_absolute_url()), (mentor, at("classes:roster", course_class))):
        client.force_login(person)
        response = client.get(at("classes:enrol", course_class))
        found.append((reading.main_act(response), f'href="{target}"' in response.content.decode()))
    assert found == [("내 수강신청 보기", True), ("수강생 명단 보기", True)]
    assert client.post(at("classes:enrol", course_class)).status_code == 403


def test_a_class_that_is_not_published_is_not_there(client, student, course_class):
    course_class.is_published = False
    course_class.save()
    client.force_login(student)
    address = at("classes:enrol", course_class)
    assert (client.get(address).status_code, client.post(address).status_code) == (404, 404)


# --- My enrolments ----------------------------------------------------------------------------------------------------


def test_the_list_is_narrowed_by_state_and_offers_to_cancel_what_can_be(client, student, course_class):
    mine = EnrolmentFactory(course_class=course_class, member=student)
    full = CourseClassFactory(course=CourseFactory(title="축구 지도"), number=1, capacity=1)
    EnrolmentFactory(course_class=full)
    waiting = EnrolmentFactory(course_class=full, member=student, waiting=True)
    paid = CourseClassFactory(course=CourseFactory(title="심리"), number=1, fee=10_000)
    EnrolmentFactory(course_class=paid, member=student, status="APPROVED")
    over = EnrolmentFactory(member=student, status="REJECTED")
    client.force_login(student)
    titles = {
        show: sorted(reading.titles(client.get("/enrolments/", {"show": show})))
        for show in ("", "pending", "waiting", "approved", "unpaid", "ended", "nonsense")
    }
    everything = sorted(["응급 처치 2차", "축구 지도 1차", "심리 1차", over.course_class.title])
    assert titles == {
        "": everything, "pending": ["응급 처치 2차"], "waiting": ["축구 지도 1차"], "approved": ["심리 1차"],
        "unpaid": ["심리 1차"], "ended": [over.course_class.title], "nonsense": everything,
    }  # fmt: skip
    AttendanceFactory(enrolment=over)
    offered = EnrolmentFactory(member=student, waiting=True, offered_until=clock.now() + dt.timedelta(hours=2))
    page = client.get("/enrolments/").content.decode()
    assert page.count("자리 제안에 답하기") == 1
    assert f'<a href="{offered.get_absolute_url()}">자리 제안에 답하기' in page
    assert [at("enrolments:cancel", row) in page for row in (mine, waiting, over)] == [True, True, False]
    assert ("지각 1회" in page, "2026-06-20(토) ~ 07-20(월)" in page) == (True, True)
    assert "사유: 서류 미비" in page


def test_two_kinds_of_nothing(client, stranger):
    client.force_login(stranger)
    assert "아직 신청한 과정이 없습니다" in client.get("/enrolments/").content.decode()
    assert "이 상태의 수강신청이 없습니다" in client.get("/enrolments/?show=waiting").content.decode()


def test_one_enrolment_tells_its_course_with_times_and_reasons(client, student, course_class):
    row = EnrolmentFactory(
        course_class=course_class, member=student, status="CANCELLED", approved_at=NOW - dt.timedelta(days=1),
        applied_at=NOW - dt.timedelta(days=2), cancelled_at=NOW, cancelled_by=student, cancel_reason="이사", fee=10_000,
        refund_due=7_000, paid=10_000,
    )  # fmt: skip
    RefundFactory(enrolment=row, amount=3_000, refunded_at=NOW)
    row.refund_status = "REQUESTED"
    row.save()
    client.force_login(student)
    response = client.get(row.get_absolute_url())
    assert standing(response) == "수강신청이 취소되었습니다 사유: 이사"
    assert reading.words(reading.part(response, '<ol class="steps">', "</ol>")) == (
        "수강신청 접수 (지남) 2026-06-08(월) 12:00 승인 (지남) 2026-06-09(화) 12:00 "
        "결제 (지남) 2026-06-10(수) 12:00 카드 10,000원 취소 2026-06-10(수) 12:00 직접 취소 · 이사 "
        "환불 (지남) 2026-06-10(수) 12:00 3,000원 환불 4,000원 준비 중"
    )
    assert "4,000원의 환불을 준비하고 있습니다." in text_of(response)
    assert at("enrolments:statement", row) in response.content.decode()
    english = client.get(row.get_absolute_url(), headers={"accept-language": "en"})
    assert "<h1>응급 처치, class 2</h1>" in english.content.decode()


def test_instructors_and_staff_read_an_enrolment_without_the_learners_buttons(
    client, mentor, superuser, student, stranger, course_class
):
    row = EnrolmentFactory(course_class=course_class, member=student, status="APPROVED")
    seen = []
    for person in (mentor, superuser):
        client.force_login(person)
        page = client.get(row.get_absolute_url()).content.decode()
        seen.append(
            ("이서연 님" in page, at("classes:roster", course_class) in page, at("enrolments:cancel", row) in page)
        )
        assert student.email not in page
    assert seen == [(True, True, False)] * 2
    client.force_login(stranger)
    assert client.get(row.get_absolute_url()).status_code == 404


# --- Cancelling and the statement -------------------------------------------------------------------------------------


def test_cancelling_quotes_the_refund_and_says_what_becomes_of_the_seat(client, student, other_student, course_class):
    course_class.fee = 200_000
    course_class.save()
    RefundStep.objects.create(course_class=course_class, days_before=5, percent=80)
    row = EnrolmentFactory(course_class=course_class, member=student, status="APPROVED", paid=200_000)
    EnrolmentFactory(course_class=course_class, member=other_student, waiting=True)
    client.force_login(student)
    page = text_of(client.get(at("enrolments:cancel", row)))
    assert "지금 취소하면 결제한 200,000원의 80%인 160,000원을 환불받습니다." in page
    assert "시작 5일 전까지 80% 그 뒤 환불 없음" in page
    assert "취소하면 이 자리는 대기 중인 분께 바로 넘어가며" in page
    assert "수강 취소하기 수강 유지" in page
    response = client.post(at("enrolments:cancel", row), {"reason": "이사"}, follow=True)
    assert reading.messages(response) == ["수강을 취소했습니다."]
    row.refresh_from_db()
    assert (row.status, row.refund_due, row.cancel_reason) == ("CANCELLED", 160_000, "이사")
    assert states(course_class) == [("이서연", "CANCELLED", False), ("박도윤", "PENDING", False)]


def test_leaving_the_waiting_list_needs_no_reason(client, student, course_class):
    EnrolmentFactory(course_class=course_class)
    row = EnrolmentFactory(course_class=course_class, member=student, waiting=True)
    client.force_login(student)
    page = text_of(client.get(at("enrolments:cancel", row)))
    assert "지금 대기 1번입니다. 취소한 뒤 다시 신청하면 맨 뒤로 갑니다." in page
    assert reading.messages(client.post(at("enrolments:cancel", row), follow=True)) == ["대기를 취소했습니다."]


def test_a_reason_that_is_too_long_is_refused_and_kept(client, student, course_class):
    row = EnrolmentFactory(course_class=course_class, member=student)
    client.force_login(student)
    response = client.post(at("enrolments:cancel", row), {"reason": "가" * 501})
    assert (response.status_code, response.context["form"]["reason"].value()) == (200, "가" * 501)
    row.refresh_from_db()
    assert row.status == "PENDING"


@pytest.mark.parametrize("press", ["get", "post"])
def test_what_cannot_be_cancelled_any_more_says_so(client, student, course_class, press):
    started = EnrolmentFactory(course_class=course_class, member=student, status="APPROVED")
    client.force_login(student)
    with time_machine.travel(NOW + dt.timedelta(days=12), tick=False):
        response = getattr(client, press)(at("enrolments:cancel", started), follow=True)
        assert reading.messages(response) == [
            "수업이 시작되어 직접 취소할 수 없습니다. 강사나 운영자에게 문의해 주세요."
        ]
        assert standing(response) == "수강하고 있습니다 7월 20일 (월)까지 수업이 이어집니다."


def test_nobody_cancels_or_reads_anothers(client, mentor, superuser, stranger, student, course_class):
    row = EnrolmentFactory(course_class=course_class, member=student)
    for person in (mentor, superuser, stranger):
        client.force_login(person)
        assert client.post(at("enrolments:cancel", row)).status_code == 404
        assert client.get(at("enrolments:statement", row)).status_code == 404
    row.refresh_from_db()
    assert row.status == "PENDING"


def test_the_statement_lists_payments_and_refunds(client, student, course_class):
    row = EnrolmentFactory(course_class=course_class, member=student, fee=10_000, paid=10_000, status="APPROVED")
    RefundFactory(enrolment=row, amount=4_000, reason="휴강", refunded_at=NOW)
    client.force_login(student)
    page = text_of(client.get(at("enrolments:statement", row)))
    reference = row.payments.get().reference
    assert f"2026-06-10(수) 결제 카드 · {reference} 10,000원 2026-06-10(수) 환불 휴강 −4,000원" in page
    assert "결제 합계 10,000원 환불 합계 4,000원 실제 결제 금액 6,000원" in page
    assert "2026-06-10(수) 12:00 기준" in page
    empty = EnrolmentFactory(member=student)
    assert "아직 결제하거나 환불받은 내역이 없습니다." in text_of(client.get(at("enrolments:statement", empty)))


# --- The roster -------------------------------------------------------------------------------------------------------


@pytest.fixture
def roster(mentor, student, other_student, stranger, course_class):
    """One to decide on, one who waits, one who was rejected."""
    course_class.promotion = "MANUAL"
    course_class.capacity = 2
    course_class.save()
    return [
        EnrolmentFactory(course_class=course_class, member=student),
        EnrolmentFactory(course_class=course_class, member=other_student, waiting=True),
        EnrolmentFactory(course_class=course_class, member=stranger, status="REJECTED", rejection_reason="=SUM(1)"),
    ]


def test_the_roster_has_everyone_by_state(client, mentor, course_class, roster):
    client.force_login(mentor)
    page = text_of(client.get(at("classes:roster", course_class)))
    assert "자리 1/2명 승인 대기 1명 승인 0명 대기 1명" in page
    assert "승인을 기다리는 신청 1명 이서연 2026-06-10(수) 12:00 신청 이서연 님 승인 이서연 님 거부" in page
    assert "대기 1명 이 차수는 자리가 나도 자동으로 넘기지 않습니다." in page
    assert "박도윤 대기 1번 2026-06-10(수) 12:00 신청 박도윤 님 대기 승인 박도윤 님 거부" in page
    assert "최민재 거부 2026-06-10(수) 12:00 신청 2026-06-10(수) 12:00 끝남 사유: =SUM(1)" in page


def test_the_roster_shows_no_mail_or_phone(client, mentor, student, course_class, roster):
    client.force_login(mentor)
    for name in ("classes:roster", "classes:roster_csv"):
        page = client.get(at(name, course_class)).content.decode("utf-8-sig")
        assert (student.name in page, student.email in page, student.phone in page) == (True, False, False)


def test_all_can_be_ticked_without_a_script(client, mentor, course_class):
    course_class.capacity = 2
    course_class.save()
    for _ in range(2):
        EnrolmentFactory(course_class=course_class)
    client.force_login(mentor)
    pages = [client.get(at("classes:roster", course_class) + query).content.decode() for query in ("", "?all=1")]
    assert [page.count(" checked>") for page in pages] == [0, 2]


def decide(client, course_class, **given):
    return client.post(at("classes:decide", course_class), given, follow=True)


def result(response) -> str:
    return reading.words(reading.part(response, 'id="result-title">', "</ul>"))


def test_deciding_on_many_says_what_came_of_each_once(client, mentor, course_class, roster):
    client.force_login(mentor)
    response = decide(client, course_class, act="approve", chosen=[row.pk for row in roster])
    assert result(response) == (
        "1건을 처리했고, 2건은 처리하지 못했습니다 이서연 – 승인했습니다. "
        "박도윤 – 지금 상태가 ‘대기’입니다. 자리가 나면 대기자 승인으로 자리를 줄 수 있습니다. "
        "최민재 – 지금 상태가 ‘거부’입니다. 승인 대기 중인 수강신청만 승인할 수 있습니다."
    )
    assert result(client.get(at("classes:roster", course_class))) == ""
    assert [state for _name, state, _waiting in states(course_class)] == ["APPROVED", "PENDING", "REJECTED"]


def test_the_button_of_a_row_is_about_that_row_alone(client, mentor, course_class, roster):
    client.force_login(mentor)
    response = decide(client, course_class, one=f"approve_waiting:{roster[1].pk}", act="approve", chosen=roster[0].pk)
    assert result(response) == "1건을 처리했습니다 박도윤 – 자리를 드리고 승인했습니다."
    assert [state for _name, state, _waiting in states(course_class)] == ["PENDING", "APPROVED", "REJECTED"]


def test_rejecting_asks_for_a_reason_which_may_be_a_ready_one(client, mentor, student, course_class, roster):
    client.force_login(mentor)
    asked = decide(client, course_class, one=f"reject:{roster[0].pk}")
    assert "이서연" in reading.words(reading.part(asked, '<p class="page-lead">', "</p>"))
    given = {"act": "reject", "chosen": [roster[0].pk]}
    assert reading.errors(decide(client, course_class, reason=" ", **given)) == ["사유를 고르거나 입력해 주세요."]
    response = decide(client, course_class, ready="1", reason="다음 달에 다시 열립니다.", **given)
    assert result(response) == "1건을 처리했습니다 이서연 – 거부하고 사유를 알렸습니다."
    roster[0].refresh_from_db()
    words = "선수 과정을 마친 뒤에 다시 신청해 주시기 바랍니다. 다음 달에 다시 열립니다."
    assert (roster[0].rejection_reason, student.notices.get().params["reason"]) == (words, words)


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"act": "approve"},
        {"act": "cancel", "chosen": ["1"]},
        {"one": "approve:x"},
        {"act": "approve", "chosen": ["x"]},
    ],
)
def test_deciding_on_nothing_is_told(client, mentor, course_class, roster, given):
    client.force_login(mentor)
    assert reading.messages(decide(client, course_class, **given)) == ["처리할 수강신청을 선택해 주세요."]


def test_enrolments_of_another_class_are_not_decided_on(client, mentor, course_class, roster):
    foreign = EnrolmentFactory()
    client.force_login(mentor)
    response = decide(client, course_class, act="approve", chosen=[foreign.pk])
    assert reading.messages(response) == ["처리할 수강신청을 선택해 주세요."]
    foreign.refresh_from_db()
    assert foreign.status == "PENDING"


def test_a_reason_that_grows_too_long_with_the_ready_one_is_told(client, mentor, course_class, roster):
    client.force_login(mentor)
    response = decide(client, course_class, act="reject", chosen=[roster[0].pk], ready="0", reason="가" * 490)
    assert reading.messages(response) == ["사유는 500자까지 쓸 수 있습니다."]


def test_ending_anothers_enrolment_needs_a_reason(client, mentor, student, course_class):
    row = EnrolmentFactory(course_class=course_class, member=student, status="APPROVED")
    client.force_login(mentor)
    address = at("enrolments:remove", row)
    assert reading.errors(client.post(address, {"reason": " "})) == ["사유를 입력해 주세요."]
    response = client.post(address, {"reason": "출석하지 않았습니다."}, follow=True)
    assert reading.messages(response) == ["이서연 님의 수강을 취소했습니다."]
    assert student.notices.get().params["reason"] == "출석하지 않았습니다."
    assert reading.errors(client.post(address, {"reason": "한 번 더"})) == [
        "지금 상태가 ‘취소’입니다. 이미 끝난 수강신청은 취소할 수 없습니다."
    ]


def test_staff_move_one_who_waits_and_instructors_do_not(client, mentor, superuser, course_class, roster, student):
    second = EnrolmentFactory(course_class=course_class, waiting=True)
    address = at("enrolments:move", second)
    client.force_login(mentor)
    assert (client.get(address).status_code, client.post(address).status_code) == (403, 403)
    assert address not in client.get(at("classes:roster", course_class)).content.decode()
    client.force_login(superuser)
    assert address in client.get(at("classes:roster", course_class)).content.decode()
    assert reading.errors(client.post(address, {"to_place": "3", "reason": "오류"})) == [
        "새 순서: 대기 순서는 1부터 2까지입니다."
    ]
    response = client.post(address, {"to_place": "1", "reason": "먼저 연락했습니다."}, follow=True)
    name = second.member.name
    assert reading.messages(response) == [f"{name} 님의 대기 순서를 2번에서 1번으로 바꿨습니다."]
    assert [row.pk for row in course_class.enrolments.in_line()] == [second.pk, roster[1].pk]


def test_a_message_goes_to_those_with_a_seat(client, mentor, student, other_student, course_class, roster):
    client.force_login(mentor)
    address = at("classes:message", course_class)
    assert reading.errors(client.post(address, {"subject": "준비물", "text": " "})) == ["보낼 내용을 입력해 주세요."]
    response = client.post(address, {"subject": "준비물", "text": "운동화"}, follow=True)
    assert reading.messages(response) == ["1명에게 안내를 보냈습니다."]
    assert (student.notices.count(), other_student.notices.count()) == (1, 0)
    again = client.post(address, {"subject": "준비물", "text": "운동화"})
    assert reading.errors(again) == ["방금 같은 안내를 보냈습니다. 다시 보내려면 내용을 수정해 주세요."]


def test_the_files_hold_the_roster(client, mentor, course_class, roster):
    client.force_login(mentor)
    response = client.get(at("classes:roster_csv", course_class))
    when = "2026-06-10(수) 12:00"
    head = ["신청 번호", "이름", "상태", "수강료", "신청일시", "끝난 일시", "비고"]
    assert list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")))) == [
        head,
        [str(roster[0].pk), "이서연", "승인 대기", "", when, "", ""],
        [str(roster[1].pk), "박도윤", "대기 1번", "", when, "", ""],
        [str(roster[2].pk), "최민재", "거부", "", when, when, "'=SUM(1)"],
    ]
    sheet = load_workbook(io.BytesIO(client.get(at("classes:roster_xlsx", course_class)).content)).active
    assert ([cell.value for cell in sheet[1]], sheet["G4"].data_type, sheet["G4"].value) == (head, "s", "=SUM(1)")


def test_strangers_and_learners_run_nothing(client, student, stranger, course_class, roster):
    for person in (student, stranger):
        client.force_login(person)
        for name in ("roster", "roster_csv", "roster_xlsx", "message"):
            assert client.get(at(f"classes:{name}", course_class)).status_code == 403
        assert client.post(at("classes:decide", course_class), {"act": "approve"}).status_code == 403
    client.force_login(stranger)
    assert client.get(at("enrolments:remove", roster[0])).status_code == 404


def test_what_fits_my_week_has_a_class_of_which_every_meeting_fits(client, student):
    fits, clashes, late = (CourseClassFactory(meetings=2) for _ in range(3))
    meeting = clashes.meetings.last()
    AppointmentFactory(member=student, starts_at=meeting.starts_at, ends_at=meeting.ends_at)
    for other in (fits, late):
        for row in other.meetings.all():
            row.starts_at += dt.timedelta(hours=3)
            row.ends_at += dt.timedelta(hours=3 if other is fits else 6)
            row.save()
    for weekday in range(7):
        FreeHoursFactory(member=student, weekday=weekday, start_time=dt.time(13), end_time=dt.time(20))
    assert "내 주에 맞는 것" not in client.get("/courses/?fit=1").content.decode()
    client.force_login(student)
    response = client.get("/courses/?fit=1")
    assert reading.titles(response) == [fits.course.title]
    assert reading.hidden(response, "fit") == "1"
    assert len(reading.titles(client.get("/courses/"))) == 3

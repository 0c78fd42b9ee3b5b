"""The button in every state, the standing of an enrolment, and the words of its money."""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser

from apps.core import clock, text
from apps.core.errors import DomainError
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.selectors import amounts_left, enrol_button, labels, roster
from apps.elearning.enrolment.selectors.cancel_page import cancel_page
from apps.elearning.pages.selectors.enrolment_detail import EnrolmentPage, enrolment_detail
from tests.factories.completion import CompletionFactory
from tests.factories.elearning import CourseClassFactory, CourseFactory, EnrolmentFactory, RefundFactory
from tests.factories.planner import AppointmentFactory

NOW = dt.datetime(2026, 6, 10, 12, tzinfo=clock.SEOUL)
VISITOR = AnonymousUser()

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel(NOW, tick=False):
        yield


def enrolling(course_class, member, now=NOW) -> enrol_button.EnrolButton:
    rows = CourseClass.objects.select_related("course").prefetch_related("meetings")
    return enrol_button.enrol_buttons([rows.get(pk=course_class.pk)], member, now)[course_class.pk]


def said(course_class, member, now=NOW) -> tuple[str, str]:
    found = enrolling(course_class, member, now)
    return found.label, found.why


# --- The button -------------------------------------------------------------------------------------------------------


def test_an_open_class_takes_members_and_asks_visitors_to_log_in(student):
    course_class = CourseClassFactory()
    found = enrolling(course_class, student)
    page = f"/classes/{course_class.pk}/enrol/"
    assert (found.label, found.url, found.opens) == ("수강신청하기", page, True)
    assert found.why == "신청하면 강사가 확인하고 승인합니다."
    seen = enrolling(course_class, VISITOR)
    assert (seen.label, seen.opens) == ("로그인하고 수강신청하기", False)
    assert seen.url.endswith("?next=%2Fclasses%2F" + f"{course_class.pk}%2Fenrol%2F")
    automatic = CourseClassFactory(approval="AUTOMATIC")
    assert enrolling(automatic, student).why == "신청하면 바로 승인됩니다."


def test_a_full_class_says_how_many_wait(student):
    course_class = CourseClassFactory(capacity=1)
    EnrolmentFactory(course_class=course_class)
    for _ in range(2):
        EnrolmentFactory(course_class=course_class, waiting=True)
    assert said(course_class, student) == (
        "대기 신청하기 (현재 2명)", "자리가 나면 순서대로 안내해 드립니다."
    )  # fmt: skip
    assert said(course_class, VISITOR)[0] == "로그인하고 대기 신청하기 (현재 2명)"
    CourseClass.objects.filter(pk=course_class.pk).update(has_waiting_list=False)
    assert said(course_class, student) == ("정원마감", "정원이 모두 찼습니다. 이 차수는 대기를 받지 않습니다.")


def test_one_waits_behind_others_where_seats_are_given_by_hand(student):
    course_class = CourseClassFactory(capacity=3, promotion="MANUAL")
    EnrolmentFactory(course_class=course_class, waiting=True)
    assert said(course_class, student)[0] == "대기 신청하기 (현재 1명)"


@pytest.mark.parametrize(
    ("fields", "label", "why"),
    [
        ({"called_off_at": NOW}, "폐강", "폐강된 차수입니다."),
        ({"is_published": False}, "공개 전", "아직 공개되지 않은 차수입니다."),
        (
            {"apply_start": dt.date(2026, 6, 12)},
            "모집예정", "수강신청은 6월 12일 (금) 0시에 시작됩니다.",
        ),
        (
            {"apply_start": dt.date(2026, 6, 1), "apply_end": dt.date(2026, 6, 9)},
            "모집마감", "수강신청 기간이 끝났습니다.",
        ),
        (
            {
                "apply_start": dt.date(2026, 5, 1), "apply_end": dt.date(2026, 5, 2),
                "start_date": dt.date(2026, 5, 3), "end_date": dt.date(2026, 6, 9),
            },
            "종료", "이미 종료된 차수입니다.",
        ),
    ],
)  # fmt: skip
def test_a_class_that_takes_nobody_says_why(student, fields, label, why):
    course_class = CourseClassFactory(**fields)
    for member in (student, VISITOR):
        found = enrolling(course_class, member)
        assert (found.label, found.why, found.url) == (label, why, "")


def test_who_is_in_sees_how_they_stand(student, other_student, stranger):
    course_class = CourseClassFactory(capacity=2)
    EnrolmentFactory(course_class=course_class, member=student)
    approved = EnrolmentFactory(course_class=course_class, member=other_student, status="APPROVED")
    EnrolmentFactory(course_class=course_class, waiting=True)
    EnrolmentFactory(course_class=course_class, member=stranger, waiting=True)
    assert [said(course_class, member) for member in (student, other_student, stranger)] == [
        ("내 수강신청 보기", "신청했습니다. 승인을 기다리고 있습니다."),
        ("내 수강신청 보기", "수강이 승인되었습니다."),
        ("내 수강신청 보기", "대기 2번입니다."),
    ]
    assert enrolling(course_class, other_student).url == approved.get_absolute_url()


def test_an_ended_enrolment_stands_in_nobodys_way(student):
    course_class = CourseClassFactory()
    EnrolmentFactory(course_class=course_class, member=student, status="CANCELLED")
    assert said(course_class, student)[0] == "수강신청하기"


def test_who_teaches_is_led_to_the_roster(mentor):
    course_class = CourseClassFactory(instructors=[mentor])
    found = enrolling(course_class, mentor)
    assert (found.label, found.url) == ("수강생 명단 보기", f"/classes/{course_class.pk}/roster/")


def test_the_roster_is_offered_to_those_who_run_the_class(mentor, superuser, student):
    course_class = CourseClassFactory(instructors=[mentor])
    offered = [enrolling(course_class, member).roster_url for member in (mentor, superuser, student, VISITOR)]
    roster_page = f"/classes/{course_class.pk}/roster/"
    assert offered == [roster_page, roster_page, "", ""]


def test_only_what_meets_at_the_time_of_a_meeting_still_to_come_clashes(student):
    course_class = CourseClassFactory(meetings=2)
    first, second = course_class.meetings.all()
    AppointmentFactory(member=student, title="겹침", starts_at=second.starts_at + dt.timedelta(minutes=90))
    AppointmentFactory(member=student, title="잇닿음", starts_at=first.ends_at)
    AppointmentFactory(title="남의 것", starts_at=first.starts_at)
    AppointmentFactory(
        member=student, title="이 수업", source=CourseClass.SOURCE, source_id=first.pk, starts_at=first.starts_at
    )
    found = enrolling(course_class, student)
    assert found.clashes == ["‘겹침’(2026-06-21(일) 15:30~17:30)"]
    assert found.label == "겹치는 일정 보고 수강신청하기"
    EnrolmentFactory.create_batch(3, course_class=course_class)
    assert enrolling(course_class, student).label == "겹치는 일정 보고 대기 신청하기"


@pytest.mark.parametrize(("number", "member_asks"), [(1, True), (20, True), (1, False), (20, False)])
def test_buttons_of_many_classes_take_the_same_questions(student, django_assert_num_queries, number, member_asks):
    course = CourseFactory()
    for _ in range(number):
        EnrolmentFactory(course_class=CourseClassFactory(course=course, meetings=2), waiting=True)
    rows = list(CourseClass.objects.select_related("course").prefetch_related("meetings", "instructors"))
    with django_assert_num_queries(3 if member_asks else 1):
        enrol_button.enrol_buttons(rows, student if member_asks else VISITOR, NOW)


# --- How an enrolment stands ------------------------------------------------------------------------------------------


def page(row, member, now=NOW) -> EnrolmentPage:
    return enrolment_detail(row.pk, member, now)


def test_the_waiting_list_says_how_seats_are_given(student):
    for promotion, words_of_it in (
        (
            "AUTOMATIC",
            "자리가 나면 순서대로 자리를 드리고 알려 드립니다. 수업 시간에 다른 일정이 있으면 먼저 확인합니다.",
        ),
        ("MANUAL", "자리가 나면 강사나 운영자가 확인하여 자리를 드리고, 알림과 메일로 알려 드립니다."),
    ):
        course_class = CourseClassFactory(capacity=1, promotion=promotion, fee=5_000)
        EnrolmentFactory(course_class=course_class)
        row = EnrolmentFactory(course_class=course_class, member=student, waiting=True)
        found = page(row, student)
        assert (found.ticket.state, found.ticket.note) == ("대기 1번입니다", words_of_it)
        assert [(step.label, step.state) for step in found.steps] == [
            ("수강신청 접수", "done"), ("대기 1번", "now"), ("승인", "todo"), ("결제", "todo"), ("차수 시작", "todo"),
            ("차수 종료", "todo"),
        ]  # fmt: skip
        assert found.next_steps[:3] == [
            words_of_it, "강사가 신청을 확인하고 승인합니다.",
            "승인된 뒤 운영자의 안내에 따라 수강료 5,000원을 결제합니다.",
        ]  # fmt: skip


def test_an_approved_one_that_is_not_paid_asks_for_what_is_left(student):
    course_class = CourseClassFactory(fee=50_000, meetings=1)
    row = EnrolmentFactory(course_class=course_class, member=student, status="APPROVED", paid=20_000, booked=True)
    found = page(row, student)
    assert (found.ticket.kind, found.ticket.note) == ("soon", "수강료 결제가 남아 있습니다.")
    assert found.next_steps == [
        "운영자의 안내에 따라 수강료 30,000원을 결제해 주세요. 확인되면 ‘결제 완료’로 바뀝니다.",
        "수업일은 내 배움터의 일정에 담겨 있으며, 하루 전과 한 시간 전에 알려 드립니다.",
        "6월 20일 (토)에 수업이 시작됩니다.",
    ]
    assert found.money == [("수강료", "50,000원", ""), ("결제한 금액", "20,000원", ""), ("남은 금액", "30,000원", "")]
    assert [bool(meeting.ics_url) for meeting in found.meetings] == [True]


def test_a_class_that_runs_or_is_over_is_told_in_its_steps(student):
    row = EnrolmentFactory(member=student, status="APPROVED", promoted_at=NOW)
    ends = [(step.label, step.state) for step in page(row, student, NOW + dt.timedelta(days=15)).steps][-3:]
    assert ends == [("차수 시작", "done"), ("차수 종료", "now"), ("수료", "todo")]
    over = page(row, student, NOW + dt.timedelta(days=60))
    assert [step.state for step in over.steps][-3:] == ["done", "done", "now"]
    assert (over.ticket.note, over.next_steps, over.cancel_url) == ("수업이 모두 끝났습니다.", [], "")
    assert over.cancel_why == "이미 종료된 차수의 수강은 취소할 수 없습니다."


def test_the_ticket_shows_the_next_meeting_else_the_whole_class(student, mentor):
    course_class = CourseClassFactory(meetings=2, instructors=[mentor])
    row = EnrolmentFactory(course_class=course_class, member=student, status="APPROVED", booked=True)
    first, second = course_class.meetings.order_by("starts_at")
    shown = page(row, student).ticket
    assert (shown.day, shown.hours, shown.exact) == ("6월 20일 (토)", "오후 2시–4시", "2026-06-20(토) 14:00~16:00")
    assert [label for label, _value, _note in shown.facts] == ["장소", "수강 기간"]
    then = page(row, student, first.ends_at)
    assert (then.ticket.exact, then.ticket.state) == (text.span(second.starts_at, second.ends_at), "수강하고 있습니다")
    assert [card.name for card in then.teachers] == [f"{mentor.name} 강사"]
    over = page(row, student, second.ends_at).ticket
    assert (over.day, over.hours, over.exact) == (
        "6월 20일 (토)", "7월 20일 (월)까지", "2026-06-20(토) ~ 07-20(월)"
    )  # fmt: skip
    assert page(row, mentor).ticket.note == ""  # what follows is said to the learner alone


def test_who_was_decided_upon_reads_it_on_top(student):
    row = EnrolmentFactory(member=student, status="APPROVED")
    CompletionFactory(enrolment=row)
    found = page(row, student, NOW + dt.timedelta(days=60))
    assert (found.ticket.state, found.ticket.kind, found.ticket.note[:3]) == ("수료", "open", "수료일")


@pytest.mark.parametrize(("status", "until"), [("PENDING", "언제든지"), ("APPROVED", "6월 19일 (금) 밤 12시까지")])
def test_until_when_one_may_cancel(student, status, until):
    row = EnrolmentFactory(member=student, status=status)
    assert page(row, student).cancel_until == until
    assert page(row, student, NOW + dt.timedelta(days=15)).cancel_until == (until if status == "PENDING" else "")


def test_a_rejected_one_says_why_and_stops_there(student):
    row = EnrolmentFactory(member=student, status="REJECTED", rejection_reason="서류 미비")
    found = page(row, student)
    assert (found.ticket.kind, found.ticket.note, found.cancel_why) == ("danger", "사유: 서류 미비", "")
    assert [(step.label, step.state, step.note) for step in found.steps][1:] == [("거부", "stopped", "서류 미비")]


def test_others_who_cancel_are_told_apart_from_the_learner(student, mentor):
    row = EnrolmentFactory(member=student, status="CANCELLED", cancelled_by=mentor, cancel_reason="폐강")
    assert page(row, student).steps[-1].note == "강사나 운영자가 취소 · 폐강"
    row.cancel_reason, row.cancelled_by = "", student
    row.save()
    found = page(row, student)
    assert (found.steps[-1].note, found.ticket.note) == ("직접 취소", "")


# --- What a cancel means ----------------------------------------------------------------------------------------------


def seat_after(row, now=NOW) -> str:
    return cancel_page(row.pk, row.member, now).seat


def test_what_becomes_of_the_seat():
    course_class = CourseClassFactory(capacity=1)
    row = EnrolmentFactory(course_class=course_class)
    assert seat_after(row) == "취소한 뒤에도 모집 기간에 자리가 있으면 다시 신청할 수 있습니다."
    closed = NOW + dt.timedelta(days=9, hours=13)
    course_class.apply_end = dt.date(2026, 6, 12)
    course_class.set_moments()
    course_class.save()
    assert seat_after(row, closed) == "모집 기간이 끝나, 취소하면 다시 신청할 수 없습니다."
    waiting = EnrolmentFactory(course_class=course_class, waiting=True)
    assert seat_after(row) == "취소하면 이 자리는 대기 중인 분께 바로 넘어가며, 되돌릴 수 없습니다."
    assert seat_after(waiting) == "지금 대기 1번입니다. 취소한 뒤 다시 신청하면 맨 뒤로 갑니다."
    course_class.promotion = "MANUAL"
    course_class.save()
    assert seat_after(row) == "대기 중인 분이 있어, 다시 신청하시면 그 뒤에서 기다리게 됩니다."


@pytest.mark.parametrize(
    ("days", "quote"),
    [
        (0, "지금 취소하면 결제한 100,000원의 100%인 100,000원을 환불받습니다."),
        (5, "지금 취소하면 결제한 100,000원의 70%인 70,000원을 환불받습니다."),
        (9, "지금 취소하면 결제한 100,000원의 50%인 50,000원을 환불받습니다."),
    ],
)
def test_the_quote_is_by_the_day_in_seoul(days, quote):
    row = EnrolmentFactory(course_class=CourseClassFactory(fee=100_000), status="APPROVED", paid=100_000)
    asked = cancel_page(row.pk, row.member, NOW + dt.timedelta(days=days))
    assert asked.quote == quote
    assert asked.steps[-2:] == [("시작 1일 전까지", "50%"), ("그 뒤", "환불 없음")]


def test_nothing_to_give_back_is_said():
    course_class = CourseClassFactory(fee=100_000)
    course_class.refund_steps.create(days_before=30, percent=100)
    row = EnrolmentFactory(course_class=course_class, status="APPROVED", paid=100_000)
    asked = cancel_page(row.pk, row.member, NOW)
    assert asked.quote == "지금 취소하면 결제한 100,000원은 환불되지 않습니다."


# --- Words and money --------------------------------------------------------------------------------------------------


def test_refund_steps_in_words():
    assert labels.refund_steps([(0, 10), (3, 70)]) == [
        ("시작 3일 전까지", "70%"), ("시작 당일까지", "10%"), ("그 뒤", "환불 없음")
    ]  # fmt: skip
    assert [row[1] for row in labels.refund_steps([])] == ["100%", "70%", "50%", "환불 없음"]


def refused(ask, row) -> str:
    with pytest.raises(DomainError) as error:
        ask(row)
    return error.value.code


def test_what_is_left_to_pay_and_to_refund():
    fee = CourseClassFactory(fee=10_000, capacity=9)
    assert amounts_left.left_to_pay(EnrolmentFactory(course_class=fee, paid=4_000)) == 6_000
    assert amounts_left.left_to_pay(EnrolmentFactory()) == 0
    paid = EnrolmentFactory(course_class=fee, paid=10_000)
    assert refused(amounts_left.left_to_pay, paid) == "already_paid"
    assert refused(amounts_left.left_to_refund, paid) == "nothing_due"
    due = EnrolmentFactory(course_class=fee, paid=10_000, status="CANCELLED", refund_due=7_000)
    RefundFactory(enrolment=due, amount=3_000)
    assert amounts_left.left_to_refund(Enrolment.objects.get(pk=due.pk)) == 4_000


# --- The roster -------------------------------------------------------------------------------------------------------


def test_those_who_wait_stand_in_the_order_that_staff_gave_them(superuser):
    course_class = CourseClassFactory(capacity=1, promotion="MANUAL")
    EnrolmentFactory(course_class=course_class, promoted_at=NOW)
    first, second = (EnrolmentFactory(course_class=course_class, waiting=True) for _ in range(2))
    Enrolment.objects.filter(pk=first.pk).update(line_position=second.pk)
    Enrolment.objects.filter(pk=second.pk).update(line_position=first.pk)
    course_class.refresh_from_db()
    found = roster.roster_of(course_class, superuser, NOW)
    assert [(person.pk, person.place) for person in found.people.waiting] == [(second.pk, 1), (first.pk, 2)]
    assert found.people.pending[0].note == "대기에서 승인됨"
    assert (found.can_decide, found.can_seat, found.can_cancel, found.can_reorder) == (True, False, True, True)


def test_the_roster_of_a_class_that_is_over_decides_nothing(mentor):
    course_class = CourseClassFactory()
    EnrolmentFactory(course_class=course_class, waiting=True)
    late = NOW + dt.timedelta(days=60)
    found = roster.roster_of(course_class, mentor, late)
    assert (found.can_decide, found.can_seat, found.can_cancel, found.can_reorder) == (False, False, False, False)
    assert (
        found.line_note
        == "이제 자리가 나도 자동으로 넘기지 않습니다. 필요하면 ‘대기 승인’으로 자리를 드릴 수 있습니다."
    )
    assert (
        roster.roster_of(course_class, mentor, NOW).line_note == "자리가 나면 대기 순서대로 자동으로 자리를 드립니다."
    )

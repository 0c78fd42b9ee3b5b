"""Nobody is moved up where they could not say no any more: they are told, and take the seat while it is free."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from apps.accounts.models import Member
from apps.core import clock
from apps.core.errors import Conflict
from apps.core.models import AuditEntry
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.catalogue.services.classes import save_class
from apps.elearning.enrolment import notices as class_notices
from apps.elearning.enrolment.services.ending import cancel_enrolment
from apps.elearning.enrolment.services.enrolling import enrol_member
from apps.elearning.pages.selectors.enrolment_detail import enrolment_detail
from apps.mentoring import notices, rules
from apps.mentoring.selectors.detail import session_detail
from apps.mentoring.services.applications import apply_to_session, cancel_application
from apps.mentoring.services.sessions import edit_session
from apps.notices.models import Notice
from apps.planner.models import Appointment
from tests.factories.elearning import CourseClassFactory, EnrolmentFactory
from tests.factories.mentoring import ApplicationFactory, SessionFactory
from tests.factories.planner import AppointmentFactory
from tests.people import fresh

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


def told(kind: str) -> list[int]:
    return list(Notice.objects.filter(kind=kind).order_by("pk").values_list("member_id", flat=True))


def again(row):
    return type(row).objects.get(pk=row.pk)


def busy_at(member, starts_at, ends_at=None):
    ends_at = ends_at or starts_at + 60 * MINUTE
    return AppointmentFactory(member=member, starts_at=starts_at, ends_at=ends_at)


# --- Mentoring


@pytest.fixture
def session():
    """One seat, which `holder` has; three wait."""
    row = SessionFactory(capacity=1)
    row.holder = ApplicationFactory(session=row)
    row.line = [ApplicationFactory(session=row, state="waiting") for _ in range(3)]
    return row


def free(session, by=None):
    cancel_application(application_id=session.holder.pk, by=by or session.author, reason="까닭")


def states(session) -> list[str]:
    return [again(row).state for row in session.line]


@pytest.mark.parametrize(("days", "before"), [(0, 20 * MINUTE), (1, 25 * 60 * MINUTE)])
def test_before_the_deadline_the_first_moves_up_as_ever(session, settings, days, before):
    settings.MENTORING_CANCEL_DAYS_BEFORE = days
    with time_machine.travel(rules.cancel_deadline(session) - MINUTE, tick=False):
        free(session)
    assert states(session) == ["applied", "waiting", "waiting"]
    assert (told(notices.PROMOTED), told(notices.SEAT_FREE)) == ([session.line[0].member_id], [])


def test_after_the_deadline_nobody_moves_up_unasked_and_all_are_told(session, settings):
    settings.MENTORING_CANCEL_DAYS_BEFORE = 1
    with time_machine.travel(session.starts_at - 20 * MINUTE, tick=False):
        free(session)
        assert states(session) == ["waiting"] * 3
        assert told(notices.SEAT_FREE) == [row.member_id for row in session.line]
        assert told(notices.PROMOTED) == []
        third = session.line[2]
        done = apply_to_session(session_id=session.pk, by=fresh(third.member))
        assert (done.application.pk, done.place) == (third.pk, 0)
        assert again(session).seats_taken == 1
        assert Appointment.objects.filter(member=third.member, cancelled_at=None).count() == 1
        with pytest.raises(Conflict) as refused:
            apply_to_session(session_id=session.pk, by=fresh(session.line[0].member))
        assert refused.value.code == "already_applied"
    assert states(session) == ["waiting", "waiting", "applied"]
    entry = AuditEntry.objects.get(act="mentoring.took_seat")
    assert (entry.before, entry.after) == ({"state": "waiting"}, {"state": "applied"})


def test_once_it_has_started_nobody_takes_a_seat(session):
    with time_machine.travel(session.starts_at, tick=False):
        free(session)
        with pytest.raises(Conflict):
            apply_to_session(session_id=session.pk, by=fresh(session.line[0].member))
    assert told(notices.SEAT_FREE) == []


def test_who_has_something_else_then_is_passed_over_and_told(session):
    first, second, third = session.line
    busy_at(first.member, session.starts_at + MINUTE)
    busy_at(third.member, session.starts_at + MINUTE)
    busy_at(second.member, session.ends_at)  # it only touches
    free(session)
    assert states(session) == ["waiting", "applied", "waiting"]
    assert told(notices.SEAT_FREE) == [first.member_id]  # the third lost nothing: somebody before them got the seat
    assert told(notices.PROMOTED) == [second.member_id]


def test_a_seat_that_all_are_too_busy_for_stays_free_for_whoever_takes_it(session):
    for row in session.line:
        busy_at(row.member, session.starts_at)
    free(session)
    assert states(session) == ["waiting"] * 3
    assert told(notices.SEAT_FREE) == [row.member_id for row in session.line]
    by = fresh(session.line[1].member)
    page = session_detail(session.pk, by, clock.now())
    assert (page.action.post_url, page.action.knowing) == (reverse("mentoring:apply", args=[session.pk]), True)
    with pytest.raises(Conflict) as refused:
        apply_to_session(session_id=session.pk, by=by, knowing=False)
    assert refused.value.code == "clash"
    assert [row.pk for row in apply_to_session(session_id=session.pk, by=by).conflicts]
    assert states(session) == ["waiting", "applied", "waiting"]


def test_an_appointment_that_was_cancelled_is_no_hindrance(session):
    row = busy_at(session.line[0].member, session.starts_at)
    Appointment.objects.filter(pk=row.pk).update(cancelled_at=clock.now())
    free(session)
    assert states(session)[0] == "applied"


def test_a_free_seat_is_not_told_again_at_every_edit(session):
    for row in session.line:
        busy_at(row.member, session.starts_at)
    free(session)
    edit_session(session_id=session.pk, by=fresh(session.author), changes={"title": "다른 제목"})
    assert len(told(notices.SEAT_FREE)) == 3
    edit_session(session_id=session.pk, by=fresh(session.author), changes={"capacity": 2})
    assert len(told(notices.SEAT_FREE)) == 6


def test_who_left_the_line_meanwhile_takes_a_seat_as_anybody_does(session, monkeypatch):
    """The claim is read again under the lock."""
    for row in session.line:
        busy_at(row.member, session.starts_at)
    free(session)
    by = fresh(session.line[0].member)
    from apps.mentoring.services.applications import Applying

    prepare, seen = Applying.prepare, []

    def cancel_once(taking, pool, waits):
        if not seen:
            session.line[0].__class__.objects.filter(pk=session.line[0].pk).update(
                state="cancelled", is_waiting=False, cancelled_at=clock.now()
            )
        seen.append(pool.own)
        prepare(taking, pool, waits)

    monkeypatch.setattr(Applying, "prepare", cancel_once)
    # The change is part of the first try here and is rolled back with it.
    done = apply_to_session(session_id=session.pk, by=by)
    assert len(seen) == 2
    assert done.application.pk == session.line[0].pk


def test_the_page_offers_the_seat_by_one_button_and_the_way_out(client, session):
    for row in session.line:
        busy_at(row.member, session.starts_at)
    free(session)
    member = session.line[0].member
    client.force_login(member)
    page = client.get(session.get_absolute_url()).content.decode()
    assert "빈자리에 신청하기" in page
    assert reverse("mentoring:cancel", args=[session.line[0].pk]) in page
    client.post(reverse("mentoring:apply", args=[session.pk]), {"knowing": "1"})
    assert states(session)[0] == "applied"


# --- Classes


@pytest.fixture
def row():
    """One seat, which `holder` has; two wait. It meets twice."""
    row = CourseClassFactory(
        capacity=1, approval="AUTOMATIC", meetings=2, fee=10_000,
        apply_end=clock.today() + dt.timedelta(days=20),
    )  # fmt: skip
    row.holder = EnrolmentFactory(course_class=row, status="APPROVED")
    row.line = [EnrolmentFactory(course_class=row, waiting=True) for _ in range(2)]
    return row


def statuses(row) -> list[tuple[str, bool]]:
    return [(again(one).status, again(one).is_waiting) for one in row.line]


WAITS = ("PENDING", True)


def test_in_a_class_that_runs_nobody_is_moved_up_to_owe_the_fee(row, superuser):
    with time_machine.travel(row.starts_at + MINUTE, tick=False):
        cancel_enrolment(enrolment_id=row.holder.pk, by=superuser, reason="까닭")
        assert statuses(row) == [WAITS, WAITS]
        assert told(class_notices.SEAT_FREE) == [one.member_id for one in row.line]
        first, second = row.line
        cancel_enrolment(enrolment_id=first.pk, by=fresh(first.member))  # and whoever waits may leave
        by = fresh(second.member)
        page = enrolment_detail(second.pk, by, clock.now())
        assert page.take_url == reverse("classes:enrol", args=[row.pk])
        assert page.ticket.note == page.next_steps[0] == "자리가 났습니다. 남아 있는 동안 신청할 수 있습니다."
        done = enrol_member(class_id=row.pk, by=by)
    assert (done.enrolment.pk, done.enrolment.status, done.enrolment.payment_status) == (
        second.pk,
        "APPROVED",
        "WAITING",
    )
    kept = again(second)
    assert (kept.status, kept.holds_seat, kept.promoted_at is not None) == ("APPROVED", True, True)
    assert again(row).seats_taken == 1
    assert Appointment.objects.filter(member=second.member, cancelled_at=None).count() == 2


def test_before_it_starts_the_first_moves_up_as_ever(row, superuser):
    cancel_enrolment(enrolment_id=row.holder.pk, by=superuser, reason="까닭")
    assert statuses(row) == [("APPROVED", False), WAITS]


def test_once_it_takes_nobody_a_seat_is_given_by_hand(row, superuser):
    with time_machine.travel(row.closes_at, tick=False):
        cancel_enrolment(enrolment_id=row.holder.pk, by=superuser, reason="까닭")
        assert told(class_notices.SEAT_FREE) == []
        with pytest.raises(Conflict):
            enrol_member(class_id=row.pk, by=fresh(row.line[0].member))


@pytest.mark.parametrize("approval", ["AUTOMATIC", "MANUAL"])
def test_who_has_something_else_at_a_meeting_is_passed_over(row, superuser, approval):
    CourseClass.objects.filter(pk=row.pk).update(approval=approval)
    busy_at(row.line[0].member, row.meetings.last().starts_at)
    cancel_enrolment(enrolment_id=row.holder.pk, by=superuser, reason="까닭")
    seated = ("APPROVED", False) if approval == "AUTOMATIC" else ("PENDING", False)
    assert statuses(row) == [WAITS, seated]
    assert told(class_notices.SEAT_FREE) == [row.line[0].member_id]


def test_the_page_names_the_clash_and_gives_the_seat(client, row, superuser):
    for one in row.line:
        busy_at(one.member, row.meetings.first().starts_at)
    cancel_enrolment(enrolment_id=row.holder.pk, by=superuser, reason="까닭")
    first = row.line[0]
    client.force_login(first.member)
    course = client.get(reverse("courses:detail", args=[row.course_id])).content.decode()
    assert "겹치는 일정 보고 빈자리에 신청하기" in course
    page = client.get(reverse("classes:enrol", args=[row.pk])).content.decode()
    assert "같은 시간에 다른 일정이 있습니다" in page
    client.post(reverse("classes:enrol", args=[row.pk]))
    assert statuses(row)[0] == WAITS
    client.post(reverse("classes:enrol", args=[row.pk]), {"knowing": "1"})
    assert statuses(row)[0] == ("APPROVED", False)


def test_nobody_takes_a_waiting_persons_seat_for_them(row, superuser):
    for one in row.line:
        busy_at(one.member, row.meetings.first().starts_at)
    cancel_enrolment(enrolment_id=row.holder.pk, by=superuser, reason="까닭")
    with pytest.raises(Conflict) as refused:
        enrol_member(class_id=row.pk, by=superuser, member_id=row.line[0].member_id)
    assert refused.value.code == "already_enrolled"


def test_a_change_of_the_class_that_frees_nothing_tells_nobody_again(row, superuser):
    for one in row.line:
        busy_at(one.member, row.meetings.first().starts_at)
    cancel_enrolment(enrolment_id=row.holder.pk, by=superuser, reason="까닭")
    changed = again(row)
    changed.fee = 9_000
    save_class(by=superuser, course_class=changed)
    assert len(told(class_notices.SEAT_FREE)) == 2
    changed.capacity = 2
    save_class(by=superuser, course_class=changed)
    assert len(told(class_notices.SEAT_FREE)) == 4


def test_who_was_switched_off_is_neither_moved_nor_told(session):
    Member.objects.filter(pk=session.line[0].member_id).update(is_active=False)
    free(session)
    assert states(session) == ["waiting", "applied", "waiting"]

"""Nobody is moved up where they could not say no any more: they are asked, and the seat is kept until they answer."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from apps.accounts.models import Member
from apps.core import clock
from apps.core.errors import Conflict, DomainError
from apps.core.models import AuditEntry
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.catalogue.services.classes import call_off_class, save_class
from apps.elearning.enrolment import notices as class_notices
from apps.elearning.enrolment.services.deciding import approve_waiting_enrolment, reject_enrolment
from apps.elearning.enrolment.services.ending import cancel_enrolment
from apps.elearning.enrolment.services.ending import end_lapsed_offers as end_lapsed_class_offers
from apps.elearning.enrolment.services.enrolling import enrol_member
from apps.elearning.enrolment.services.waiting_list import remind_of_offers as remind_of_class_offers
from apps.elearning.enrolment.services.waiting_list import reorder_line
from apps.elearning.pages.selectors.enrolment_detail import enrolment_detail
from apps.mentoring import notices, rules
from apps.mentoring.models import Application, Session
from apps.mentoring.services.applications import Applying, apply_to_session, cancel_application
from apps.mentoring.services.line import _remind_in, end_lapsed_offers, remind_of_offers
from apps.mentoring.services.sessions import edit_session
from apps.notices.models import Notice
from apps.planner.models import Appointment
from apps.seats.rules import offer_deadline
from tests.answers import answers_in
from tests.factories.accounts import MemberFactory
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
    """The state of each in line; one that is offered a seat is `offered`."""
    rows = [again(row) for row in session.line]
    return ["offered" if row.is_offered else row.state for row in rows]


def offered(session, hours: int = 24):
    """Let the first have something else then, and free the seat. Return until when it is kept."""
    Session.objects.filter(pk=session.pk).update(offer_hours=hours)
    busy_at(session.line[0].member, session.starts_at)
    free(session)
    return again(session.line[0]).offered_until


@pytest.mark.parametrize(("days", "before"), [(0, 20 * MINUTE), (1, 25 * 60 * MINUTE)])
def test_before_the_deadline_the_first_moves_up_as_ever(session, settings, days, before):
    settings.MENTORING_CANCEL_DAYS_BEFORE = days
    with time_machine.travel(rules.cancel_deadline(session) - MINUTE, tick=False):
        free(session)
    assert states(session) == ["applied", "waiting", "waiting"]
    assert (told(notices.PROMOTED), told(notices.SEAT_OFFERED)) == ([session.line[0].member_id], [])


def test_after_the_deadline_the_first_is_asked_and_the_seat_is_kept(session, settings):
    settings.MENTORING_CANCEL_DAYS_BEFORE = 1
    with time_machine.travel(session.starts_at - 40 * MINUTE, tick=False):
        free(session)
        assert states(session) == ["offered", "waiting", "waiting"]
        assert again(session.line[0]).offered_until == session.starts_at - 20 * MINUTE  # half of what is left
        assert (told(notices.SEAT_OFFERED), told(notices.PROMOTED)) == ([session.line[0].member_id], [])
        assert again(session).seats_taken == 1
        for other in (session.line[1].member, MemberFactory()):
            with pytest.raises(Conflict):
                apply_to_session(session_id=session.pk, by=fresh(other))
        first = session.line[0]
        done = apply_to_session(session_id=session.pk, by=fresh(first.member))
        assert (done.application.pk, done.place, done.application.offered_until) == (first.pk, 0, None)
        assert again(session).seats_taken == 1
        assert Appointment.objects.filter(member=first.member, cancelled_at=None).count() == 1
    assert states(session) == ["applied", "waiting", "waiting"]
    entry = AuditEntry.objects.get(act="mentoring.took_seat")
    assert (entry.before, entry.after) == ({"state": "waiting"}, {"state": "applied"})


def test_once_it_has_started_nobody_takes_a_seat(session):
    with time_machine.travel(session.starts_at, tick=False):
        free(session)
        with pytest.raises(Conflict):
            apply_to_session(session_id=session.pk, by=fresh(session.line[0].member))
    assert told(notices.SEAT_OFFERED) == []


def test_who_has_something_else_then_is_asked_and_told_what(session):
    until = offered(session)
    assert states(session) == ["offered", "waiting", "waiting"]
    assert until == (clock.now() + dt.timedelta(hours=24)).replace(second=0, microsecond=0)
    clash = Appointment.objects.get(member=session.line[0].member)
    params = Notice.objects.get(kind=notices.SEAT_OFFERED).params
    assert (params["clash"], params["clash_more"]) == (clash.title, "")
    entry = AuditEntry.objects.get(act="mentoring.offered")
    assert (entry.actor, entry.subject_id) == (None, session.line[0].pk)


def test_what_only_touches_is_no_clash(session):
    busy_at(session.line[0].member, session.ends_at)
    free(session)
    assert states(session) == ["applied", "waiting", "waiting"]


def test_two_seats_go_to_the_first_two_each_in_their_way(session):
    busy_at(session.line[0].member, session.starts_at)
    busy_at(session.line[2].member, session.starts_at)
    free(session)
    edit_session(session_id=session.pk, by=fresh(session.author), changes={"capacity": 2})
    assert states(session) == ["offered", "applied", "waiting"]
    edit_session(session_id=session.pk, by=fresh(session.author), changes={"title": "다른 제목"})
    assert told(notices.SEAT_OFFERED) == [session.line[0].member_id]


def test_an_appointment_that_was_cancelled_is_no_hindrance(session):
    row = busy_at(session.line[0].member, session.starts_at)
    Appointment.objects.filter(pk=row.pk).update(cancelled_at=clock.now())
    free(session)
    assert states(session)[0] == "applied"


def test_who_declines_leaves_the_line_and_the_next_is_seated(session):
    offered(session)
    first, second, _third = session.line
    cancel_application(application_id=first.pk, by=fresh(first.member))
    assert states(session) == ["cancelled", "applied", "waiting"]
    assert told(notices.PROMOTED) == [second.member_id]
    assert AuditEntry.objects.filter(act="mentoring.offer_declined", subject_id=first.pk).count() == 1
    assert again(session).seats_taken == 1


@pytest.mark.parametrize("ended", [False, True])
def test_an_offer_is_over_at_its_deadline_whether_or_not_it_was_ended(client, session, ended):
    until = offered(session, hours=2)
    first = session.line[0]
    client.force_login(first.member)
    with time_machine.travel(until - MINUTE, tick=False):
        assert end_lapsed_offers() == 0
        assert "자리 받기" in client.get(session.get_absolute_url()).content.decode()
    with time_machine.travel(until, tick=False):
        if ended:
            assert end_lapsed_offers() == 1
            assert end_lapsed_offers() == 0
        with pytest.raises(Conflict) as refused:
            apply_to_session(session_id=session.pk, by=fresh(first.member))
        assert refused.value.code == ("full" if ended else "offer_over")
        page = client.get(session.get_absolute_url()).content.decode()
        assert ("자리 받기" in page, "제안 기한 지남" in page) == (False, not ended)
        history = client.get(reverse("mentoring:history")).content.decode()
        assert "제안 기한 지남" in history or "자리 제안 기한 지남" in history
        today = client.get(reverse("portal:me")).content.decode()
        assert "자리 제안에 답하기" not in today
    assert states(session) == (["cancelled", "applied", "waiting"] if ended else ["offered", "waiting", "waiting"])
    assert told(notices.OFFER_LAPSED) == ([first.member_id] if ended else [])
    assert again(first).cancel_cause == ("lapsed" if ended else "")


def test_who_comes_after_a_lapsed_offer_gets_the_seat_if_nobody_waits(session):
    until = offered(session, hours=2)
    Application.objects.filter(pk__in=[row.pk for row in session.line[1:]]).delete()
    newcomer = MemberFactory()
    with time_machine.travel(until, tick=False):
        assert apply_to_session(session_id=session.pk, by=newcomer).place == 0
    assert again(session.line[0]).cancel_cause == "lapsed"


@pytest.mark.parametrize(
    ("hours", "left", "cancel_left", "length"),
    [
        (24, 72 * 60, 72 * 60, 24 * 60),
        (2, 72 * 60, 72 * 60, 2 * 60),
        (24, 30 * 60, 30 * 60, 15 * 60),  # half of what is left
        (24, 72 * 60, 60, 60),  # so that it can be given back
        (24, 72 * 60, 14, 24 * 60),  # which is not worth so short an offer
        (24, 72 * 60, -60, 24 * 60),
        (24, 20, 20, 15),
        (24, 9, 9, 9),
    ],
)
def test_an_offer_is_as_long_as_the_host_says_and_shorter_near_the_start(hours, left, cancel_left, length):
    now = clock.at(clock.today(), dt.time(9))
    until = offer_deadline(now, hours, cancel_until=now + cancel_left * MINUTE, ends_at=now + left * MINUTE)
    assert (until - now) / MINUTE == length


def test_a_session_that_moves_gives_a_new_deadline_and_says_so(session):
    until = offered(session)
    changes = {"date": session.date - dt.timedelta(days=2)}
    edit_session(session_id=session.pk, by=fresh(session.author), changes=changes)
    assert clock.now() < again(session.line[0]).offered_until < until
    assert told(notices.SEAT_OFFERED) == [session.line[0].member_id] * 2


@pytest.mark.parametrize("how", ["declined", "renewed"])
def test_an_offer_that_was_changed_meanwhile_is_looked_at_again(session, monkeypatch, how):
    """The claim is read again under the lock."""
    until = offered(session)
    change = {
        "declined": {"state": "cancelled", "is_waiting": False, "offered_until": None, "cancelled_at": clock.now()},
        "renewed": {"offered_until": until + MINUTE},
    }[how]
    by = fresh(session.line[0].member)
    prepare, seen = Applying.prepare, []

    def cancel_once(taking, pool, waits):
        if not seen:
            Application.objects.filter(pk=session.line[0].pk).update(**change)
        seen.append(pool.own)
        prepare(taking, pool, waits)

    monkeypatch.setattr(Applying, "prepare", cancel_once)
    # The change is part of the first try here and is rolled back with it.
    done = apply_to_session(session_id=session.pk, by=by)
    assert len(seen) == 2
    assert done.application.pk == session.line[0].pk


def test_the_page_offers_the_seat_by_one_button_and_the_way_out(client, session):
    offered(session)
    first, cancel = session.line[0], reverse("mentoring:cancel", args=[session.line[0].pk])
    client.force_login(first.member)
    page = client.get(session.get_absolute_url()).content.decode()
    assert "겹쳐도 자리 받기" in page
    assert cancel in page
    assert "자리를 받지 않을까요?" in client.get(cancel).content.decode()
    assert "자리 제안에 답하기" in client.get(reverse("portal:me")).content.decode()
    assert "자리 제안" in client.get(reverse("mentoring:list") + "?status=all").content.decode()
    client.post(reverse("mentoring:apply", args=[session.pk]), {"knowing": "1"})
    assert states(session)[0] == "applied"


def test_the_author_sees_to_whom_the_seat_is_offered(client, session):
    offered(session)
    client.force_login(session.author)
    page = client.get(reverse("mentoring:attendees", args=[session.pk])).content.decode()
    order = [page.index(row.member.name) for row in session.line[:2]] + [page.index("대기 1번")]
    assert order == sorted(order)
    assert "자리 제안" in page


@pytest.mark.parametrize("state", ["applied", "waiting", "offered", "lapsed", "cancelled"])
@pytest.mark.parametrize("role", ["member", "author", "staff", "stranger"])
@pytest.mark.parametrize("move", ["take", "cancel"])
def test_who_may_do_what_in_which_state(session, superuser, state, role, move):
    """Every state × role × move of an application of a full session, before its deadline."""
    own = session.line[0]
    if state in {"offered", "lapsed"}:
        until = offered(session)
    elif state == "applied":
        own = session.holder
    elif state == "cancelled":
        cancel_application(application_id=own.pk, by=fresh(own.member))
    by = {"member": own.member, "author": session.author, "staff": superuser, "stranger": MemberFactory()}[role]
    moment = until if state == "lapsed" else clock.now()
    may = {
        "take": role == "member" and state == "offered",
        "cancel": role != "stranger" and state != "cancelled",
    }[move]
    with time_machine.travel(moment, tick=False):
        try:
            if move == "take":
                done = apply_to_session(session_id=session.pk, by=fresh(by)).application.pk == own.pk
            else:
                cancel_application(application_id=own.pk, by=fresh(by), reason="까닭")
                done = True
        except DomainError:
            done = False
    assert done is may
    assert again(session).seats_taken == 1


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
    rows = [again(one) for one in row.line]
    return [("offered" if one.is_offered else one.status, one.is_waiting) for one in rows]


WAITS, OFFERED, CANCELLED = ("PENDING", True), ("offered", True), ("CANCELLED", False)


def test_in_a_class_that_runs_the_first_is_asked_before_they_owe_the_fee(row, superuser):
    with time_machine.travel(row.starts_at + MINUTE, tick=False):
        cancel_enrolment(enrolment_id=row.holder.pk, by=superuser, reason="까닭")
        assert statuses(row) == [OFFERED, WAITS]
        assert told(class_notices.SEAT_OFFERED) == [row.line[0].member_id]
        first, second = row.line
        assert again(first).payment_status == "NONE"
        cancel_enrolment(enrolment_id=first.pk, by=fresh(first.member))  # and whoever does not want it leaves
        assert AuditEntry.objects.filter(act="elearning.offer_declined", subject_id=first.pk).count() == 1
        assert statuses(row) == [CANCELLED, OFFERED]
        by = fresh(second.member)
        assert enrolment_detail(second.pk, by, clock.now()).take_url == reverse("classes:enrol", args=[row.pk])
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
        assert told(class_notices.SEAT_OFFERED) == []
        with pytest.raises(Conflict):
            enrol_member(class_id=row.pk, by=fresh(row.line[0].member))


@pytest.mark.parametrize("approval", ["AUTOMATIC", "MANUAL"])
def test_who_has_something_else_at_a_meeting_is_asked_and_told_what(row, superuser, approval):
    CourseClass.objects.filter(pk=row.pk).update(approval=approval, offer_hours=3)
    clash = busy_at(row.line[0].member, row.meetings.last().starts_at)
    cancel_enrolment(enrolment_id=row.holder.pk, by=superuser, reason="까닭")
    assert statuses(row) == [OFFERED, WAITS]
    assert again(row.line[0]).offered_until == (clock.now() + dt.timedelta(hours=3)).replace(second=0, microsecond=0)
    assert Notice.objects.get(kind=class_notices.SEAT_OFFERED).params["clash"] == clash.title
    enrol_member(class_id=row.pk, by=fresh(row.line[0].member))
    assert statuses(row)[0] == (("APPROVED", False) if approval == "AUTOMATIC" else ("PENDING", False))


def class_offered(row, superuser):
    """Let the first have something else at a meeting, and free the seat. Return until when it is kept."""
    busy_at(row.line[0].member, row.meetings.first().starts_at)
    cancel_enrolment(enrolment_id=row.holder.pk, by=superuser, reason="까닭")
    return again(row.line[0]).offered_until


def test_the_page_names_the_clash_and_gives_the_seat(client, row, superuser):
    class_offered(row, superuser)
    first = row.line[0]
    client.force_login(first.member)
    course = client.get(reverse("courses:detail", args=[row.course_id])).content.decode()
    assert "겹치는 일정 보고 자리 받기" in course
    assert "자리를 제안받았습니다" in client.get(first.get_absolute_url()).content.decode()
    assert "자리를 받지 않을까요?" in client.get(reverse("enrolments:cancel", args=[first.pk])).content.decode()
    assert "자리 제안에 답하기" in client.get(reverse("portal:me")).content.decode()
    page = client.get(reverse("classes:enrol", args=[row.pk])).content.decode()
    assert "같은 시간에 다른 일정이 있습니다" in page
    client.post(reverse("classes:enrol", args=[row.pk]))
    assert statuses(row)[0] == OFFERED
    client.post(reverse("classes:enrol", args=[row.pk]), {"knowing": "1"})
    assert statuses(row)[0] == ("APPROVED", False)


@pytest.mark.parametrize("ended", [False, True])
def test_an_offer_of_a_class_is_over_at_its_deadline(client, row, superuser, ended):
    until = class_offered(row, superuser)
    first, second = row.line
    client.force_login(first.member)
    with time_machine.travel(until - MINUTE, tick=False):
        assert end_lapsed_class_offers() == 0
    with time_machine.travel(until, tick=False):
        if ended:
            assert (end_lapsed_class_offers(), end_lapsed_class_offers()) == (1, 0)
        with pytest.raises(Conflict) as refused:
            enrol_member(class_id=row.pk, by=fresh((second if ended else first).member))
        assert refused.value.code == ("already_enrolled" if ended else "offer_over")
        page = client.get(first.get_absolute_url()).content.decode()
        assert ("자리 받기" in page, "기한이 지" in page) == (False, True)
    assert statuses(row) == ([CANCELLED, ("APPROVED", False)] if ended else [OFFERED, WAITS])
    assert told(class_notices.OFFER_LAPSED) == ([first.member_id] if ended else [])
    assert again(row).seats_taken == 1


def test_who_comes_after_a_lapsed_offer_of_a_class_without_a_line_gets_the_seat(row, superuser):
    until = class_offered(row, superuser)
    cancel_enrolment(enrolment_id=row.line[1].pk, by=superuser, reason="까닭")
    CourseClass.objects.filter(pk=row.pk).update(has_waiting_list=False)
    newcomer = fresh(MemberFactory())
    with time_machine.travel(until - MINUTE, tick=False), pytest.raises(Conflict):
        enrol_member(class_id=row.pk, by=newcomer)
    with time_machine.travel(until, tick=False):
        assert enrol_member(class_id=row.pk, by=newcomer).enrolment.status == "APPROVED"
    assert statuses(row)[0] == CANCELLED


def test_the_roster_shows_to_whom_the_seat_is_offered_and_staff_may_give_it_at_once(client, row, superuser):
    class_offered(row, superuser)
    client.force_login(superuser)
    page = client.get(reverse("classes:roster", args=[row.pk])).content.decode()
    assert page.index("자리 제안") < page.index("대기 1번")
    with pytest.raises(Conflict):
        approve_waiting_enrolment(enrolment_id=row.line[1].pk, by=superuser)
    with pytest.raises(Conflict):
        reorder_line(enrolment_id=row.line[0].pk, to_place=1, by=superuser, reason="까닭")
    assert approve_waiting_enrolment(enrolment_id=row.line[0].pk, by=superuser).ahead == 0
    assert (statuses(row), again(row).seats_taken) == ([("APPROVED", False), WAITS], 1)


@pytest.mark.parametrize("how", ["reject", "call off"])
def test_an_offer_ends_with_its_enrolment(row, superuser, how):
    class_offered(row, superuser)
    if how == "reject":
        reject_enrolment(enrolment_id=row.line[0].pk, by=superuser, reason="까닭")
        assert statuses(row) == [("REJECTED", False), ("APPROVED", False)]
    else:
        call_off_class(class_id=row.pk, by=superuser, reason="까닭")
        assert (statuses(row), again(row).seats_taken) == ([CANCELLED, CANCELLED], 0)


def test_nobody_takes_a_waiting_persons_seat_for_them(row, superuser):
    class_offered(row, superuser)
    with pytest.raises(Conflict) as refused:
        enrol_member(class_id=row.pk, by=superuser, member_id=row.line[0].member_id)
    assert refused.value.code == "already_enrolled"


def test_a_change_of_the_class_offers_what_it_frees_and_renews_what_it_moves(row, superuser):
    until = class_offered(row, superuser)
    changed = again(row)
    changed.fee = 9_000
    save_class(by=superuser, course_class=changed)
    assert len(told(class_notices.SEAT_OFFERED)) == 1
    changed.capacity = 2
    save_class(by=superuser, course_class=changed)
    assert statuses(row) == [OFFERED, ("APPROVED", False)]
    changed.apply_end -= dt.timedelta(days=1)
    with time_machine.travel(until - MINUTE, tick=False):
        save_class(by=superuser, course_class=changed)
    assert again(row.line[0]).offered_until > until
    assert len(told(class_notices.SEAT_OFFERED)) == 2


def test_who_was_switched_off_is_neither_moved_nor_asked(session):
    Member.objects.filter(pk=session.line[0].member_id).update(is_active=False)
    free(session)
    assert states(session) == ["waiting", "applied", "waiting"]


# --- The reminder


@pytest.mark.parametrize(("hours", "reminds"), [(24, True), (3, True), (1, False)])
def test_who_has_not_answered_is_reminded_once_at_half_of_the_time(session, hours, reminds):
    now = clock.now()
    until = offered(session, hours=hours)
    half = now + (until - now) / 2
    with time_machine.travel(half - MINUTE, tick=False):
        assert remind_of_offers() == 0
    with time_machine.travel(half + MINUTE, tick=False):
        assert (remind_of_offers(), remind_of_offers()) == (int(reminds), 0)
        if reminds:
            assert "자리 받기" in answers_in(member=session.line[0].member)
    assert told(notices.OFFER_DUE) == [session.line[0].member_id] * reminds


def test_who_has_answered_is_not_reminded(session):
    until = offered(session)
    apply_to_session(session_id=session.pk, by=fresh(session.line[0].member))
    with time_machine.travel(until - 90 * MINUTE, tick=False):
        assert remind_of_offers() == 0
    assert again(session.line[0]).remind_at is None


def test_an_offer_that_was_ended_while_the_worker_waited_is_not_reminded_of(session):
    until = offered(session)
    with time_machine.travel(until - 90 * MINUTE, tick=False):
        cancel_application(application_id=session.line[0].pk, by=fresh(session.line[0].member))
        assert _remind_in(session.pk) == 0


def test_who_is_offered_a_seat_of_a_class_is_reminded_too(row, superuser):
    now, until = clock.now(), class_offered(row, superuser)
    with time_machine.travel(now + (until - now) / 2 + MINUTE, tick=False):
        assert (remind_of_class_offers(), remind_of_class_offers()) == (1, 0)
        assert "자리 받지 않기" in answers_in(member=row.line[0].member)
    assert told(class_notices.OFFER_DUE) == [row.line[0].member_id]


def test_the_author_reads_how_many_are_offered_a_seat(client, session):
    offered(session)
    client.force_login(session.author)
    page = client.get(session.get_absolute_url()).content.decode()
    assert "0명이 신청했습니다. 2명이 대기합니다. 1명이 자리를 제안받았습니다." in page
    assert "자리 제안 1명" in client.get(reverse("portal:me")).content.decode()


def test_who_is_passed_over_is_told_and_told_nothing_of_the_other(client, row, superuser):
    row.line.append(EnrolmentFactory(course_class=row, waiting=True))
    class_offered(row, superuser)
    client.force_login(superuser)
    assert "자리 제안" in client.get(reverse("classes:roster", args=[row.pk])).content.decode()
    reorder_line(enrolment_id=row.line[2].pk, to_place=1, by=superuser, reason="아이가 아파서")
    assert told(class_notices.PASSED_OVER) == [row.line[1].member_id]
    reorder_line(enrolment_id=row.line[2].pk, to_place=2, by=superuser, reason="되돌림")
    assert len(told(class_notices.PASSED_OVER)) == 1  # who comes forward again has lost nothing
    CourseClass.objects.filter(pk=row.pk).update(capacity=2)
    approve_waiting_enrolment(enrolment_id=row.line[2].pk, by=superuser)
    assert told(class_notices.PASSED_OVER) == [row.line[1].member_id] * 2
    said = Notice.objects.filter(kind=class_notices.PASSED_OVER).latest("pk")
    assert (said.params["place"], "아이가 아파서" in str(said.params)) == (1, False)

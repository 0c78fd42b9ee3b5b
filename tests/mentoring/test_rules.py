"""Each rule by each of its exits."""

import datetime as dt
import itertools

import pytest
from django.contrib.auth.models import Permission

from apps.core import clock
from apps.core.errors import Conflict, DomainError, Invalid, NotAllowed
from apps.mentoring import rules
from apps.mentoring.models import Application, Session
from apps.mentoring.states import MOVES, ApplicationState
from tests.factories.accounts import MentorProfileFactory
from tests.factories.mentoring import ApplicationFactory, SessionFactory
from tests.people import fresh

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 1, 12)
TICK = dt.timedelta(microseconds=1)


def may(member, permission: str):
    member.user_permissions.add(Permission.objects.get(codename=permission, content_type__app_label="mentoring"))
    return fresh(member)


def session_of(author, **fields) -> Session:
    """14:00 to 16:00 on the 12th, registration from the 5th to the 10th."""
    return SessionFactory.build(
        author=author, reg_start=dt.date(2026, 1, 5), reg_end=dt.date(2026, 1, 10),
        starts_at=clock.at(DAY, dt.time(14)), **fields,
    )  # fmt: skip


OPEN = clock.at(dt.date(2026, 1, 6), dt.time(12))


def said(check, *args, **kwargs) -> tuple[type, str, str | None] | None:
    try:
        check(*args, **kwargs)
    except DomainError as error:
        return type(error), error.code, error.field
    return None


# --- Who


def test_mentors_and_staff_with_the_permission_open_sessions(mentor, student, bare_staff, superuser):
    assert said(rules.check_can_open, mentor) is None
    assert said(rules.check_can_open, superuser) is None
    assert said(rules.check_can_open, may(bare_staff, "add_session")) is None
    assert said(rules.check_can_open, student) == (NotAllowed, "not_a_mentor", None)


def test_staff_without_the_permission_and_a_permission_without_staff_open_nothing(student, bare_staff):
    assert said(rules.check_can_open, bare_staff) == (NotAllowed, "not_a_mentor", None)
    assert said(rules.check_can_open, may(student, "add_session")) == (NotAllowed, "not_a_mentor", None)


@pytest.mark.parametrize("status", ["pending", "rejected"])
def test_who_only_asked_to_be_a_mentor_opens_nothing(student, status):
    MentorProfileFactory(member=student, status=status, decided_at=None if status == "pending" else clock.now())
    assert said(rules.check_can_open, fresh(student)) == (NotAllowed, "not_a_mentor", None)


def test_the_author_and_staff_with_the_permission_manage_a_session(mentor, stranger, bare_staff, superuser):
    session = session_of(mentor)
    assert said(rules.check_can_manage, mentor, session) is None
    assert said(rules.check_can_manage, superuser, session) is None
    for member in (stranger, bare_staff):
        assert said(rules.check_can_manage, member, session) == (NotAllowed, "not_the_author", None)
    assert said(rules.check_can_manage, may(bare_staff, "change_session"), session) is None


def test_where_a_session_is_joined_is_read_by_seat_holders_author_and_staff(mentor, student, stranger, superuser):
    session = SessionFactory(author=mentor)
    rows = [ApplicationFactory(session=session, member=student)]
    rows.append(ApplicationFactory(session=session, state=ApplicationState.WAITING))
    readers = (student, fresh(mentor), superuser, stranger, rows[1].member)
    assert [rules.takes_part(member, session, rows) for member in readers] == [True, True, True, False, False]


def test_only_staff_with_the_permission_decide(mentor, bare_staff, superuser):
    assert said(rules.check_can_decide, superuser) is None
    for member in (mentor, bare_staff, may(mentor, "change_session")):
        assert said(rules.check_can_decide, member) == (NotAllowed, "not_staff", None)
    assert said(rules.check_can_decide, may(bare_staff, "change_session")) is None


# --- What


@pytest.mark.parametrize(
    ("start", "end", "refused"),
    [
        ((14, 0), (16, 0), None),
        ((14, 0), (14, 1), None),
        ((9, 0), (21, 0), None),
        ((9, 0), (21, 1), "too_long"),
        ((14, 0), (14, 0), "ends_before_start"),
        ((14, 1), (14, 0), "ends_before_start"),
    ],
)
def test_a_session_ends_after_its_start_within_twelve_hours(start, end, refused):
    expected = refused and (Invalid, refused, "end_time")
    assert said(rules.check_hours, DAY, dt.time(*start), dt.time(*end)) == expected


@pytest.mark.parametrize(
    ("reg_start", "reg_end", "refused"),
    [
        (DAY, DAY, None),
        (dt.date(2025, 1, 1), DAY, None),
        (dt.date(2026, 1, 11), dt.date(2026, 1, 10), ("reg_out_of_order", "reg_end")),
        (DAY, dt.date(2026, 1, 13), ("reg_after_date", "reg_end")),
        (dt.date(2026, 1, 13), DAY, ("reg_starts_after_date", "reg_start")),
        (dt.date(2026, 1, 13), dt.date(2026, 1, 13), ("reg_starts_after_date", "reg_start")),
    ],
)
def test_a_registration_is_in_order_and_not_after_the_session(reg_start, reg_end, refused):
    expected = refused and (Invalid, *refused)
    assert said(rules.check_registration, DAY, reg_start, reg_end) == expected


def test_the_refusal_of_a_late_registration_names_the_day():
    with pytest.raises(Invalid) as refused:
        rules.check_registration(DAY, DAY, DAY + dt.timedelta(days=1))
    assert refused.value.message == "접수 종료일은 진행일(2026-01-12(월))보다 늦을 수 없습니다."


def test_a_session_begins_later_than_now():
    assert said(rules.check_in_future, OPEN + TICK, OPEN) is None
    assert said(rules.check_in_future, OPEN, OPEN) == (Invalid, "in_the_past", "date")
    assert said(rules.check_in_future, OPEN - TICK, OPEN) == (Invalid, "in_the_past", "date")


@pytest.mark.parametrize(
    ("capacity", "refused"),
    [(-1, True), (0, True), (1, False), (rules.MOST_SEATS, False), (rules.MOST_SEATS + 1, True)],
)
def test_seats_are_from_one_to_a_thousand(capacity, refused):
    assert said(rules.check_capacity, capacity) == ((Invalid, "capacity_out_of_range", "capacity") if refused else None)


def test_seats_never_go_below_those_taken(mentor):
    session = session_of(mentor, capacity=5, seats_taken=4)
    assert said(rules.check_capacity, 4, session) is None
    with pytest.raises(Conflict) as refused:
        rules.check_capacity(3, session)
    assert (refused.value.code, refused.value.field) == ("capacity_below_applicants", "capacity")
    assert refused.value.message == "이미 4명이 신청했습니다. 정원은 4명 이상이어야 합니다."


def test_a_deleted_session_is_not_there(mentor):
    assert said(rules.check_not_deleted, session_of(mentor)) is None
    assert said(rules.check_not_deleted, session_of(mentor, deleted_at=OPEN)) == (Conflict, "deleted", None)


@pytest.mark.parametrize(("expected", "refused"), [(None, False), (3, False), (2, True), (0, True)])
def test_of_two_who_edit_at_once_the_later_is_told(mentor, expected, refused):
    session = session_of(mentor, revision=3)
    assert said(rules.check_unchanged, session, expected) == (
        (Conflict, "changed_meanwhile", None) if refused else None
    )


# --- When


@pytest.mark.parametrize(
    ("now", "code"),
    [
        (clock.at(dt.date(2026, 1, 5), dt.time.min) - TICK, "not_open_yet"),
        (clock.at(dt.date(2026, 1, 5), dt.time.min), None),
        (clock.at(dt.date(2026, 1, 11), dt.time.min) - TICK, None),
        (clock.at(dt.date(2026, 1, 11), dt.time.min), "registration_over"),
        (clock.at(DAY, dt.time(14)) - TICK, "registration_over"),
        (clock.at(DAY, dt.time(14)), "started"),
        (clock.at(DAY, dt.time(16)) - TICK, "started"),
        (clock.at(DAY, dt.time(16)), "ended"),
    ],
)
def test_applying_from_opening_to_closing(mentor, student, now, code):
    refused = said(rules.check_can_apply, student, session_of(mentor), existing=None, now=now)
    assert refused == (code and (Conflict, code, None))


def test_registration_that_reaches_into_the_day_closes_when_the_session_starts(mentor, student):
    session = session_of(mentor)
    session.closes_at = session.starts_at
    assert said(rules.check_can_apply, student, session, existing=None, now=session.starts_at - TICK) is None
    refused = said(rules.check_can_apply, student, session, existing=None, now=session.starts_at)
    assert refused == (Conflict, "started", None)


def test_before_registration_the_moment_it_opens_is_named(mentor, student):
    with pytest.raises(Conflict) as refused:
        rules.check_can_apply(student, session_of(mentor), existing=None, now=OPEN - dt.timedelta(days=3))
    assert refused.value.message == "접수는 1월 5일 (월) 0시에 시작됩니다."


def test_nobody_applies_to_their_own_session(mentor):
    assert said(rules.check_can_apply, mentor, session_of(mentor), existing=None, now=OPEN) == (
        NotAllowed, "own_session", None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("is_waiting", "sentence"), [(False, "이미 신청한 멘토링입니다."), (True, "이미 대기를 신청한 멘토링입니다.")]
)
def test_nobody_applies_twice(mentor, student, is_waiting, sentence):
    mine = Application(is_waiting=is_waiting)
    with pytest.raises(Conflict) as refused:
        rules.check_can_apply(student, session_of(mentor), existing=mine, now=OPEN)
    assert (refused.value.code, refused.value.message) == ("already_applied", sentence)


def test_nobody_applies_to_what_is_deleted_or_declined(mentor, student):
    deleted = session_of(mentor, deleted_at=OPEN)
    declined = session_of(mentor, declined_at=OPEN)
    assert said(rules.check_can_apply, student, deleted, existing=None, now=OPEN) == (Conflict, "deleted", None)
    assert said(rules.check_can_apply, student, declined, existing=None, now=OPEN) == (Conflict, "declined", None)


def test_the_last_seat_is_there_and_the_one_after_is_not(mentor):
    assert said(rules.check_has_seat, session_of(mentor, capacity=3, seats_taken=2)) is None
    assert said(rules.check_has_seat, session_of(mentor, capacity=3, seats_taken=3)) == (Conflict, "full", None)


@pytest.mark.parametrize(
    ("days", "deadline"),
    [
        (0, clock.at(DAY, dt.time(14))),
        (1, clock.at(dt.date(2026, 1, 11), dt.time.min)),
        (3, clock.at(dt.date(2026, 1, 9), dt.time.min)),
    ],
)
def test_the_deadline_for_cancelling_follows_the_setting(mentor, student, settings, days, deadline):
    settings.MENTORING_CANCEL_DAYS_BEFORE = days
    session = session_of(mentor)
    application = ApplicationFactory.build(session=session, member=student)
    assert rules.cancel_deadline(session) == deadline
    assert said(rules.check_can_cancel, student, application, session, now=deadline - TICK) is None
    assert said(rules.check_can_cancel, student, application, session, now=deadline) == (
        Conflict, "too_late_to_cancel", None,
    )  # fmt: skip


def test_the_mentor_and_staff_may_cancel_after_the_deadline(mentor, student, superuser):
    session = session_of(mentor)
    application = ApplicationFactory.build(session=session, member=student)
    late = session.starts_at + dt.timedelta(hours=1)
    assert said(rules.check_can_cancel, mentor, application, session, now=late) is None
    assert said(rules.check_can_cancel, superuser, application, session, now=late) is None
    own = ApplicationFactory.build(session=session, member=superuser)
    assert said(rules.check_can_cancel, superuser, own, session, now=late) is None


def test_who_took_part_in_what_is_over_stays(mentor, student, superuser):
    session = session_of(mentor)
    application = ApplicationFactory.build(session=session, member=student)
    assert said(rules.check_is_not_over, session, session.ends_at - TICK) is None
    assert said(rules.check_is_not_over, session, session.ends_at) == (Conflict, "ended", None)
    for member in (mentor, superuser):
        assert said(rules.check_can_cancel, member, application, session, now=session.ends_at - TICK) is None
        assert said(rules.check_can_cancel, member, application, session, now=session.ends_at) == (
            Conflict, "ended", None,
        )  # fmt: skip


@pytest.mark.parametrize("days", [0, 1, 3])
def test_who_waits_may_leave_the_line_at_any_time(mentor, student, stranger, settings, days):
    settings.MENTORING_CANCEL_DAYS_BEFORE = days
    session = session_of(mentor)
    waiting = ApplicationFactory.build(
        session=session, member=student, state=ApplicationState.WAITING, holds_seat=False, is_waiting=True
    )
    for now in (rules.cancel_deadline(session), session.starts_at, session.ends_at, session.ends_at + 9 * TICK):
        assert said(rules.check_can_cancel, student, waiting, session, now=now) is None
        assert said(rules.check_can_cancel, mentor, waiting, session, now=now) is None
        assert said(rules.check_can_cancel, stranger, waiting, session, now=now) == (
            NotAllowed, "not_your_application", None,
        )  # fmt: skip


# --- The grid: every state × every role, against the table of moves

ROLES = ("member", "author", "staff", "stranger")


@pytest.mark.parametrize(("state", "role"), list(itertools.product(ApplicationState, ROLES)))
def test_who_may_cancel_in_which_state(state, role, mentor, student, stranger, superuser):
    session = session_of(mentor)
    application = ApplicationFactory.build(session=session, member=student, state=state)
    person = {"member": student, "author": mentor, "staff": superuser, "stranger": stranger}[role]
    refused = said(rules.check_can_cancel, person, application, session, now=OPEN)
    if role == "stranger":
        assert refused == (NotAllowed, "not_your_application", None)
    elif role in MOVES.get((state, ApplicationState.CANCELLED), frozenset()):
        assert refused is None
    else:
        assert refused == (Conflict, "already_cancelled", None)


def test_a_race_for_a_seat_ends_with_a_sentence_of_its_own():
    applied, waiting = rules.already_applied(), rules.already_applied(waits=True)
    assert applied.code == waiting.code == "already_applied"
    assert applied.message != waiting.message
    assert rules.session_changed().code == "changed_meanwhile"


def test_who_has_sessions_to_hold_stays():
    rules.check_runs_no_sessions(0)
    with pytest.raises(Conflict, match="2건") as refused:
        rules.check_runs_no_sessions(2)
    assert refused.value.code == "runs_sessions"

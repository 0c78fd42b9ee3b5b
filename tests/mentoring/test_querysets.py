"""Sets of sessions, each against the one-row fact it must agree with."""

import datetime as dt
import itertools

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser, Permission

from apps.core import clock
from apps.mentoring.models import Application, Session
from apps.mentoring.states import OPEN_PHASES, Phase
from tests.factories import accounts
from tests.factories.mentoring import ApplicationFactory, SessionFactory
from tests.people import fresh

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 1, 5, 9, 0, tzinfo=clock.SEOUL)


def test_who_may_know_of_which_session(mentor, stranger, bare_staff, superuser):
    plain, declined = SessionFactory(author=mentor), SessionFactory(author=mentor, declined_at=clock.now())
    SessionFactory(author=mentor, deleted_at=clock.now())
    office = accounts.MemberFactory(is_staff=True)
    office.user_permissions.add(Permission.objects.get(codename="view_session", content_type__app_label="mentoring"))

    def seen(member):
        return set(Session.objects.visible_to(member))

    assert seen(AnonymousUser()) == seen(stranger) == seen(bare_staff) == {plain}
    assert seen(mentor) == seen(superuser) == seen(fresh(office)) == {plain, declined}


@time_machine.travel(NOW, tick=False)
def test_open_and_closed_in_the_database_are_what_the_phase_says():
    """Every combination of times before, at and after now with seats left or not, declined or not."""
    step = dt.timedelta(hours=1)
    for opens, closes, (capacity, taken), declined in itertools.product(
        (-step, dt.timedelta(0), step),
        (-step, dt.timedelta(0), 2 * step),
        ((3, 0), (3, 2), (3, 3), (1, 0)),
        (False, True),
    ):
        session = SessionFactory.build(
            author=accounts.mentor(), opens_at=NOW + opens, closes_at=NOW + closes, starts_at=NOW + 2 * step,
            capacity=capacity, seats_taken=taken, declined_at=NOW if declined else None,
        )  # fmt: skip
        session.save()
    for starts in (NOW - 3 * step, NOW - step, NOW):
        SessionFactory(starts_at=starts)
    sessions = list(Session.objects.all())
    is_open = {session for session in sessions if session.phase_at(NOW) in OPEN_PHASES}
    assert set(Session.objects.open_at(NOW)) == is_open
    assert set(Session.objects.closed_at(NOW)) == set(sessions) - is_open
    assert {session.phase_at(NOW) for session in sessions} == set(Phase) - {Phase.DELETED, Phase.OPEN}


def test_a_deleted_session_is_not_open():
    session = SessionFactory(deleted_at=clock.now())
    assert list(Session.objects.open_at(clock.now())) == []
    assert session.phase_at(clock.now()) is Phase.DELETED


def test_a_word_is_looked_for_in_title_content_or_author():
    kim = accounts.mentor(name="Kim 하늘")
    session = SessionFactory(author=kim, title="창업 첫걸음", content="<p>사업 <strong>계</strong>획서</p>")
    SessionFactory(title="이력서", content="<p>면접</p>")

    def found(field, word):
        return list(Session.objects.found_in(field, word))

    assert found("title", "창업") == found("content", "계획서") == found("author", "하늘") == [session]
    assert found("author", "kim") == found("title", " 창업  첫 ") == [session]
    assert found("title", "계획서") == found("content", "strong") == found("author", "창업") == []
    assert len(found("title", "  ")) == 2


def test_latest_first_and_of_two_at_once_the_newer():
    early, late = SessionFactory(), SessionFactory()
    latest = SessionFactory(starts_at=late.starts_at + dt.timedelta(days=1))
    assert list(Session.objects.newest_first()) == [latest, late, early]


def test_active_applications_hold_a_seat_or_wait(student):
    applied, waiting, cancelled = (ApplicationFactory(state=state) for state in ("applied", "waiting", "cancelled"))
    assert set(Application.objects.active()) == {applied, waiting}
    assert list(Application.objects.of(cancelled.member)) == [cancelled]
    assert list(Application.objects.of(student)) == []

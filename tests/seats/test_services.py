"""Places in line and moving up, apart from any domain's words."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Case, When
from django.test.utils import CaptureQueriesContext

from apps.core import clock
from apps.core.errors import allowed
from apps.mentoring.models import Application, Session
from apps.mentoring.services.applications import Applying
from apps.seats import services as seats
from apps.seats.rules import check_offer_hours
from apps.seats.selectors import place_in_line
from tests.factories.mentoring import ApplicationFactory, SessionFactory

pytestmark = pytest.mark.django_db


def give(rows) -> int:
    return rows.update(state="applied", holds_seat=True, is_waiting=False)


def keep(rows) -> int:
    return rows.update(offered_until=clock.now() + dt.timedelta(hours=1))


def hand_out(session, **how):
    until = clock.now() + dt.timedelta(hours=1)
    return seats.hand_out(session, session.applications.all(), seat=give, until=until, **how)


def line(session, number: int) -> list[Application]:
    return [ApplicationFactory(session=session, state="waiting") for _ in range(number)]


def test_places_are_counted_from_one_among_those_who_wait_now():
    session, other = SessionFactory(), SessionFactory()
    line(other, 2)
    rows = line(session, 3)
    assert [place_in_line(row) for row in rows] == [1, 2, 3]
    give(Application.objects.filter(pk=rows[0].pk))
    assert [place_in_line(row) for row in rows[1:]] == [1, 2]


@pytest.mark.parametrize(("free", "moved"), [(0, 0), (1, 1), (2, 2), (5, 3)])
def test_as_many_move_up_as_seats_are_free_first_come_first_served(free, moved):
    session = SessionFactory(capacity=9)
    for _ in range(9 - free):
        ApplicationFactory(session=session)
    rows = line(session, 3)
    session.refresh_from_db()
    handed = hand_out(session)
    assert (handed.seated, handed.offered) == (rows[:moved], [])
    assert list(session.applications.filter(is_waiting=True).order_by("pk")) == rows[moved:]
    held = Session.objects.get(pk=session.pk).seats_taken
    assert (session.seats_taken, held) == (9 - free + moved, 9 - free + moved)


def test_who_must_be_asked_is_offered_a_seat_in_their_turn():
    session = SessionFactory(capacity=2)
    rows = line(session, 3)
    handed = hand_out(session, must_ask=Case(When(pk=rows[0].pk, then=True), default=False))
    assert (handed.seated, handed.offered, session.seats_taken) == ([rows[1]], [rows[0]], 2)
    assert [place_in_line(row) for row in rows] == [0, 0, 1]
    assert Session.objects.get(pk=session.pk).seats_taken == 2
    with pytest.raises(IntegrityError, match="seats_within_capacity"), transaction.atomic():
        keep(Application.objects.filter(pk=rows[2].pk))
    with pytest.raises(IntegrityError, match="offered_waits"), transaction.atomic():
        keep(Application.objects.filter(pk=rows[1].pk))


def test_an_overfull_pool_and_an_empty_line_give_nothing():
    session = SessionFactory(capacity=2)
    session.seats_taken = 3
    assert hand_out(session).seated == []
    session.seats_taken = 0
    with CaptureQueriesContext(connection) as queries:
        assert hand_out(session).seated == []
    assert len(queries) == 2


def test_the_database_names_a_full_pool_and_a_second_claim():
    session = SessionFactory(capacity=1)
    seated = ApplicationFactory(session=session)
    taking = Applying(session.pk, session.author, wait=False, knowing=False)
    with pytest.raises(IntegrityError) as full, transaction.atomic():
        ApplicationFactory(session=session)
    with pytest.raises(IntegrityError) as twice, transaction.atomic():
        ApplicationFactory(session=session, member=seated.member, state="waiting")
    with pytest.raises(IntegrityError) as other, transaction.atomic():
        Application.objects.filter(pk=seated.pk).update(is_waiting=True)
    assert [getattr(seats._refusal(refused.value, taking), "code", None) for refused in (full, twice, other)] == [
        "full", "already_applied", None,
    ]  # fmt: skip


@pytest.mark.parametrize(("hours", "may"), [(0, False), (1, True), (168, True), (169, False)])
def test_an_offer_stands_for_an_hour_to_a_week(hours, may):
    assert allowed(check_offer_hours, hours) is may

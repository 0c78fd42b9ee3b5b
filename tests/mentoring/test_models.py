"""Facts of one row, and what the database refuses whoever writes."""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, transaction

from apps.core import clock
from apps.mentoring.models import Application, Session
from apps.mentoring.states import Phase
from tests.factories.mentoring import ApplicationFactory, SessionFactory
from tests.factories.planner import VenueFactory

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 1, 5, 9, 0, tzinfo=clock.SEOUL)


@time_machine.travel(NOW, tick=False)
def test_what_a_session_says_of_itself():
    session = Session.objects.get(pk=SessionFactory(title="자바 입문", venue_text="카페").pk)
    assert (str(session), session.get_absolute_url()) == ("자바 입문", f"/mentoring/{session.pk}/")
    assert (session.date, session.start_time, session.end_time) == (dt.date(2026, 1, 8), dt.time(14), dt.time(16))
    assert (session.venue_name, session.approved, session.seats_left, session.is_full) == ("카페", False, 3, False)
    session.venue, session.approved_at, session.seats_taken = VenueFactory(name="스페이스 A1"), NOW, 3
    assert (session.venue_name, session.approved, session.seats_left, session.is_full) == ("스페이스 A1", True, 0, True)


def test_a_session_knows_its_phase():
    session = SessionFactory()
    assert session.phase_at(session.opens_at) is Phase.OPEN
    session.declined_at = clock.now()
    assert session.phase_at(session.opens_at) is Phase.DECLINED
    session.deleted_at = clock.now()
    assert session.phase_at(session.opens_at) is Phase.DELETED


def test_what_an_application_says_of_itself():
    application = ApplicationFactory()
    assert str(application) == f"{application.member.name} · {application.session.title} · 신청완료"


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"capacity": 0}, "capacity_positive"),
        ({"seats_taken": 4}, "seats_within_capacity"),
        ({"starts_at": NOW, "ends_at": NOW, "closes_at": NOW}, "ends_after_start"),
        ({"reg_start": dt.date(2026, 1, 2), "reg_end": dt.date(2026, 1, 1)}, "reg_in_order"),
        ({"closes_at": NOW + dt.timedelta(days=99)}, "closes_before_start"),
        ({"approved_at": NOW, "declined_at": NOW}, "one_decision"),
    ],
)
@time_machine.travel(NOW, tick=False)
def test_the_database_refuses_a_session_that_cannot_be(wrong, constraint):
    session = SessionFactory()
    with pytest.raises(IntegrityError, match=f"mentoring_session_{constraint}"), transaction.atomic():
        Session.objects.filter(pk=session.pk).update(**wrong)


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"holds_seat": False}, "state_is_its_seat"),
        ({"state": "cancelled"}, "state_is_its_seat|cancelled_has_time"),
        ({"state": "cancelled", "holds_seat": False}, "cancelled_has_time"),
        ({"cancelled_at": NOW}, "cancelled_has_time"),
        ({"is_waiting": True}, "seat_or_waiting|state_is_its_seat"),
        ({"state": "elsewhere"}, "state_is_its_seat"),
    ],
)
def test_the_database_refuses_an_application_that_cannot_be(wrong, constraint):
    application = ApplicationFactory()
    with pytest.raises(IntegrityError, match=f"mentoring_application_({constraint})"), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(**wrong)


def test_the_database_refuses_a_second_live_application_and_allows_one_after_a_cancel():
    first = ApplicationFactory(state="cancelled")
    second = ApplicationFactory(session=first.session, member=first.member, state="waiting")
    with pytest.raises(IntegrityError, match="mentoring_application"), transaction.atomic():
        ApplicationFactory(session=first.session, member=first.member)
    assert set(Application.objects.filter(member=first.member)) == {first, second}

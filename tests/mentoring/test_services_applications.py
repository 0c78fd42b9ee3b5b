"""Applying, waiting, cancelling, moving up."""

import pytest

from apps.core.errors import Conflict
from apps.mentoring.services import applications
from tests.factories.accounts import MemberFactory
from tests.factories.mentoring import ApplicationFactory, SessionFactory

pytestmark = pytest.mark.django_db


def test_a_freed_seat_goes_to_the_first_who_waits(student, other_student, stranger):
    session = SessionFactory(capacity=1)
    first = applications.apply(session_id=session.pk, by=student).application
    with pytest.raises(Conflict) as refused:
        applications.apply(session_id=session.pk, by=other_student)
    assert refused.value.code == "full"
    second = applications.apply(session_id=session.pk, by=other_student, wait=True)
    third = applications.apply(session_id=session.pk, by=stranger, wait=True)
    assert (second.place, third.place) == (1, 2)

    applications.cancel(application_id=first.pk, session_id=session.pk, by=student)

    second.application.refresh_from_db()
    third.application.refresh_from_db()
    assert (second.application.state, third.application.state) == ("applied", "waiting")
    session.refresh_from_db()
    assert session.seats_taken == 1


def test_the_database_itself_refuses_one_too_many():
    from django.db import IntegrityError

    session = SessionFactory(capacity=1)
    ApplicationFactory(session=session)
    with pytest.raises(IntegrityError, match="mentoring_session_seats_within_capacity"):
        ApplicationFactory(session=session, member=MemberFactory())

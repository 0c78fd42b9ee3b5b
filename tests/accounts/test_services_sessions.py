"""Ending log-ins: which ones, and what is on record."""

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from apps.accounts.services.sessions import end_sessions
from apps.core.models import AuditEntry
from tests.access.sessions import session_of

pytestmark = pytest.mark.django_db


def logged_in(member) -> UserSession:
    return UserSession.objects.create(user=member, session_key=session_of(member), ip="192.0.2.1", data={})


def test_all_but_the_one_in_use_are_ended_and_it_is_on_record(student, stranger):
    kept, *ended = [logged_in(student) for _ in range(3)]
    others = logged_in(stranger)
    assert end_sessions(by=student, keep_key=kept.session_key) == 2
    assert set(UserSession.objects.all()) == {kept, others}
    assert not Session.objects.filter(session_key__in=[row.session_key for row in ended]).exists()
    assert Session.objects.filter(session_key=kept.session_key).exists()
    entry = AuditEntry.objects.get(act="accounts.sessions_ended")
    assert (entry.actor, entry.subject_id, entry.after) == (student, student.pk, {"count": 2})


def test_one_of_them_is_ended_and_never_the_one_in_use_or_anothers(student, stranger):
    kept, first, second = [logged_in(student) for _ in range(3)]
    others = logged_in(stranger)
    for row, number in ((first, 1), (first, 0), (kept, 0), (others, 0)):
        assert end_sessions(by=student, keep_key=kept.session_key, session_id=row.pk) == number
    assert set(UserSession.objects.all()) == {kept, second, others}
    assert AuditEntry.objects.filter(act="accounts.sessions_ended").count() == 1

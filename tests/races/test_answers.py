"""A link of a mail that is clicked twice at once acts once: the lock of the service, without which both would act."""

import pytest
from django.test import Client

from apps.core.models import AuditEntry
from apps.mentoring.services import applications
from tests.answers import answers_in
from tests.factories.mentoring import SessionFactory
from tests.races.threads import RACE, all_meet, at_once, without_locks

pytestmark = RACE


@pytest.fixture
def path(student) -> str:
    applications.apply_to_session(session_id=SessionFactory().pk, by=student)
    return answers_in(member=student)["신청 취소하기"]


def click_twice(path: str) -> int:
    at_once(*[lambda: Client().post(path)] * 2)
    return AuditEntry.objects.filter(act="mentoring.cancelled").count()


def test_two_clicks_at_once_act_once(path):
    assert click_twice(path) == 1


def test_control_without_the_lock_both_act(monkeypatch, path):
    without_locks(monkeypatch)
    all_meet(monkeypatch, applications, "ended_values", 2)
    assert click_twice(path) == 2

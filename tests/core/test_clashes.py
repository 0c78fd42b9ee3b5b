"""An act that clashed with another one is asked again at every door, and where it clashes again, refused in words."""

import psycopg
import pytest
from django.contrib.admin.models import LogEntry
from django.db import IntegrityError, OperationalError
from django.urls import reverse

from apps.core import clashes
from apps.core.models import IdempotentAnswer
from apps.following import services as following
from apps.following.models import Follow
from apps.topics import services as topics
from apps.topics.models import Topic
from tests.api.client import ApiClient
from tests.factories.topics import TopicFactory

pytestmark = pytest.mark.django_db


def clash(state: str = "23505", kind: type[Exception] = IntegrityError) -> Exception:
    """An error of the database as Django raises it from psycopg's."""
    error = kind("duplicate key value")
    error.__cause__ = psycopg.errors.lookup(state)()
    return error


def clashing(monkeypatch, module, name, *, times: int):
    """Let the first calls of a service clash."""
    real, left = getattr(module, name), iter(range(times))

    def service(**given):
        if next(left, None) is not None:
            raise clash()
        return real(**given)

    monkeypatch.setattr(module, name, service)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (clash(), True),
        (clash("23503"), True),
        (clash("23P01"), True),
        (clash("40P01", OperationalError), True),
        (clash("23514"), False),  # a check: our own fault
        (clash("55P03", OperationalError), False),  # waited too long: to wait again does not help
        (IntegrityError("UNIQUE constraint failed: topics_topic.name"), True),
        (IntegrityError("CHECK constraint failed: topics"), False),
        (ValueError("UNIQUE constraint failed"), False),
        (None, False),
    ],
)
def test_what_counts_as_a_clash(error, expected):
    assert clashes.is_clash(error) is expected


def test_a_fault_of_our_own_is_not_asked_again():
    calls = []

    def act() -> None:
        calls.append(1)
        raise clash("23514")

    with pytest.raises(IntegrityError):
        clashes.once_more(act)
    assert len(calls) == 1


ADD = {"name": "코딩", "name_en": "", "order": "0", "is_active": "on"}


SENTENCE = "동시에 같은 것을 수정해"


@pytest.mark.parametrize(("times", "kept"), [(1, 1), (2, 0)])
def test_the_admin(client, superuser, monkeypatch, times, kept):
    client.force_login(superuser)
    clashing(monkeypatch, topics, "save_topic", times=times)
    answer = client.post(reverse("admin:topics_topic_add"), ADD, follow=True)
    assert Topic.objects.count() == LogEntry.objects.count() == kept
    assert (SENTENCE in answer.content.decode()) is not bool(kept)


@pytest.mark.parametrize(("times", "kept"), [(1, 1), (2, 0)])
def test_a_button_of_a_page(client, student, monkeypatch, times, kept):
    topic = TopicFactory()
    client.force_login(student)
    clashing(monkeypatch, following, "follow", times=times)
    answer = client.post(reverse("following:add"), {"kind": "topic", "topic": topic.pk}, follow=True)
    assert Follow.objects.count() == kept
    assert (SENTENCE in answer.content.decode()) is not bool(kept)


@pytest.mark.parametrize(("times", "status"), [(1, 200), (2, 409)])
def test_the_api_gives_the_key_of_a_request_back(student, monkeypatch, times, status):
    topic = TopicFactory()
    clashing(monkeypatch, following, "follow", times=times)
    sent = {"kind": "topic", "topicId": topic.pk}
    answer = ApiClient(student).post("/api/me/following", sent, Idempotency_Key="once")
    assert (answer.status_code, SENTENCE in answer.json().get("message", "")) == (status, status == 409)
    assert Follow.objects.count() == IdempotentAnswer.objects.count() == (status == 200)

"""A write that carries an Idempotency-Key acts once."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.core import clock
from apps.core.models import IdempotentAnswer
from apps.mentoring.models import Application, Session
from apps.mentoring.selectors import api as selectors
from apps.mentoring.services import applications
from tests.api.client import ApiClient, answered, refused
from tests.api.test_errors import GOOD
from tests.factories.mentoring import ApplicationFactory, SessionFactory

pytestmark = pytest.mark.django_db


def test_the_same_again_gives_the_same_answer_and_acts_once(mentor):
    client = ApiClient(mentor, Idempotency_Key="a1")
    first, second = client.post("/api/mentoring", GOOD), client.post("/api/mentoring", GOOD)
    assert answered(first) == answered(second)
    assert first.content == second.content
    assert Session.objects.count() == 1
    assert ("Idempotent-Replayed" in first, second["Idempotent-Replayed"]) == (False, "true")


def test_without_a_key_each_is_its_own(student):
    session = SessionFactory()
    client = ApiClient(student)
    answered(client.post(f"/api/mentoring/{session.pk}/apply"))
    assert refused(client.post(f"/api/mentoring/{session.pk}/apply"), 409) == "이미 신청한 멘토링입니다."


def test_another_body_under_the_same_key_is_refused(mentor):
    client = ApiClient(mentor, Idempotency_Key="a1")
    answered(client.post("/api/mentoring", GOOD))
    sentence = refused(client.post("/api/mentoring", {**GOOD, "title": "다른 제목"}), 409)
    assert sentence.startswith("이 Idempotency-Key는 이미 다른 요청에 쓰였습니다.")
    assert Session.objects.count() == 1


def test_another_address_under_the_same_key_is_refused(student):
    one, other = SessionFactory(), SessionFactory()
    client = ApiClient(student, Idempotency_Key="a1")
    answered(client.post(f"/api/mentoring/{one.pk}/apply"))
    refused(client.post(f"/api/mentoring/{other.pk}/apply"), 409)
    assert Application.objects.count() == 1


def test_a_key_is_its_members_own(student, other_student):
    session = SessionFactory()
    for member in (student, other_student):
        answered(ApiClient(member, Idempotency_Key="a1").post(f"/api/mentoring/{session.pk}/apply"))
    assert Application.objects.count() == 2


def test_a_refusal_is_an_answer_too(student, other_student):
    session = SessionFactory(capacity=1)
    taken = ApplicationFactory(session=session, member=other_student)
    client = ApiClient(student, Idempotency_Key="a1")
    full = client.post(f"/api/mentoring/{session.pk}/apply")
    applications.cancel_application(application_id=taken.pk, by=other_student)
    again = client.post(f"/api/mentoring/{session.pk}/apply")
    assert refused(full, 409) == refused(again, 409)
    assert again["Idempotent-Replayed"] == "true"
    answered(client.post(f"/api/mentoring/{session.pk}/apply", Idempotency_Key="a2"))


def test_a_refusal_leaves_nothing_of_the_act(student, other_student):
    session = SessionFactory(capacity=1)
    ApplicationFactory(session=session, member=other_student)
    refused(ApiClient(student, Idempotency_Key="a1").post(f"/api/mentoring/{session.pk}/apply"), 409)
    assert not student.appointments.exists()


def test_input_that_no_rule_saw_leaves_the_key_unused(mentor):
    client = ApiClient(mentor, Idempotency_Key="a1")
    refused(client.post("/api/mentoring", {}), 400)
    refused(client.get("/api/mentoring/1"), 404)
    refused(client.delete("/api/mentoring/1"), 404)
    answered(client.post("/api/mentoring", GOOD))


def test_a_crash_leaves_nothing_of_the_act_and_the_key_unused(mentor, monkeypatch):
    client = ApiClient(mentor, Idempotency_Key="a1")
    with monkeypatch.context() as broken:
        broken.setattr(selectors, "get_session", lambda *_: 1 / 0)
        refused(client.post("/api/mentoring", GOOD), 500)
    assert not Session.objects.exists()
    answered(client.post("/api/mentoring", GOOD))


def test_throttling_is_no_answer(mentor, monkeypatch):
    from apps.core.errors import Throttled

    def wait(*_):
        raise Throttled("slowly", "천천히 해 주세요.", retry_after=7)

    client = ApiClient(mentor, Idempotency_Key="a1")
    with monkeypatch.context() as busy:
        busy.setattr(selectors, "get_session", wait)
        response = client.post("/api/mentoring", GOOD)
    assert (refused(response, 429), response["Retry-After"]) == ("천천히 해 주세요.", "7")
    answered(client.post("/api/mentoring", GOOD))


def test_the_answer_is_kept_for_a_day(student):
    session = SessionFactory()
    client = ApiClient(student, Idempotency_Key="a1")
    answered(client.post(f"/api/mentoring/{session.pk}/apply"))
    late = clock.now() + dt.timedelta(hours=24, seconds=1)
    with time_machine.travel(late):
        response = ApiClient(student, Idempotency_Key="a1").post(f"/api/mentoring/{session.pk}/apply")
        assert refused(response, 409) == "이미 신청한 멘토링입니다."
        assert IdempotentAnswer.objects.get().status == 409


@pytest.mark.parametrize("key", ["", "a b", "열쇠", "x" * 256])
def test_a_key_that_is_none(student, key):
    session = SessionFactory()
    client = ApiClient(student, Idempotency_Key=key.encode().decode("latin-1"))
    assert refused(client.post(f"/api/mentoring/{session.pk}/apply"), 400).startswith("Idempotency-Key는 ")


def test_reading_takes_no_key(student):
    answered(ApiClient(student, Idempotency_Key="a1").get("/api/mentoring"))
    assert not IdempotentAnswer.objects.exists()


def statements(act) -> int:
    """What it costs beside the savepoints, which are the tests' own and transactions' borders."""
    with CaptureQueriesContext(connection) as queries:
        answered(act())
    return len([query for query in queries if "SAVEPOINT" not in query["sql"]])


def test_it_costs_four_statements_more_and_a_repeat_almost_nothing(student):
    one = SessionFactory()
    other = SessionFactory(starts_at=one.ends_at)  # no clash, which is looked up by a statement more
    client = ApiClient(student)
    apart = connection.vendor != "postgresql"  # there the application and its audit entry are one statement
    told = 3 if apart else 1  # what the member and the author are told
    assert statements(lambda: client.post(f"/api/mentoring/{one.pk}/apply")) == 8 + apart + told
    first = statements(lambda: client.post(f"/api/mentoring/{other.pk}/apply", Idempotency_Key="a1"))
    assert first == 12 + apart + told
    assert statements(lambda: client.post(f"/api/mentoring/{other.pk}/apply", Idempotency_Key="a1")) == 4

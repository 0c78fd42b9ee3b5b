"""What happens at once, on PostgreSQL: one key acts once, one refresh token gives one pair, one seat goes to one."""

import threading
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connections

from apps.accounts import tokens
from apps.accounts.models import TokenFamily
from apps.accounts.services import tokens as services
from apps.core import clock
from apps.core.models import IdempotentAnswer
from apps.mentoring.models import Application
from tests.api.client import ApiClient, answered
from tests.factories.accounts import MemberFactory
from tests.factories.api import TokenFamilyFactory
from tests.factories.mentoring import SessionFactory

pytestmark = [
    pytest.mark.race,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("on_postgresql"),
]


def at_once(works: list[Callable[[], int]]) -> Counter[int]:
    """What each answered that all began at the same moment."""
    gate, answers = threading.Barrier(len(works)), []

    def run(work: Callable[[], int]) -> None:
        try:
            gate.wait()
            answers.append(work())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(answers)


def applying(client: ApiClient, number: int) -> Callable[[], int]:
    return lambda: client.post(f"/api/mentoring/{number}/apply").status_code


def test_one_key_acts_once_and_all_are_told_the_same():
    session, member = SessionFactory(), MemberFactory()
    client, bodies = ApiClient(member, Idempotency_Key="a1"), []

    def work() -> int:
        response = client.post(f"/api/mentoring/{session.pk}/apply")
        bodies.append(response.content)
        return response.status_code

    assert at_once([work] * 16) == {200: 16}
    assert len(set(bodies)) == 1
    assert Application.objects.count() == 1


def test_control_without_the_unique_row_a_key_acts_more_than_once(monkeypatch):
    from apps.core.api import idempotency

    session, member = SessionFactory(), MemberFactory()
    client = ApiClient(member, Idempotency_Key="a1")

    def unclaimed(owner, key, fingerprint):
        return IdempotentAnswer(member_id=owner, key=key, request_hash=fingerprint, created_at=clock.now()), True

    monkeypatch.setattr(idempotency, "_claim", unclaimed)
    monkeypatch.setattr(IdempotentAnswer, "save", lambda *_args, **_kwargs: None)
    assert at_once([applying(client, session.pk)] * 16) == {200: 1, 409: 15}


def test_one_of_many_refreshes_at_once_gets_the_pair_and_the_log_in_lives():
    family = TokenFamilyFactory()
    token = _first_token(family)
    bodies = []

    def work() -> int:
        response = ApiClient().post("/api/auth/refresh", {"refreshToken": token})
        bodies.append((response.status_code, response))
        return response.status_code

    answers = at_once([work] * 8)
    assert answers[200] == 1
    assert answers[409] + answers[401] == 7
    if answers[401] == 0:  # none came after the pair was given: all asked at the same time
        pair = next(answered(response) for status, response in bodies if status == 200)
        answered(ApiClient(Authorization=f"Bearer {pair['accessToken']}").get("/api/auth/me"))


def test_whoever_finds_the_family_locked_is_refused_and_ends_nothing():
    family = TokenFamilyFactory()
    token = _first_token(family)
    holding, done = threading.Event(), threading.Event()

    def hold() -> int:
        from django.db import transaction

        with transaction.atomic():
            TokenFamily.objects.select_for_update(no_key=True).get(pk=family.pk)
            holding.set()
            done.wait(10)
        return 0

    def ask() -> int:
        holding.wait(10)
        try:
            return ApiClient().post("/api/auth/refresh", {"refreshToken": token}).status_code
        finally:
            done.set()

    assert at_once([hold, ask]) == {0: 1, 409: 1}
    answered(ApiClient().post("/api/auth/refresh", {"refreshToken": token}))


def test_control_without_the_lock_more_than_one_refresh_gets_a_pair(monkeypatch):
    family = TokenFamilyFactory()
    token = _first_token(family)
    met = threading.Barrier(4, timeout=10)
    original = services._renew

    def renew(row, now):
        met.wait()
        return original(row, now)

    queryset = type(TokenFamily.objects.all())
    monkeypatch.setattr(queryset, "select_for_update", lambda self, **_: self)
    monkeypatch.setattr(services, "_renew", renew)

    def work() -> int:
        return ApiClient().post("/api/auth/refresh", {"refreshToken": token}).status_code

    assert at_once([work] * 4) == {200: 4}


def test_one_seat_goes_to_one_of_many():
    session = SessionFactory(capacity=1)
    clients = [ApiClient(MemberFactory()) for _ in range(16)]
    assert at_once([applying(client, session.pk) for client in clients]) == {200: 1, 409: 15}
    session.refresh_from_db()
    assert session.seats_taken == 1


def _first_token(family: TokenFamily) -> str:
    token = tokens.new_refresh_token(family.pk)
    TokenFamily.objects.filter(pk=family.pk).update(refresh_hash=tokens.fingerprint(token))
    return token

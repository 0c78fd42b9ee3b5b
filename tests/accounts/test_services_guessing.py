"""Limits on guessing: exact, per e-mail and per address, and not to be passed by trying at once."""

import datetime as dt
import threading

import pytest
import time_machine
from django.db import connections

from apps.accounts.services import guessing
from apps.core import throttle
from apps.core.errors import Throttled
from apps.core.models import ThrottleHit

EMAIL, ADDRESS = "hajun@example.com", "203.0.113.9"
NOON = dt.datetime(2026, 6, 1, 3, tzinfo=dt.UTC)


@pytest.mark.django_db
def test_the_sixth_try_is_throttled_until_fifteen_minutes_after_the_first():
    with time_machine.travel(NOON, tick=False) as traveller:
        for _ in range(5):
            guessing.check_may_try(EMAIL, ADDRESS)
            guessing.record_failure(EMAIL, ADDRESS)
            traveller.shift(60)
        with pytest.raises(Throttled) as refused:
            guessing.check_may_try(EMAIL.upper(), "198.51.100.1")
        assert (refused.value.code, refused.value.retry_after) == ("login_throttled", 10 * 60)
        assert refused.value.message == "시도가 너무 많았습니다. 10분 뒤에 다시 시도해 주세요."
        guessing.check_may_try("another@example.com", ADDRESS)

        traveller.move_to(NOON + dt.timedelta(minutes=15))
        guessing.check_may_try(EMAIL, ADDRESS)


@pytest.mark.django_db
def test_an_address_is_throttled_after_twenty_whatever_the_emails():
    for n in range(20):
        guessing.check_may_try(f"member{n}@example.com", ADDRESS)
        guessing.record_failure(f"member{n}@example.com", ADDRESS)
    with pytest.raises(Throttled) as refused:
        guessing.check_may_try("fresh@example.com", ADDRESS)
    assert refused.value.code == "login_address_throttled"
    guessing.check_may_try("fresh@example.com", "203.0.113.10")


@pytest.mark.django_db
def test_a_success_forgets_the_emails_failures_but_not_the_addresses():
    for _ in range(4):
        guessing.record_failure(EMAIL, ADDRESS)
    guessing.record_success(EMAIL, ADDRESS)
    assert list(ThrottleHit.objects.values_list("bucket__scope").distinct()) == [("login_address",)]
    assert ThrottleHit.objects.count() == 4


@pytest.mark.django_db
def test_what_settles_after_the_limit_is_throttled_right_or_wrong_and_counts_nothing():
    for _ in range(5):
        guessing.record_failure(EMAIL, ADDRESS)
    with pytest.raises(Throttled):
        guessing.record_success(EMAIL, ADDRESS)
    with pytest.raises(Throttled):
        guessing.record_failure(EMAIL, ADDRESS)
    assert ThrottleHit.objects.count() == 10


@pytest.mark.django_db
def test_a_throttled_address_does_not_lock_the_emails_it_tries():
    for n in range(20):
        guessing.record_failure(f"member{n}@example.com", ADDRESS)
    with pytest.raises(Throttled):
        guessing.record_failure(EMAIL, ADDRESS)
    assert ThrottleHit.objects.filter(bucket__scope="login").count() == 20


@pytest.mark.django_db
def test_second_factors_have_a_limit_of_their_own():
    for _ in range(5):
        guessing.check_may_try_factor(1)
        guessing.record_factor_failure(1)
    with pytest.raises(Throttled) as refused:
        guessing.check_may_try_factor(1)
    assert refused.value.code == "second_factor_throttled"
    with pytest.raises(Throttled):
        guessing.record_factor_success(1)
    guessing.record_factor_failure(2)
    guessing.record_factor_success(2)
    assert ThrottleHit.objects.count() == 5


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("", ""),
    ],
)
def test_an_ipv6_customer_counts_as_one_address(address, counted_as):
    assert throttle.network_of(address) == counted_as


def _at_once(number: int, work) -> list[str]:
    """What `number` threads answered that all passed the first check before any of them settled."""
    gate, answers = threading.Barrier(number), []

    def run() -> None:
        try:
            answers.append(work(gate))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def _guess(gate: threading.Barrier) -> str:
    guessing.check_may_try(EMAIL, ADDRESS)
    gate.wait()
    try:
        guessing.record_failure(EMAIL, ADDRESS)
    except Throttled:
        return "throttled"
    return "wrong"


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("on_postgresql")
def test_of_sixteen_guesses_at_once_five_are_answered():
    answers = _at_once(16, _guess)
    assert (answers.count("wrong"), answers.count("throttled")) == (5, 11)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("on_postgresql")
def test_control_without_the_row_lock_more_than_five_are_answered(monkeypatch):
    from apps.core import throttle
    from apps.core.models import ThrottleBucket

    throttle.hit("login", EMAIL, guessing.PASSWORDS_OF_EMAIL)
    throttle.forget("login", EMAIL)
    met = threading.Barrier(16)

    def unlocked(*args, **kwargs):
        met.wait()
        return ThrottleBucket.objects.all()

    monkeypatch.setattr(ThrottleBucket.objects, "select_for_update", unlocked)
    original = throttle._wait
    monkeypatch.setattr(throttle, "_wait", lambda *args: (original(*args), met.wait() if args[0] == "login" else None))

    def count(gate: threading.Barrier) -> str:
        throttle.hit("login", EMAIL, guessing.PASSWORDS_OF_EMAIL)
        return "wrong"

    assert _at_once(16, count).count("wrong") == 16

"""Limits are exact over all processes."""

import datetime as dt

from apps.core import throttle
from apps.core.models import ThrottleHit
from apps.core.throttle import Limit
from tests.races.threads import RACE, all_meet, at_once, codes, without_locks

pytestmark = RACE
FIVE = Limit(5, dt.timedelta(hours=1))


def hits(number: int):
    return [lambda: throttle.hit("code", "a", FIVE)] * number


def test_of_thirty_two_tries_at_once_five_are_let_in():
    assert codes(at_once(*hits(32))) == ["code_throttled"] * 27 + ["ok"] * 5
    assert ThrottleHit.objects.count() == 5


def test_control_without_the_lock_more_than_five_are_let_in(monkeypatch):
    throttle.hit("code", "a", FIVE)
    throttle.forget("code", "a")
    without_locks(monkeypatch)
    all_meet(monkeypatch, throttle, "_wait", 8)
    assert codes(at_once(*hits(8))) == ["ok"] * 8
    assert ThrottleHit.objects.count() == 8

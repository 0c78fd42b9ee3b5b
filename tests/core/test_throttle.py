"""Limits to the try and to the second."""

import datetime as dt

import pytest
import time_machine

from apps.core import clock, throttle
from apps.core.errors import Throttled
from apps.core.models import ThrottleBucket, ThrottleHit
from apps.core.throttle import Limit

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 1, 5, 12, 0, tzinfo=clock.SEOUL)
HOURLY = Limit(3, dt.timedelta(hours=1))
DAILY = Limit(5, dt.timedelta(days=1))


@pytest.fixture
def travel():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def test_the_third_try_is_let_in_and_the_fourth_is_not(travel):
    for _ in range(3):
        throttle.check("code", "a", HOURLY)
        throttle.hit("code", "a", HOURLY)
    with pytest.raises(Throttled) as refused:
        throttle.hit("code", "a", HOURLY)
    assert (refused.value.code, refused.value.retry_after) == ("code_throttled", 3600)
    assert refused.value.message == "시도가 너무 많았습니다. 60분 뒤에 다시 시도해 주세요."
    with pytest.raises(Throttled):
        throttle.check("code", "a", HOURLY)
    assert ThrottleHit.objects.count() == 3  # a refused try is not counted


def test_each_key_and_scope_counts_for_itself_and_is_not_kept_readable(travel):
    for scope, key in (("code", "a"), ("code", "b"), ("login", "a")):
        for _ in range(3):
            throttle.hit(scope, key, HOURLY)
    assert ThrottleBucket.objects.filter(key="a").count() == 0
    assert ThrottleBucket.objects.count() == 3
    bucket = ThrottleBucket.objects.order_by("pk").first()
    assert str(bucket) == f"code {bucket.key[:8]}"
    assert str(bucket.hits.first()) == f"{bucket.pk} 2026-01-05 03:00:00"


def test_the_window_slides_and_its_far_end_is_outside(travel):
    for minute in (0, 10, 20):
        travel.move_to(NOON + dt.timedelta(minutes=minute))
        throttle.hit("code", "a", HOURLY)
    travel.move_to(NOON + dt.timedelta(minutes=59, seconds=59))
    with pytest.raises(Throttled) as refused:
        throttle.hit("code", "a", HOURLY)
    assert refused.value.retry_after == 1
    travel.move_to(NOON + dt.timedelta(hours=1))
    throttle.hit("code", "a", HOURLY)
    with pytest.raises(Throttled):
        throttle.hit("code", "a", HOURLY)
    assert ThrottleHit.objects.count() == 3  # what no window can see any more is gone


def test_the_longest_of_several_limits_holds_and_is_told_in_hours(travel):
    for hour in (0, 0, 0, 2, 2):
        travel.move_to(NOON + dt.timedelta(hours=hour))
        throttle.hit("code", "a", HOURLY, DAILY)
    travel.move_to(NOON + dt.timedelta(hours=4))
    with pytest.raises(Throttled) as refused:
        throttle.hit("code", "a", HOURLY, DAILY)
    assert refused.value.retry_after == 20 * 3600
    assert refused.value.message == "시도가 너무 많았습니다. 20시간 뒤에 다시 시도해 주세요."


def test_what_was_counted_can_be_forgotten(travel):
    for _ in range(3):
        throttle.hit("login", "a", HOURLY)
    throttle.forget("login", "a")
    throttle.hit("login", "a", HOURLY)
    assert ThrottleHit.objects.count() == 1

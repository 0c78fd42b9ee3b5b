"""One clock, in Seoul."""

import datetime as dt

import time_machine

from apps.core import clock


@time_machine.travel(dt.datetime(2026, 1, 4, 15, 0, tzinfo=dt.UTC), tick=False)
def test_the_day_begins_in_seoul():
    assert clock.today() == dt.date(2026, 1, 5)
    assert clock.start_of(clock.today()) == clock.now()
    assert clock.at(dt.date(2026, 1, 5), dt.time(9)) == dt.datetime(2026, 1, 5, 0, 0, tzinfo=dt.UTC)

"""Two acts at once that recognise, or take back, the time of one thing. Beside the control without a second try."""

import datetime as dt
from functools import partial

from apps.core.clashes import once_more
from apps.hours import services
from apps.hours.models import HoursEntry
from apps.hours.states import EntryKind
from tests.factories.accounts import mentor
from tests.races.threads import RACE, all_meet, at_once, codes

pytestmark = RACE
SOURCE = {"source": "mentoring.session", "source_id": 7}


def approval():
    how = {"title": "파이썬", "day": dt.date(2026, 4, 10), "minutes": 120, "kind": EntryKind.REPORT, "by": None}
    return partial(services.record_hours, mentor=mentor(), **SOURCE, **how)


def totals() -> list[int]:
    return list(HoursEntry.objects.order_by("number").values_list("total", flat=True))


def test_two_approvals_book_once(monkeypatch):
    approve = approval()
    all_meet(monkeypatch, services, "_last_of", 2)
    assert codes(at_once(partial(once_more, approve), partial(once_more, approve))) == ["ok", "ok"]
    assert totals() == [120]


def test_without_a_second_try_the_database_still_books_once(monkeypatch):
    approve = approval()
    all_meet(monkeypatch, services, "_last_of", 2)
    assert codes(at_once(approve, approve)) == ["IntegrityError", "ok"]
    assert totals() == [120]


def test_time_is_taken_back_once(monkeypatch):
    approval()()
    take_back = partial(once_more, services.take_back_hours, **SOURCE, reason="없던 일", by=None)
    all_meet(monkeypatch, services, "_last_of", 2)
    assert codes(at_once(take_back, take_back)) == ["ok", "ok"]
    assert totals() == [120, 0]

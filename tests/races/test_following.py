"""Two workers look at the same time: each is told once. Beside the control without the lock."""

import threading

import pytest

from apps.core import clock
from apps.following import telling
from apps.following.models import Follow, ToldThing, Watch
from apps.notices.models import Notice
from tests.factories.accounts import MemberFactory, mentor
from tests.factories.following import FollowFactory, mark
from tests.factories.mentoring import SessionFactory
from tests.races.threads import PATIENCE, RACE, all_meet, at_once, codes, without_locks

pytestmark = RACE


@pytest.fixture
def told():
    """How often a follower of two things was told when two workers looked at once: of what is new, of a free seat."""
    telling.tell_followers()
    Watch.objects.update(looked_at=clock.now() - 2 * telling.EVERY)
    member, host = MemberFactory(), mentor()
    marked = SessionFactory()
    ToldThing.objects.create(source="mentoring", thing_id=marked.pk, at=clock.now())
    mark(member, "mentoring", marked)
    FollowFactory(member=member, mentor=host)

    def count(new: bool) -> tuple[list[str], int, int]:
        if new:
            SessionFactory(author=host)
        answers = codes(at_once(telling.tell_followers, telling.tell_followers))
        rows = Notice.objects.filter(member=member)
        return answers, rows.filter(kind="following.by_mentor").count(), rows.filter(kind="following.seat_free").count()

    return count


def test_two_workers_tell_once(told):
    assert told(new=True) == (["ok", "ok"], 1, 1)
    assert not Follow.objects.filter(kind="seat").exists()


def test_without_the_lock_a_free_seat_is_told_twice(told, monkeypatch):
    without_locks(monkeypatch)
    all_meet(monkeypatch, telling, "_people", 2)
    assert told(new=False) == (["ok", "ok"], 0, 2)


def test_the_database_refuses_to_keep_twice_what_is_new(told, monkeypatch):
    without_locks(monkeypatch)
    gate, keep = threading.Barrier(2), telling._keep

    def keep_together(*args):
        gate.wait(PATIENCE)
        keep(*args)

    monkeypatch.setattr(telling, "_keep", keep_together)
    answers, by_mentor, _seats = told(new=True)
    assert (answers, by_mentor) == (["IntegrityError", "ok"], 1)

"""Two tabs, late packets and double clicks: nothing a player saved is lowered or counted twice. Beside the controls."""

import datetime as dt
from dataclasses import replace

import pytest

from apps.core import clock
from apps.core.models import AuditEntry
from apps.elearning.catalogue.models import Content
from apps.elearning.progress import rules, services
from apps.elearning.progress.models import Progress
from apps.elearning.progress.rules import Packet
from tests.elearning.learning import course_of, learner, running_class
from tests.factories.learning import ProgressFactory
from tests.races.threads import RACE, all_meet, at_once, codes

pytestmark = RACE


@pytest.fixture
def enrolment():
    return learner(running_class(course=course_of(30)))


@pytest.fixture
def content_id(enrolment):
    return enrolment.course_class.course.contents.get().pk


@pytest.fixture
def saving(enrolment, content_id):
    def make(rate, position=0, seconds=0, parts=None):
        return lambda: services.save_progress(
            by=enrolment.member, enrolment_id=enrolment.pk, content_id=content_id,
            packet=Packet(rate, position, seconds, parts),
        )  # fmt: skip

    return make


def begun(enrolment, *, ago: int) -> Progress:
    """A row whose clock has run for so many seconds."""
    then = clock.now() - dt.timedelta(seconds=ago)
    content = enrolment.course_class.course.contents.get()
    return ProgressFactory(
        enrolment=enrolment, content=content, progress_rate=0, learning_time=0, started_at=then, saved_at=then
    )


def test_of_many_first_saves_one_makes_the_row_and_the_highest_rate_stays(saving):
    answers = at_once(*[saving(rate) for rate in range(2, 34, 2)])
    assert codes(answers) == ["ok"] * 16
    assert Progress.objects.get().progress_rate == 32


def test_two_tabs_never_lower_each_other_nor_lose_time(enrolment, saving):
    row = begun(enrolment, ago=3600)
    answers = at_once(*[saving(rate, seconds=5) for rate in [10, 90, 20, 80, 30, 70, 40, 60]])
    assert codes(answers) == ["ok"] * 8
    row.refresh_from_db()
    assert (row.progress_rate, row.learning_time) == (90, 40)


def test_tabs_that_each_claim_all_the_time_are_given_it_once(enrolment, saving):
    row = begun(enrolment, ago=300)
    at_once(*[saving(1, seconds=300)] * 8)
    row.refresh_from_db()
    assert 300 <= row.learning_time <= 300 + rules.GRACE + 5


def test_a_content_is_completed_once(enrolment, content_id, saving):
    given = {"by": enrolment.member, "enrolment_id": enrolment.pk, "content_id": content_id}
    answers = at_once(saving(100), saving(100), *[lambda: services.complete_content(**given)] * 6, saving(5))
    assert codes(answers) == ["ok"] * 9
    row = Progress.objects.get()
    assert (row.progress_rate, row.completed_at is not None) == (100, True)
    assert AuditEntry.objects.filter(act="elearning.content_completed").count() == 1


def _read_then_write(place, after, position, seconds, now):
    """What the one statement replaces: read the row, add in Python, write it back."""
    row = _seen(place, now)
    row.progress_rate = max(row.progress_rate, after.rate)
    row.learning_time += seconds
    row.save()
    return row


def _seen(place, now) -> Progress:
    return Progress.objects.get(enrolment_id=place.enrolment_id, content=place.content)


def test_control_read_then_written_a_save_is_lost(monkeypatch, enrolment, saving):
    row = begun(enrolment, ago=3600)
    monkeypatch.setattr(services, "_upsert", _read_then_write)
    all_meet(monkeypatch, Progress.objects, "get", 4)
    assert codes(at_once(*[saving(rate, seconds=10) for rate in (20, 40, 60, 80)])) == ["ok"] * 4
    row.refresh_from_db()
    assert row.learning_time == 10


# --- Parts of a video, told by several tabs at once -------------------------------------------------------------------

PARTS = [(number * 100, number * 100 + 1) for number in range(8)]


@pytest.fixture
def film(enrolment, content_id):
    """A video of half an hour, begun an hour ago."""
    Content.objects.filter(pk=content_id).update(type="VIDEO", file="contents/a.mp4", seconds=1800)
    return begun(enrolment, ago=3600)


def test_no_part_is_lost_when_tabs_tell_theirs_at_once(film, saving):
    answers = at_once(*[saving(0, parts=[part]) for part in PARTS])
    assert codes(answers) == ["ok"] * 8
    film.refresh_from_db()
    assert film.seen == [list(part) for part in PARTS]
    assert film.progress_rate == 0


def test_the_time_that_passed_is_spent_once(film, saving):
    Progress.objects.update(saved_at=clock.now() - dt.timedelta(seconds=60))
    at_once(*[saving(0, parts=[part]) for part in PARTS])
    film.refresh_from_db()
    assert sum(end - start for start, end in film.seen) <= rules.AHEAD + rules.FASTEST * 70


def test_control_without_asking_what_was_read_a_part_is_lost(film, saving, monkeypatch):
    written = services._upsert

    def blind(place, after, *args):
        row = None
        while row is None:
            kept = Progress.objects.get(pk=film.pk).reached.seen
            row = written(replace(place, reached=replace(place.reached, seen=kept)), after, *args)
        return row

    monkeypatch.setattr(services, "_upsert", blind)
    all_meet(monkeypatch, services, "_place", 4)
    assert codes(at_once(*[saving(0, parts=[part]) for part in PARTS[:4]])) == ["ok"] * 4
    film.refresh_from_db()
    assert len(film.seen) < 4

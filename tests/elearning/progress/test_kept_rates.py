"""Progress that was kept as a rate, before parts were kept: nothing of it falls."""

import datetime as dt

import pytest
import time_machine

from apps.core import clock
from apps.elearning.progress import played, rules, services
from apps.elearning.progress.models import Progress
from apps.elearning.progress.rules import Packet
from apps.elearning.progress.selectors.records import rates
from tests.elearning.learning import course_of, learner, running_class
from tests.factories.elearning import ContentFactory

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 1, 15, 9, 0, tzinfo=clock.SEOUL)
SECONDS = 1800


@pytest.fixture
def enrolment(student):
    with time_machine.travel(NOW, tick=False):
        course = course_of(10)
        ContentFactory(course=course, type="VIDEO", file="courses/video.mp4", url="", minutes=30, seconds=SECONDS)
        yield learner(running_class(course=course), member=student)


def kept_before(enrolment, rate: int) -> Progress:
    """Return a row as it was kept before: a rate, a position and a time, and no parts."""
    return Progress.objects.create(
        enrolment=enrolment, content=enrolment.course_class.course.contents.get(type="VIDEO"), progress_rate=rate,
        last_position=rate * SECONDS // 100, learning_time=rate * SECONDS // 100, started_at=clock.now(),
        saved_at=clock.now() - dt.timedelta(hours=1), completed_at=clock.now() if rate == 100 else None,
    )  # fmt: skip


@pytest.mark.parametrize("rate", [0, 1, 33, 60, 94, 99, 100])
def test_a_kept_rate_is_the_beginning_of_the_video(enrolment, rate):
    row = kept_before(enrolment, rate)
    seen = rules.seen_so_far(row.content, row.reached, SECONDS)
    assert seen == played.unite([(0, rate * SECONDS // 100)])
    assert rules.seen_rate(seen, SECONDS) in {rate, rules.WHOLE if rate >= rules.COMPLETES_FROM else rate}
    left = rules.missing(row.content, row.reached)
    assert left == (() if rate == 100 else ((rate * SECONDS // 100, SECONDS),))


@pytest.mark.parametrize("rate", [0, 33, 60, 94, 99, 100])
@pytest.mark.parametrize(
    "packet",
    [
        Packet(),
        Packet(10),
        Packet(10, 5, 1, parts=[], length=SECONDS),
        Packet(10, 5, 1, parts=[(0, 5)], length=SECONDS),
        Packet(10, 5, 1, parts=[(1700, 1710)], length=SECONDS + 60),
    ],
)
def test_nothing_falls_whatever_is_sent_afterwards(enrolment, student, rate, packet):
    row = kept_before(enrolment, rate)
    before = rates(enrolment.course_class, [enrolment.pk])
    saved = services.save_progress(by=student, enrolment_id=enrolment.pk, content_id=row.content_id, packet=packet)
    assert saved.progress_rate >= rate
    assert (saved.completed_at is not None) == (rate == 100)
    after = rates(enrolment.course_class, [enrolment.pk])
    assert after[enrolment.pk] >= before[enrolment.pk] > 0 or rate == 0


def test_the_rest_completes_what_was_begun_before(enrolment, student):
    row = kept_before(enrolment, 60)
    rest = Packet(100, SECONDS, 720, parts=[(1080, SECONDS)], length=SECONDS)
    saved = services.save_progress(by=student, enrolment_id=enrolment.pk, content_id=row.content_id, packet=rest)
    assert (saved.progress_rate, saved.seen) == (100, [[0, SECONDS]])

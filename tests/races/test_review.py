"""Reviews and feedback at the same instant: the average counts all of them, and nobody answers twice."""

import datetime as dt
from functools import partial

import pytest

from apps.core import clashes, clock
from apps.lessons.services import reviews
from apps.lessons.states import LessonStatus
from apps.mentoring.models import SessionFeedback
from apps.mentoring.rules import feedback as feedback_rules
from apps.mentoring.services import feedback
from tests.factories.lessons import LessonFactory, TutorialFactory
from tests.factories.mentoring import ApplicationFactory, SessionFactory
from tests.races.threads import RACE, all_meet, at_once, codes, without_locks

pytestmark = RACE


@pytest.fixture
def two_reviews():
    """Two mentees of one tutorial, each about to give four points."""
    tutorial = TutorialFactory()
    lessons = [LessonFactory(tutorial=tutorial, status=LessonStatus.COMPLETED) for _number in range(2)]
    works = [
        partial(reviews.write_review, tutorial_id=tutorial.pk, by=row.mentee, score=4, words="좋았습니다.")
        for row in lessons
    ]
    return tutorial, works


def test_two_reviews_at_once_both_count(two_reviews):
    tutorial, works = two_reviews
    assert codes(at_once(*works)) == ["ok", "ok"]
    tutorial.refresh_from_db()
    assert (tutorial.review_count, tutorial.score_sum) == (2, 8)


def test_control_without_the_lock_one_is_not_counted(monkeypatch, two_reviews):
    tutorial, works = two_reviews
    without_locks(monkeypatch)
    all_meet(monkeypatch, reviews, "_sum_up", 2)
    assert codes(at_once(*works)) == ["ok", "ok"]
    tutorial.refresh_from_db()
    assert (tutorial.review_count, tutorial.score_sum) == (1, 4)


@pytest.fixture
def two_windows():
    """One who came to a session, about to answer in two windows."""
    end = clock.now() - dt.timedelta(hours=1)
    day = clock.today() - dt.timedelta(days=9)
    session = SessionFactory(starts_at=end - dt.timedelta(hours=1), ends_at=end, reg_start=day, reg_end=day)
    member = ApplicationFactory(session=session).member
    give = partial(feedback.give_feedback, session_id=session.pk, by=member, useful=5, pace="right", recommends=True)
    return [give, give]


def test_who_answers_in_two_windows_at_once_is_told_so(monkeypatch, two_windows):
    all_meet(monkeypatch, feedback_rules, "check_feedback", 2)
    answers = at_once(*(partial(clashes.once_more, give) for give in two_windows))
    assert codes(answers) == ["given_already", "ok"]
    assert SessionFeedback.objects.count() == 1


def test_control_who_asks_only_once_is_refused_by_the_database(monkeypatch, two_windows):
    all_meet(monkeypatch, feedback_rules, "check_feedback", 2)
    assert codes(at_once(*two_windows)) == ["IntegrityError", "ok"]
    assert SessionFeedback.objects.count() == 1

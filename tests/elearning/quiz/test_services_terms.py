"""Terms of one learner, and changed terms that reach who is at the quiz: every way out."""

import datetime as dt

import pytest
import time_machine

from apps.core import clock
from apps.core.errors import Conflict, DomainError, Invalid, NotAllowed
from apps.core.models import AuditEntry
from apps.elearning.assessment import services as assessments
from apps.elearning.assessment.models import Assessment
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.quiz.models import Accommodation, Attempt
from apps.elearning.quiz.rules import AccommodationInput
from apps.elearning.quiz.selectors import attempts as taking
from apps.elearning.quiz.selectors import terms as selectors
from apps.elearning.quiz.services import attempts, terms
from apps.notices.models import Notice
from tests.elearning.learning import learner, running_class
from tests.elearning.quiz.quizzing import quiz_in

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 3, 10, 12, 0, tzinfo=clock.SEOUL)
MINUTE, DAY = dt.timedelta(minutes=1), clock.ONE_DAY


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def quiz(mentor) -> Assessment:
    return quiz_in(running_class(instructors=[mentor]), "SHORT", attempt_limit=1)


@pytest.fixture
def enrolment(quiz, student) -> Enrolment:
    return learner(quiz.course_class, member=student)


@pytest.fixture
def grant(quiz, enrolment, mentor):
    def granted(by=mentor, expected_revision=None, enrolment_id=enrolment.pk, **given) -> Accommodation:
        return terms.accommodate(
            assessment_id=quiz.pk, enrolment_id=enrolment_id, by=by, given=AccommodationInput(**given),
            expected_revision=expected_revision,
        )  # fmt: skip

    return granted


def refused(service, *args, **given) -> tuple[type[DomainError], str, str | None]:
    with pytest.raises(DomainError) as caught:
        service(*args, **given)
    return type(caught.value), caught.value.code, caught.value.field


def begin(quiz, student) -> Attempt:
    return attempts.begin_attempt(assessment_id=quiz.pk, by=student)


def told() -> list[tuple[str, int]]:
    return list(Notice.objects.order_by("pk").values_list("kind", "member"))


def limited(quiz, mentor, minutes: int | None) -> None:
    assessments.edit_assessment(assessment_id=quiz.pk, by=mentor, changes={"time_limit": minutes})


# --- Of one learner


def test_one_learner_gets_more_time_and_another_attempt(quiz, enrolment, student, grant):
    row = grant(extra_minutes=15, extra_attempts=1)
    assert (row.revision, row.updated_at, told()) == (1, NOON, [("elearning.quiz_terms", student.pk)])
    entry = AuditEntry.objects.get(act="elearning.quiz_terms_set")
    assert (entry.after["extra_minutes"], entry.after["enrolment"]) == (15, enrolment.pk)
    for number in (1, 2):
        attempt = begin(quiz, student)
        assert (attempt.number, attempt.due_at) == (number, NOON + 45 * MINUTE)
        attempts.submit_attempt(attempt_id=attempt.pk, by=student)
    assert refused(begin, quiz, student)[1] == "no_attempt_left"
    other = learner(quiz.course_class).member
    assert begin(quiz, other).due_at == NOON + 30 * MINUTE
    assert selectors.extra_attempts(selectors.own_accommodations(quiz.course_class_id, student)) == {quiz.pk: 1}
    assert selectors.own_accommodations(quiz.course_class_id, other) == {}


def test_one_learner_gets_days_of_their_own(quiz, enrolment, student, grant, noon):
    first, last = clock.today() + 3 * DAY, clock.today() + 4 * DAY
    grant(start_date=first, end_date=last)
    assert refused(begin, quiz, student)[1] == "not_open_yet"
    noon.move_to(clock.start_of(last + DAY) - 10 * MINUTE)
    assert begin(quiz, student).due_at == clock.start_of(last + DAY)
    assert refused(begin, quiz, learner(quiz.course_class).member)[1] == "over"


def test_what_is_granted_reaches_the_attempt_that_goes_on_and_never_takes_away(quiz, enrolment, student, grant):
    attempt = begin(quiz, student)
    grant(extra_minutes=15)
    attempt.refresh_from_db()
    assert attempt.due_at == NOON + 45 * MINUTE
    grant(extra_minutes=0)
    attempt.refresh_from_db()
    assert attempt.due_at == NOON + 45 * MINUTE
    assert AuditEntry.objects.filter(act="elearning.quiz_extended").count() == 1


def test_the_same_once_more_changes_nothing_and_an_older_page_is_told(quiz, enrolment, grant):
    assert grant(extra_minutes=15, expected_revision=0).revision == 1
    assert grant(extra_minutes=15).revision == 1
    assert len(told()) == 1
    assert refused(grant, extra_minutes=5, expected_revision=0)[:2] == (Conflict, "changed_meanwhile")


def test_nobody_is_told_of_their_own_act(quiz, superuser, grant):
    mine = learner(quiz.course_class, member=superuser)
    grant(by=superuser, enrolment_id=mine.pk, extra_minutes=5)
    assert told() == []


@pytest.mark.parametrize(("given", "code", "field"), [
    ({"extra_minutes": -1}, "minutes_out_of_range", "extra_minutes"),
    ({"extra_minutes": 1441}, "minutes_out_of_range", "extra_minutes"),
    ({"extra_attempts": -1}, "attempts_out_of_range", "extra_attempts"),
    ({"extra_attempts": 101}, "attempts_out_of_range", "extra_attempts"),
    ({"end_date": dt.date(2026, 3, 9)}, "dates_out_of_order", "end_date"),
    ({"start_date": dt.date(2026, 3, 12)}, "dates_out_of_order", "end_date"),
    ({"end_date": dt.date(2026, 9, 1)}, "after_class", "end_date"),
])  # fmt: skip
def test_what_cannot_be_granted(grant, given, code, field):
    assert refused(grant, **given) == (Invalid, code, field)
    assert not Accommodation.objects.exists()


def test_only_who_runs_the_class_grants_and_only_to_its_learners(quiz, enrolment, student, stranger, grant):
    assert refused(grant, by=student, extra_minutes=5)[:2] == (NotAllowed, "not_the_instructor")
    with pytest.raises(Assessment.DoesNotExist):
        grant(by=stranger, extra_minutes=5)
    with pytest.raises(Enrolment.DoesNotExist):
        grant(enrolment_id=learner().pk, extra_minutes=5)
    waiting = learner(quiz.course_class, status="PENDING", approved_at=None)
    assert refused(grant, enrolment_id=waiting.pk, extra_minutes=5)[:2] == (Conflict, "not_approved")


# --- Of everybody


def test_a_longer_limit_reaches_who_is_at_it_at_once_and_a_shorter_one_who_begins_later(
    quiz, enrolment, mentor, student
):
    attempt = begin(quiz, student)
    limited(quiz, mentor, 60)
    attempt.refresh_from_db()
    assert (attempt.due_at, told()) == (NOON + 60 * MINUTE, [("elearning.quiz_more_time", student.pk)])
    limited(quiz, mentor, 1)
    attempt.refresh_from_db()
    assert (attempt.due_at, len(told())) == (NOON + 60 * MINUTE, 1)
    assert begin(quiz, learner(quiz.course_class).member).due_at == NOON + MINUTE
    limited(quiz, mentor, None)
    attempt.refresh_from_db()
    assert attempt.due_at == clock.start_of(quiz.end_date + DAY)


def test_a_longer_limit_counts_with_what_one_learner_was_granted(quiz, enrolment, mentor, student, grant):
    grant(extra_minutes=15)
    attempt = begin(quiz, student)
    limited(quiz, mentor, 60)
    attempt.refresh_from_db()
    assert attempt.due_at == NOON + 75 * MINUTE


def test_what_was_over_for_a_moment_goes_on_with_more_time(quiz, enrolment, mentor, student, noon):
    attempt = begin(quiz, student)
    noon.shift(31 * MINUTE)
    limited(quiz, mentor, 60)
    assert attempts.close_overdue_attempts(clock.now()) == 0
    short = quiz.questions.get()
    attempts.save_answers(attempt_id=attempt.pk, by=student, answers={short.pk: "정답"})


def test_an_assessment_is_edited_although_somebody_used_an_attempt_more(quiz, enrolment, mentor, student, grant):
    grant(extra_attempts=1)
    for _ in range(2):
        attempts.submit_attempt(attempt_id=begin(quiz, student).pk, by=student)
    limited(quiz, mentor, 20)
    edit = {"assessment_id": quiz.pk, "by": mentor}
    assessments.edit_assessment(**edit, changes={"attempt_limit": 3})
    assert refused(assessments.edit_assessment, **edit, changes={"attempt_limit": 1})[1] == "limit_below_results"


# --- Right answers wait for the last one


def test_right_answers_are_not_told_while_somebody_still_has_time(quiz, enrolment, student, grant, mentor, noon):
    done = attempts.submit_attempt(attempt_id=begin(quiz, student).pk, by=student)
    assessments.publish_results(assessment_id=quiz.pk, by=mentor)
    later = clock.start_of(quiz.end_date + DAY) + MINUTE

    def tells() -> bool:
        attempt = taking.get_own_attempt(quiz.course_class_id, quiz.pk, done.pk, student)
        return bool(taking.outcome_page(attempt, later).asked[0].right)

    assert tells()
    other = learner(quiz.course_class)
    grant(enrolment_id=other.pk, end_date=quiz.end_date + 3 * DAY)
    assert not tells()
    grant(enrolment_id=other.pk)
    assert tells()
    going = begin(quiz, other.member)
    Attempt.objects.filter(pk=going.pk).update(due_at=later + MINUTE)
    assert not tells()

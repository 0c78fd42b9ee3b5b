"""Take a quiz: begin, save answers, submit, and submit what is overdue.

Lock order: assessment, attempt. Saving takes only the attempt's lock, so that the learners of a class do not wait for
each other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Prefetch

from apps.accounts.models import Member
from apps.core import audit, clock
from apps.elearning.assessment.models import Assessment
from apps.elearning.assessment.rules import check_is_active, check_takes_part
from apps.elearning.assessment.services import hand_in_result
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.states import EnrolmentStatus
from apps.elearning.quiz import rules
from apps.elearning.quiz.models import Answer, Attempt, EarlierAnswer, Option, Question
from apps.elearning.quiz.rules import NOTHING_SEEN, Fate, GivenAnswer, SeenAnswer
from apps.elearning.quiz.selectors import openings
from apps.elearning.quiz.selectors.attempts import last_attempt_number
from apps.elearning.quiz.selectors.terms import own_terms

AT_ONCE = 500  # attempts that one round of the chore closes


@dataclass(frozen=True)
class SavedAnswers:
    """What came of a save: the answers that were sent as they stand now.

    `set_aside`: the questions that another window had answered meanwhile; their saved answers stand.
    """

    attempt: Attempt
    answers: list[Answer] = field(default_factory=list)
    set_aside: list[Question] = field(default_factory=list)


@transaction.atomic
def begin_attempt(*, assessment_id: int, by: Member) -> Attempt:
    """Begin an attempt, or return the open one, so that a second click changes nothing.

    Raises Assessment.DoesNotExist, Enrolment.DoesNotExist for somebody who does not learn in the class, Conflict
    `inactive`, `not_opened`, `called_off`, `not_open_yet`, `over`, `no_attempt_left`.
    """
    assessment = _locked_assessment(Assessment.objects.visible_to(by), assessment_id)
    enrolment = Enrolment.objects.of(by).get(course_class=assessment.course_class_id, status=EnrolmentStatus.APPROVED)
    now = clock.now()
    earlier = Attempt.objects.filter(assessment=assessment, enrolment=enrolment)
    for attempt in earlier.open():
        if not rules.is_over(attempt, now):
            return attempt
        _close(attempt, assessment, by=None)
    check_is_active(assessment)
    before = last_attempt_number(assessment, enrolment)
    opened = openings.is_open(assessment_id)
    own = own_terms(assessment, enrolment.pk)
    rules.check_can_begin(own, assessment.course_class, now, is_open=opened, used=before)
    attempt = Attempt.objects.create(
        assessment=assessment,
        enrolment=enrolment,
        number=before + 1,
        started_at=now,
        due_at=rules.due_at(own, now),
    )
    audit.record(
        by=by,
        act="elearning.quiz_begun",
        subject=attempt,
        after=audit.snapshot(attempt, ("assessment", "enrolment", "number", "due_at")),
    )
    return attempt


@transaction.atomic
def save_answers(
    *,
    attempt_id: int,
    by: Member,
    answers: Mapping[int, GivenAnswer],
    seen: Mapping[int, SeenAnswer] | None = None,
    automatic: bool = False,
) -> SavedAnswers:
    """Save answers by the id of their question; what they replace is kept for those who mark (`rules.fate_of`).

    `seen` is what the page showed, by question; without it the last answer counts. `automatic`: sent by the clock. What
    comes when the time is over counts as sent by the clock, too. Queries: 4 to 8, whatever the number of answers.
    Raises Attempt.DoesNotExist for an attempt that is not the member's own, Conflict `submitted`, `time_over`,
    `not_approved`, Invalid with the `question`.
    """
    attempt = _locked_attempt(Attempt.objects.of(by), attempt_id)
    now = clock.now()
    rules.check_is_open(attempt)
    rules.check_in_time(attempt, now)
    check_takes_part(attempt.enrolment, attempt.assessment)
    return _keep(attempt, answers, seen, automatic=automatic or now >= attempt.due_at)


@transaction.atomic
def submit_attempt(*, attempt_id: int, by: Member) -> Attempt:
    """Mark the saved answers as far as possible, and hand in the result.

    After the end it is submitted for the learner, with `is_timed_out`. Raises Attempt.DoesNotExist, Conflict
    `submitted`, `not_approved`.
    """
    assessment_id = Attempt.objects.of(by).values_list("assessment_id", flat=True).get(pk=attempt_id)
    assessment = _locked_assessment(Assessment.objects.all(), assessment_id)
    attempt = _locked_attempt(Attempt.objects.of(by), attempt_id)
    rules.check_is_open(attempt)
    now = clock.now()
    if rules.is_over(attempt, now):
        return _close(attempt, assessment, by=None)
    check_takes_part(attempt.enrolment, attempt.assessment)
    return _close(attempt, assessment, by=by)


def close_overdue_attempts(now: datetime, *, assessment_id: int | None = None, attempt_id: int | None = None) -> int:
    """Submit what was not submitted in time, with the saved answers: of all quizzes, of one, or one attempt alone.

    Returns how many. Safe to repeat, and beside another worker. 1 query where nothing is overdue.
    """
    rows = Attempt.objects.overdue(now)
    if assessment_id is not None:
        rows = rows.filter(assessment=assessment_id)
    if attempt_id is not None:
        rows = rows.filter(pk=attempt_id)
    ids = list(rows.order_by("pk").values_list("pk", "assessment_id")[:AT_ONCE])
    return sum(_close_one(pk, of, now) for pk, of in ids)


@transaction.atomic
def _close_one(attempt_id: int, assessment_id: int, now: datetime) -> bool:
    assessment = _locked_assessment(Assessment.objects.all(), assessment_id)
    rows = Attempt.objects.select_for_update(no_key=True, of=("self",)).select_related("enrolment")
    attempt = rows.filter(pk=attempt_id).first()
    # Meanwhile it may be gone, submitted by another worker or by the learner, or have got more time.
    if attempt is None or attempt.submitted_at is not None or not rules.is_over(attempt, now):
        return False
    _close(attempt, assessment, by=None)
    return True


def _keep(
    attempt: Attempt,
    answers: Mapping[int, GivenAnswer],
    seen: Mapping[int, SeenAnswer] | None,
    *,
    automatic: bool,
) -> SavedAnswers:
    """Write the answers to questions of the quiz, and ignore the ids of others."""
    questions = list(attempt.assessment.questions.filter(pk__in=list(answers)).prefetch_related("options"))
    known = {row.question_id: row for row in attempt.answers.filter(question__in=questions)}
    done, now = SavedAnswers(attempt), clock.now()
    written: list[Answer] = []
    earlier: list[EarlierAnswer] = []
    for question in questions:
        given = rules.check_given(question, answers[question.pk], [option.pk for option in question.options.all()])
        row = known.get(question.pk) or Answer(attempt=attempt, question=question, given="", saved_at=now, revision=0)
        row.question = question
        fate = rules.fate_of(
            given,
            saved=row.given,
            revision=row.revision,
            seen=None if seen is None else seen.get(question.pk, NOTHING_SEEN),
            automatic=automatic,
        )
        done.answers.append(row)
        if fate is Fate.SET_ASIDE:
            done.set_aside.append(question)
            earlier.append(EarlierAnswer(answer=row, given=given, saved_at=now, is_refused=True))
        if fate is Fate.WRITTEN:
            if rules.is_lost(row.given, given):
                earlier.append(EarlierAnswer(answer=row, given=row.given, saved_at=row.saved_at))
            row.given, row.saved_at, row.revision = given, now, row.revision + 1
            written.append(row)
    Answer.objects.bulk_create(
        written,
        update_conflicts=True,
        unique_fields=["attempt", "question"],
        update_fields=["given", "saved_at", "revision"],
    )
    _keep_earlier(earlier)
    return done


def _keep_earlier(rows: Sequence[EarlierAnswer]) -> None:
    """Keep earlier answers, the newest of each answer; what was set aside already is not kept once more."""
    if not rows:
        return
    of = [row.answer for row in rows]
    known: dict[int, list[EarlierAnswer]] = {answer.pk: [] for answer in of}
    for row in EarlierAnswer.objects.filter(answer__in=of).order_by("-pk"):
        known[row.answer_id].append(row)
    new = [
        row
        for row in rows
        if not (row.is_refused and any(old.is_refused and old.given == row.given for old in known[row.answer_id]))
    ]
    EarlierAnswer.objects.bulk_create(new)
    too_many = [old.pk for row in new for old in known[row.answer_id][rules.MOST_EARLIER - 1 :]]
    if too_many:
        EarlierAnswer.objects.filter(pk__in=too_many).delete()


def _close(attempt: Attempt, assessment: Assessment, *, by: Member | None) -> Attempt:
    """Mark what can be marked and hand in the result. `by` None: the time was over."""
    right = Prefetch("options", Option.objects.filter(is_right=True), to_attr="right")
    questions = list(assessment.questions.prefetch_related(right, "accepted"))
    given = dict(attempt.answers.values_list("question_id", "given"))
    now = clock.now()
    rows = [
        Answer(
            attempt=attempt,
            question=question,
            given=given.get(question.pk, ""),
            saved_at=now,
            points=rules.points_for(
                question,
                given.get(question.pk, ""),
                right=[option.pk for option in question.right],
                keys={answer.key for answer in question.accepted.all()},
            ),
        )
        for question in questions
    ]
    # A question without an answer gets its row here, so that every question has one.
    Answer.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["attempt", "question"], update_fields=["points"]
    )
    attempt.submitted_at = min(now, attempt.due_at)
    attempt.is_timed_out = by is None
    attempt.result = hand_in_result(
        assessment_id=assessment.pk,
        enrolment=attempt.enrolment,
        attempt=attempt.number,
        by=by,
        score=rules.score_of([row.part for row in rows], assessment.total_score),
        started_at=attempt.started_at,
        ended_at=attempt.submitted_at,
    )
    attempt.save()
    audit.record(
        by=by,
        act="elearning.quiz_submitted",
        subject=attempt,
        after=audit.snapshot(attempt, ("submitted_at", "is_timed_out", "result")),
    )
    return attempt


def _locked_assessment(rows, pk: int) -> Assessment:
    return rows.select_for_update(no_key=True, of=("self",)).select_related("course_class__course").get(pk=pk)


def _locked_attempt(rows, pk: int) -> Attempt:
    return rows.select_for_update(no_key=True, of=("self",)).select_related("enrolment", "assessment").get(pk=pk)

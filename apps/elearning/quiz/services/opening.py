"""Open a quiz to its learners, and take that back while nobody has submitted.

Lock order: assessment, attempts.
"""

from django.db import transaction
from django.urls import reverse

from apps.accounts.models import Member
from apps.core import audit, clock
from apps.elearning.assessment.models import Assessment
from apps.elearning.enrolment.states import EnrolmentStatus
from apps.elearning.quiz import notices, rules
from apps.elearning.quiz.models import Attempt, Opening, WithdrawnAttempt
from apps.elearning.quiz.selectors import openings
from apps.elearning.quiz.services.shared import lock_quiz
from apps.notices.services import tell


@transaction.atomic
def open_quiz(*, assessment_id: int, by: Member) -> Opening:
    """Open a quiz and tell the learners of the class. A second call changes nothing.

    Raises Assessment.DoesNotExist, NotAllowed `not_the_instructor`, Conflict `inactive`, `no_questions`, `called_off`,
    `outside_class`, `over`.
    """
    assessment = lock_quiz(assessment_id, by)
    opening = Opening.objects.filter(assessment=assessment).first()
    if opening is not None:
        return opening
    now = clock.now()
    rules.check_can_open(assessment, assessment.course_class, now, questions=assessment.questions.count())
    opening = Opening.objects.create(assessment=assessment, opened_at=now, opened_by=by)
    audit.record(by=by, act="elearning.quiz_opened", subject=assessment)
    learners = Member.objects.filter(
        enrolments__course_class=assessment.course_class_id, enrolments__status=EnrolmentStatus.APPROVED
    )
    _tell([member for member in learners.order_by("pk") if member.pk != by.pk], notices.OPENED, assessment)
    return opening


@transaction.atomic
def take_back_quiz(*, assessment_id: int, by: Member) -> int:
    """Make a quiz a draft again; what somebody is answering is kept apart, and they are told.

    Such an attempt counts for nothing: its number is free again. Returns how many there were. Raises
    Assessment.DoesNotExist, NotAllowed `not_the_instructor`, Conflict `submitted`.
    """
    assessment = lock_quiz(assessment_id, by)
    now = clock.now()
    rules.check_can_take_back(submitted=openings.is_submitted(assessment_id, now))
    deleted, _models = Opening.objects.filter(assessment=assessment).delete()
    if not deleted:
        return 0
    # Whoever saves holds the lock of the attempt.
    rows = Attempt.objects.filter(assessment=assessment).select_for_update(of=("self",)).order_by("pk")
    attempts = list(rows.select_related("enrolment__member"))
    WithdrawnAttempt.objects.bulk_create(
        WithdrawnAttempt(
            assessment=assessment,
            enrolment=attempt.enrolment,
            attempt_key=attempt.pk,
            started_at=attempt.started_at,
            withdrawn_at=now,
            answers=_in_words(attempt),
        )
        for attempt in attempts
    )
    Attempt.objects.filter(pk__in=[attempt.pk for attempt in attempts]).delete()
    audit.record(
        by=by, act="elearning.quiz_taken_back", subject=assessment, after={"withdrawn_attempts": len(attempts)}
    )
    _tell([attempt.enrolment.member for attempt in attempts], notices.WITHDRAWN, assessment)
    return len(attempts)


def _in_words(attempt: Attempt) -> list[dict[str, str]]:
    answers = attempt.answers.select_related("question").prefetch_related("question__options")
    return [
        {"question": answer.question.text, "given": answer.in_words}
        for answer in answers.order_by("question__position")
        if answer.given
    ]


def _tell(members: list[Member], kind: str, assessment: Assessment) -> None:
    path = reverse("classes:quiz", args=[assessment.course_class_id, assessment.pk])
    tell(members, kind, path=path, course=assessment.course_class.course.title, name=assessment.name)

"""Give one learner more time, another window or more attempts, and let changed terms reach who is at the quiz.

Lock order: assessment, attempts.
"""

from django.db import transaction
from django.urls import reverse

from apps.accounts.models import Member
from apps.core import audit, clock
from apps.core.rules import check_revision
from apps.elearning.assessment.models import Assessment
from apps.elearning.assessment.rules import check_takes_part
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.quiz import notices, rules
from apps.elearning.quiz.models import Accommodation, Attempt
from apps.elearning.quiz.rules import AccommodationInput
from apps.elearning.quiz.selectors import terms as selectors
from apps.elearning.quiz.services.shared import lock_quiz
from apps.notices.services import tell

FIELDS = ("extra_minutes", "extra_attempts", "start_date", "end_date")


@transaction.atomic
def accommodate(
    *,
    assessment_id: int,
    enrolment_id: int,
    by: Member,
    given: AccommodationInput,
    expected_revision: int | None = None,
) -> Accommodation:
    """Set what one learner gets besides everybody's terms, reach their open attempt, and tell them.

    Raises Assessment.DoesNotExist, Enrolment.DoesNotExist, NotAllowed `not_the_instructor`, Invalid, Conflict
    `not_approved`, `changed_meanwhile`.
    """
    assessment = lock_quiz(assessment_id, by)
    enrolment = Enrolment.objects.select_related("member").get(pk=enrolment_id, course_class=assessment.course_class_id)
    check_takes_part(enrolment, assessment)
    row = selectors.own_accommodation(assessment_id, enrolment_id) or Accommodation(
        assessment=assessment, enrolment=enrolment
    )
    check_revision(row.revision, expected_revision)
    rules.check_accommodation(given, assessment, assessment.course_class)
    before = audit.snapshot(row, FIELDS)
    for name in FIELDS:
        setattr(row, name, getattr(given, name))
    after = audit.snapshot(row, FIELDS)
    if after == before:
        return row
    row.updated_at, row.updated_by = clock.now(), by
    row.revision += 1
    row.save()
    audit.record(
        by=by, act="elearning.quiz_terms_set", subject=row, before=before, after={**after, "enrolment": enrolment.pk}
    )
    for attempt in _open(assessment).filter(enrolment=enrolment):
        _extend(attempt, rules.terms_of(assessment, row), by)
    if enrolment.member != by:
        _tell([enrolment.member], notices.TERMS, assessment)
    return row


def reach_open_attempts(assessment: Assessment, by: Member) -> None:
    """Let attempts that go on have what became more with the assessment's terms, and tell those learners.

    Call it under the lock of the assessment. Queries: 3, and 2 for each attempt that gets more.
    """
    own = {row.enrolment_id: row for row in Accommodation.objects.filter(assessment=assessment)}
    told = [
        attempt.enrolment.member
        for attempt in _open(assessment)
        if _extend(attempt, rules.terms_of(assessment, own.get(attempt.enrolment_id)), by)
    ]
    _tell(told, notices.MORE_TIME, assessment)


def _open(assessment: Assessment):
    rows = Attempt.objects.filter(assessment=assessment).open().select_for_update(no_key=True, of=("self",))
    return rows.select_related("enrolment__member").order_by("pk")


def _extend(attempt: Attempt, terms: rules.Terms, by: Member) -> bool:
    """Move the end of an attempt and return whether it moved."""
    due = rules.due_anew(attempt, terms)
    if due == attempt.due_at:
        return False
    before = audit.snapshot(attempt, ("due_at",))
    attempt.due_at = due
    attempt.save(update_fields=["due_at"])
    after = audit.snapshot(attempt, ("due_at",))
    audit.record(by=by, act="elearning.quiz_extended", subject=attempt, before=before, after=after)
    return True


def _tell(members: list[Member], kind: str, assessment: Assessment) -> None:
    path = reverse("classes:quiz", args=[assessment.course_class_id, assessment.pk])
    tell(members, kind, path=path, course=assessment.course_class.course.title, name=assessment.name)

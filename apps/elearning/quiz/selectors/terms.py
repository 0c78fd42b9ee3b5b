"""Under which terms each learner takes a quiz."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.elearning.assessment.models import Assessment
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.states import EnrolmentStatus
from apps.elearning.quiz import rules
from apps.elearning.quiz.models import Accommodation, Attempt
from apps.elearning.quiz.rules import Terms
from apps.elearning.quiz.selectors import labels


@dataclass(frozen=True)
class TermsLine:
    """A learner and what they were granted, '' for nothing."""

    enrolment_id: int
    name: str
    granted: str


def own_accommodation(assessment_id: int, enrolment_id: int) -> Accommodation | None:
    """Return what was granted to the learner, None if nothing ever was. 1 query."""
    return Accommodation.objects.filter(assessment=assessment_id, enrolment=enrolment_id).first()


def own_terms(assessment: Assessment, enrolment_id: int) -> Terms:
    """Return the learner's terms. 1 query."""
    return rules.terms_of(assessment, own_accommodation(assessment.pk, enrolment_id))


def own_accommodations(class_id: int, member: Member) -> dict[int, Accommodation]:
    """Return what the member was granted in the class, by assessment. 1 query."""
    rows = Accommodation.objects.filter(enrolment__member=member, enrolment__course_class=class_id)
    return {row.assessment_id: row for row in rows}


def extra_attempts(own: Mapping[int, Accommodation]) -> dict[int, int]:
    """Return the attempts that somebody has besides everybody's, by assessment."""
    return {assessment_id: row.extra_attempts for assessment_id, row in own.items()}


def last_end(assessment: Assessment) -> datetime:
    """Return when the last learner's time at the quiz ends: everybody's, those granted more, those at it. 2 queries."""
    ends = [rules.closes_at(assessment)]
    granted = Accommodation.objects.filter(assessment=assessment).aggregate(last=Max("end_date"))["last"]
    if granted is not None:
        ends.append(rules.closes_at(rules.terms_of(assessment, rules.AccommodationInput(end_date=granted))))
    going = Attempt.objects.filter(assessment=assessment).open().aggregate(last=Max("due_at"))["last"]
    return max([*ends, *([going] if going is not None else [])])


def terms_lines(assessment: Assessment) -> list[TermsLine]:
    """Return the learners of the class with what each was granted. 2 queries."""
    granted = {row.enrolment_id: row for row in Accommodation.objects.filter(assessment=assessment)}
    rows = Enrolment.objects.filter(course_class=assessment.course_class_id, status=EnrolmentStatus.APPROVED)
    people = rows.order_by("member__name", "pk").values_list("pk", "member__name")
    return [TermsLine(pk, name, labels.granted(granted.get(pk))) for pk, name in people]


def get_learner(assessment: Assessment, enrolment_id: int) -> tuple[Enrolment, Accommodation]:
    """Return a learner of the class, and what they were granted, an unsaved row for nothing. 2 queries.

    Raises Enrolment.DoesNotExist.
    """
    rows = Enrolment.objects.filter(course_class=assessment.course_class_id, status=EnrolmentStatus.APPROVED)
    enrolment = rows.select_related("member").get(pk=enrolment_id)
    return enrolment, own_accommodation(assessment.pk, enrolment_id) or Accommodation()


def everybodys(assessment: Assessment) -> list[tuple[str, str]]:
    """Return the terms of who was granted nothing."""
    return [
        (_("응시 기간"), labels.window(assessment)),
        (_("제한 시간"), labels.limit(assessment)),
        (_("응시 가능 횟수"), labels.times(assessment.attempt_limit)),
    ]

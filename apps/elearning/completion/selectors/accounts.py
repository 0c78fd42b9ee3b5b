"""What learners have reached of what a class asks for: the same account for one and for many."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Exists, OuterRef, QuerySet

from apps.accounts.models import Member
from apps.core.prepared import Given, Prepared
from apps.elearning.assessment import rules as assessing
from apps.elearning.assessment.selectors.scores import active_assessments, counted_attempts
from apps.elearning.attendance import rules as attending
from apps.elearning.attendance.models import Attendance
from apps.elearning.attendance.selectors import tallies
from apps.elearning.catalogue.models import ClassMeeting, CourseClass
from apps.elearning.completion import rules
from apps.elearning.completion.models import Completion
from apps.elearning.completion.rules import Account, Required, Scores
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.states import EnrolmentStatus
from apps.elearning.progress.selectors.records import rates


@dataclass(frozen=True)
class LearnerAccount:
    """A learner's whole account, the required assessments, and the decision so far (None: nothing decided).

    `is_sealed`: a result that counts is not published yet.
    """

    enrolment: Enrolment
    account: Account
    required: Required
    completion: Completion | None
    is_sealed: bool

    def seen_by(self, member: Member) -> Account:
        """Return the account for `member`; learners see no unpublished result, unless a decision told it."""
        is_told = self.completion is not None and rules.tells_scores(self.completion)
        is_hidden = self.is_sealed and not is_told and self.enrolment.member_id == member.pk
        return rules.sealed_account(self.account) if is_hidden else self.account


def class_rows() -> QuerySet:
    """Return classes with their course and `takes_attendance`: the class meets, or attendance was recorded."""
    meets = ClassMeeting.objects.filter(course_class=OuterRef("pk"))
    records = Attendance.objects.filter(enrolment__course_class=OuterRef("pk"))
    return CourseClass.objects.with_course().annotate(takes_attendance=Exists(meets) | Exists(records))


def class_with_course(class_id: int) -> CourseClass:
    """Return the class as `class_rows` gives it. Raises CourseClass.DoesNotExist. Queries: 1."""
    row = _class.first(pk=class_id)
    if row is None:
        raise CourseClass.DoesNotExist
    return row


_class = Prepared(lambda: class_rows().filter(pk=Given("pk")))


def learners(class_id: int) -> QuerySet:
    """Return the approved learners of a class with their decisions, in the order in which they applied."""
    rows = Enrolment.objects.filter(course_class_id=class_id, status=EnrolmentStatus.APPROVED)
    return rows.select_related("member", "completion").order_by("pk")


def learner_accounts(course_class: CourseClass, enrolments: Iterable[Enrolment], now: datetime) -> list[LearnerAccount]:
    """Return the accounts of a class's enrolments, in their order. Queries: 6, whatever their number.

    The class comes from `class_rows`; the enrolments have their `completion` selected. From the last day on, that day
    counts as over, so that nobody completes before its attendance is taken.
    """
    enrolments = list(enrolments)
    ids = [enrolment.pk for enrolment in enrolments]
    learned = rates(course_class, ids)
    counts_until = max(now, course_class.ends_at) if now >= rules.last_day_of(course_class) else now
    counted_days = tallies(course_class, enrolments, counts_until)
    assessments = active_assessments(course_class.pk)
    results = counted_attempts(assessments, ids)
    accounts = []
    for enrolment in enrolments:
        reached, attempts = learned[enrolment.pk], results[enrolment.pk]
        outcome = assessing.outcome(assessments, attempts)
        attended = attending.rate(counted_days[enrolment.pk], course_class.lates_per_absence)
        scores = Scores(
            attendance=Decimal(attended) if course_class.takes_attendance else None,  # type: ignore[attr-defined]
            assessment=outcome.percent,
            progress=None if reached is None else Decimal(reached),
        )
        missed = {assessment.pk for assessment in outcome.not_passed}
        required = tuple(
            (assessment.name, assessment.pk not in missed if assessment.pk in attempts else None)
            for assessment in assessments
            if assessment.is_required
        )
        accounts.append(
            LearnerAccount(
                enrolment=enrolment,
                account=rules.account(course_class, scores, required, now=now),
                required=required,
                completion=completion_of(enrolment),
                is_sealed=any(
                    assessment.published_at is None and assessment.pk in attempts for assessment in assessments
                ),
            )
        )
    return accounts


def first_account(class_id: int, now: datetime) -> Account | None:
    """Return the account of the first learner of a class, None where nobody learns in it. Queries: 8."""
    found = learner_accounts(class_with_course(class_id), learners(class_id)[:1], now)
    return found[0].account if found else None


def completion_of(enrolment: Enrolment) -> Completion | None:
    """Return the decision, or None. 1 query, none where it was selected with the enrolment."""
    return getattr(enrolment, "completion", None)

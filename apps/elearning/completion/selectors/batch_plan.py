"""What a batch would do or does: the preview and the act call the same function."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from apps.accounts.models import Member
from apps.core import clock
from apps.core.errors import DomainError, refusal_of
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.completion import rules
from apps.elearning.completion.models import Completion
from apps.elearning.completion.rules import Account
from apps.elearning.completion.selectors import accounts, labels
from apps.elearning.enrolment.models import Enrolment


@dataclass(frozen=True)
class PlannedCompletion:
    """One member of a batch: completed with what `account` says, or refused.

    `enrolment` and `account` are None for a member who does not learn in the class.
    """

    member_id: int
    enrolment: Enrolment | None = None
    account: Account | None = None
    completion: Completion | None = None
    refusal: DomainError | None = None

    @property
    def is_done(self) -> bool:
        return self.refusal is None


def plan_batch(
    by: Member, course_class: CourseClass, *, student_ids: Collection[int] | None, day: date | None, now: datetime
) -> tuple[date, list[PlannedCompletion]]:
    """Return the day of completion and what becomes of each learner. Queries: 7.

    Without `student_ids` (members) it takes all learners, in the order in which they applied. The class comes from
    `accounts.class_rows`. Raises Conflict `not_ended`, Invalid `batch_size`, `date_out_of_range`.
    """
    rules.check_is_last_day(course_class, now)
    today = clock.local(now).date()
    day = day or today
    rules.check_date(day, course_class, today)
    rows = accounts.learners(course_class.pk)
    asked: list[int] = []
    if student_ids is not None:
        asked = list(dict.fromkeys(student_ids))
        rules.check_batch(len(asked))
        rows = rows.filter(member_id__in=asked)
    planned = [_planned(by, entry) for entry in accounts.learner_accounts(course_class, rows, now)]
    known = {entry.member_id for entry in planned}
    stranger = refusal_of(rules.check_is_in_class, None)
    return day, [*planned, *(PlannedCompletion(pk, refusal=stranger) for pk in asked if pk not in known)]


def _planned(by: Member, learner: accounts.LearnerAccount) -> PlannedCompletion:
    return PlannedCompletion(
        learner.enrolment.member_id,
        learner.enrolment,
        learner.account,
        learner.completion,
        refusal_of(_check, by, learner),
    )


def _check(by: Member, learner: accounts.LearnerAccount) -> None:
    rules.check_is_not_own(by, learner.enrolment)
    rules.check_can_complete(learner.completion, learner.account, labels.unmet(learner.account))

"""What a batch would do, or does: the dry run and the act ask the same function."""

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
class Planned:
    """One of a batch: completed with what the `account` says, or why not. `enrolment` and `account` are None for a
    member who does not learn in the class."""

    member_id: int
    enrolment: Enrolment | None = None
    account: Account | None = None
    completion: Completion | None = None
    refusal: DomainError | None = None

    @property
    def is_done(self) -> bool:
        return self.refusal is None


def plan(
    by: Member, course_class: CourseClass, *, student_ids: Collection[int] | None, day: date | None, now: datetime
) -> tuple[date, list[Planned]]:
    """The day of completion and what becomes of each: of all learners in the order in which they applied where
    `student_ids` (members) is None, else of these. The class comes from `accounts.class_rows`.

    Raises Conflict `not_ended`, Invalid `batch_size`, `date_out_of_range`. Statements: 7.
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
    found = [_planned(by, one) for one in accounts.accounts(course_class, rows, now)]
    there = {one.member_id for one in found}
    stranger = refusal_of(rules.check_is_there, None)
    return day, [*found, *(Planned(pk, refusal=stranger) for pk in asked if pk not in there)]


def _planned(by: Member, found: accounts.Found) -> Planned:
    return Planned(
        found.enrolment.member_id, found.enrolment, found.account, found.completion, refusal_of(_check, by, found)
    )


def _check(by: Member, found: accounts.Found) -> None:
    rules.check_is_not_own(by, found.enrolment)
    rules.check_can_complete(found.completion, found.account, labels.unmet(found.account))

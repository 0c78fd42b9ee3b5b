"""Decide on one learner's completion, by the class's rule or by hand."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from apps.accounts.models import Member
from apps.core import audit, clock
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.catalogue.notices import class_title
from apps.elearning.catalogue.selectors.teaching import teaches
from apps.elearning.completion import notices, rules
from apps.elearning.completion.models import Completion
from apps.elearning.completion.rules import CompletionInput, Decision
from apps.elearning.completion.selectors import accounts
from apps.elearning.completion.signals import CompletionChange, completion_changed
from apps.elearning.completion.states import DATED
from apps.elearning.enrolment.models import Enrolment
from apps.notices.services import tell

KEPT = (
    "status",
    "completion_date",
    "total_score",
    "attendance_score",
    "assessment_score",
    "progress_score",
    "is_manual",
    "memo",
)


@transaction.atomic
def create_completion(*, by: Member, enrolment_id: int, given: CompletionInput) -> Completion:
    """Decide on a learner for the first time (seed 001, 3-33); what is not given follows the class's rule.

    The learner is told, except of PENDING. Raises Enrolment.DoesNotExist, NotAllowed, Conflict `already_decided`,
    `not_approved`, `not_begun`, `not_ended`, and Invalid for values that are not allowed, such as `memo_missing`.
    """
    act = _LockedLearner(by, enrolment_id)
    rules.check_not_decided(act.row)
    decided = act.decide(given)
    row = Completion(
        enrolment=act.enrolment,
        decided_by=by,
        decided_at=act.now,
        created_at=act.now,
        updated_at=act.now,
        **fields_of(decided),
    )
    row.save()
    whose = {"enrolment": enrolment_id}
    audit.record(
        by=by,
        act="elearning.completion_decided",
        subject=row,
        at=act.now,
        after={**whose, **snapshot_of(row)},
        reason=row.memo,
    )
    if (kind := notices.FIRST.get(decided.status)) is not None:
        act.tell(kind)
    return row


@transaction.atomic
def change_completion(
    *, by: Member, completion_id: int, changes: Mapping[str, Any], expected_revision: int | None = None
) -> Completion:
    """Change what is in `changes` (columns of the row) and keep the rest (seed 001, 3-37; `rules.changed_decision`).

    The learner is told where more than the memo changes; without any change nothing is written. Raises
    Completion.DoesNotExist, NotAllowed, Conflict `changed_meanwhile` where the revision is not `expected_revision`, and
    what `create_completion` raises.
    """
    seen = Completion.objects.visible_to(by).values_list("enrolment_id", flat=True)
    act = _LockedLearner(by, seen.get(pk=completion_id))
    row = Completion.objects.select_for_update(no_key=True).get(pk=completion_id)
    row.enrolment = act.enrolment
    rules.check_unchanged(row, expected_revision)
    fields = fields_of(act.change(row, changes))
    before = snapshot_of(row)
    if before == fields:
        return row
    for name, value in fields.items():
        setattr(row, name, value)
    row.decided_by, row.decided_at, row.updated_at, row.revision = by, act.now, act.now, row.revision + 1
    row.save()
    audit.record(
        by=by, act="elearning.completion_changed", subject=row, at=act.now, before=before, after=fields, reason=row.memo
    )
    completion_changed.send(Completion, change=CompletionChange(row, before["status"], by))
    if {**before, "memo": ""} != {**fields, "memo": ""}:
        act.tell(notices.CHANGED)
    return row


class _LockedLearner:
    """One learner under the lock of the class: who decides, and the account."""

    def __init__(self, by: Member, enrolment_id: int) -> None:
        class_id = Enrolment.objects.visible_to(by).values_list("course_class_id", flat=True).get(pk=enrolment_id)
        rules.check_can_decide(by, teaches=teaches(by, class_id))
        self.now: datetime = clock.now()
        self.course_class = lock_class(class_id)
        self.enrolment = Enrolment.objects.select_related("member", "completion").get(pk=enrolment_id)
        rules.check_is_not_own(by, self.enrolment)
        self.row = accounts.completion_of(self.enrolment)

    def decide(self, given: CompletionInput) -> Decision:
        learner = self._account()
        return rules.decision(given, learner.account, learner.required, self.course_class, now=self.now)

    def change(self, row: Completion, changes: Mapping[str, Any]) -> Decision:
        learner = self._account()
        return rules.changed_decision(row, changes, learner.account, learner.required, self.course_class, now=self.now)

    def _account(self) -> accounts.LearnerAccount:
        rules.check_is_learner(self.enrolment)
        rules.check_has_begun(self.course_class, self.now)
        (learner,) = accounts.learner_accounts(self.course_class, [self.enrolment], self.now)
        return learner

    def tell(self, kind: str) -> None:
        tell([self.enrolment.member], kind, path=path_of(self.course_class), title=class_title(self.course_class))


# --- What one and many share ------------------------------------------------------------------------------------------


def lock_class(class_id: int) -> CourseClass:
    return accounts.class_rows().select_for_update(no_key=True, of=("self",)).get(pk=class_id)


def fields_of(decided: Decision) -> dict[str, Any]:
    """Return what a decision writes, by field; scores as the database returns them, so that the history can compare."""
    parts = {f"{name}_score": getattr(decided.scores, name) for name in rules.SCORES}
    scores = {name: None if score is None else score.quantize(rules.CENT) for name, score in parts.items()}
    return {
        "status": decided.status,
        "completion_date": decided.completion_date,
        **scores,
        "is_manual": decided.is_manual,
        "memo": decided.memo,
    }


def snapshot_of(row: Completion) -> dict[str, Any]:
    return {name: getattr(row, name) for name in KEPT}


def path_of(course_class: CourseClass) -> str:
    """Return the address of the page on which learners find their own account."""
    return reverse("classes:completion", args=[course_class.pk])


def check_enrolments_may_end(course_class: CourseClass, enrolments: Sequence[Enrolment]) -> None:
    """Check that none of the enrolments is completed (`rules.check_may_end`). 1 query from the class's last day on.

    Before that day nobody can have completed, and no query is made.
    """
    if clock.now() < rules.last_day_of(course_class):
        return
    rules.check_may_end(completed=Completion.objects.filter(enrolment__in=enrolments, status__in=DATED).exists())

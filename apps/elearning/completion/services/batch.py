"""Complete those of a class who meet what it asks for."""

from collections.abc import Collection
from datetime import date

from django.db import transaction

from apps.accounts.models import Member
from apps.core import audit, clock
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.catalogue.notices import class_title
from apps.elearning.catalogue.selectors.teaching import teaches
from apps.elearning.completion import notices, rules
from apps.elearning.completion.models import Completion
from apps.elearning.completion.rules import Decision
from apps.elearning.completion.selectors.batch_plan import PlannedCompletion, plan_batch
from apps.elearning.completion.services.decisions import KEPT, fields_of, lock_class, path_of, snapshot_of
from apps.notices.services import tell

_REWRITTEN = [*KEPT, "decided_by", "decided_at", "updated_at", "revision"]


@transaction.atomic
def complete_learners(
    *,
    by: Member,
    course_id: int,
    class_id: int,
    completion_date: date | None = None,
    student_ids: Collection[int] | None = None,
) -> list[PlannedCompletion]:
    """Complete those who meet the class's rule (seed 001, 3-40), of all its learners or of these members.

    Returns what became of each. Those who are completed stay as they are, so that the same batch again writes nothing.
    `completion_date` None is today. Queries: 15, whatever the number of learners.

    Raises CourseClass.DoesNotExist, also where course and class do not belong together, NotAllowed, Conflict
    `not_ended`, Invalid `batch_size`, `date_out_of_range`.
    """
    CourseClass.objects.visible_to(by).values_list("pk").get(pk=class_id, course_id=course_id)
    rules.check_can_decide(by, teaches=teaches(by, class_id))
    now = clock.now()
    course_class = lock_class(class_id)
    day, planned = plan_batch(by, course_class, student_ids=student_ids, day=completion_date, now=now)
    written, history = [], []
    for entry in planned:
        if entry.refusal is None and entry.account is not None:
            decided = Decision(entry.account.status, day, entry.account.scores, is_manual=False)
            old = entry.completion
            history.append(snapshot_of(old) if old else None)
            written.append(
                Completion(
                    enrolment=entry.enrolment,
                    decided_by=by,
                    decided_at=now,
                    updated_at=now,
                    created_at=old.created_at if old else now,
                    revision=old.revision + 1 if old else 1,
                    **fields_of(decided),
                )
            )
    if written:
        Completion.objects.bulk_create(
            written, update_conflicts=True, unique_fields=["enrolment"], update_fields=_REWRITTEN
        )
        audit.record_many(
            audit.entry(
                by=by,
                act="elearning.completion_decided" if before is None else "elearning.completion_changed",
                subject=row,
                at=now,
                before=before,
                after=snapshot_of(row) if before else {"enrolment": row.enrolment_id, **snapshot_of(row)},
            )
            for row, before in zip(written, history, strict=True)
        )
        members = [row.enrolment.member for row in written]
        tell(members, notices.COMPLETED, path=path_of(course_class), title=class_title(course_class))
    return planned

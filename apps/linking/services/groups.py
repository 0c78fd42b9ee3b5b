"""Grouping linked students. A group exists while a student is in it; it has no table of its own."""

import uuid
from collections.abc import Callable, Collection

from django.db import transaction

from apps.accounts.models import Member
from apps.accounts.services.presence import lock_member
from apps.accounts.states import MemberType
from apps.core import audit, clock, spelling
from apps.linking import rules
from apps.linking.models import AdminClass

FIELDS = ("group_id", "group_name")


@transaction.atomic
def make_group(*, by: Member, name: str, students: Collection[int]) -> str:
    """Make a group of the teacher `by` and return its id. A student of another group moves to the new one.

    `students` are the ids of members. Raises NotAllowed `not_a_teacher` and the errors of `rules.check_group`.
    """
    rows = _lock_rows(by)
    name = spelling.line(name)
    rules.check_group(name, students, linked=rows, taken_names={row.group_name for row in rows.values()} - {""})
    group_id = uuid.uuid4().hex
    _move_rows([rows[student] for student in students], group_id, name, by=by, act="linking.group_made")
    return group_id


@transaction.atomic
def change_group(
    *,
    by: Member,
    group_id: str,
    name: str,
    students: Collection[int],
    unchanged: Callable[[], None] | None = None,
) -> None:
    """Set the name and the students of a group. A student who is not in `students` leaves the group but stays linked.

    `unchanged` is called under the lock and raises if the group is not what was read (`GuardedForm.check_again`).
    Raises AdminClass.DoesNotExist if the group is not the teacher's, NotAllowed `not_a_teacher`, and the errors of
    `rules.check_group`.
    """
    rows = _lock_rows(by)
    members = _rows_of_group(rows, group_id)
    if unchanged:
        unchanged()
    name = spelling.line(name)
    taken_names = {row.group_name for row in rows.values() if row.group_id != group_id} - {""}
    rules.check_group(name, students, linked=rows, taken_names=taken_names)
    staying = [rows[student] for student in students]
    _move_rows([row for row in members if row not in staying], "", "", by=by, act="linking.group_changed")
    _move_rows(staying, group_id, name, by=by, act="linking.group_changed")


@transaction.atomic
def end_group(*, by: Member, group_id: str) -> None:
    """Take every student out of the group; they stay linked.

    Raises AdminClass.DoesNotExist if the group is not the teacher's, NotAllowed `not_a_teacher`.
    """
    _move_rows(_rows_of_group(_lock_rows(by), group_id), "", "", by=by, act="linking.group_ended")


def _lock_rows(by: Member) -> dict[int, AdminClass]:
    """Lock the teacher and return their rows by the student's id. Every change of the groups takes this lock."""
    rules.check_can_group(by)
    lock_member(by.pk)
    students = AdminClass.objects.of(by).filter(
        target_member__is_active=True, target_member__member_type=MemberType.STUDENT
    )
    return {row.target_member_id: row for row in students.order_by("pk")}


def _rows_of_group(rows: dict[int, AdminClass], group_id: str) -> list[AdminClass]:
    members = [row for row in rows.values() if row.group_id == group_id != ""]
    if not members:
        raise AdminClass.DoesNotExist(group_id)
    return members


def _move_rows(rows: list[AdminClass], group_id: str, name: str, *, by: Member, act: str) -> None:
    changed = [row for row in rows if (row.group_id, row.group_name) != (group_id, name)]
    entries = []
    for row in changed:
        before = audit.snapshot(row, FIELDS)
        row.group_id, row.group_name, row.last_mod_dt = group_id, name, clock.today()
        entries.append(audit.entry(by=by, act=act, subject=row, before=before, after=audit.snapshot(row, FIELDS)))
    AdminClass.objects.bulk_update(changed, [*FIELDS, "last_mod_dt"])
    audit.record_many(entries)

"""Putting linked students in groups. A group is there as long as a student is in it: it has no table of its own."""

import uuid
from collections.abc import Collection

from django.db import transaction

from apps.accounts.models import Member
from apps.accounts.states import MemberType
from apps.core import audit, clock
from apps.linking import rules
from apps.linking.models import AdminClass

FIELDS = ("group_id", "group_name")


@transaction.atomic
def make_group(*, by: Member, name: str, students: Collection[int]) -> str:
    """A new group of the teacher `by`; a student of another group moves over. Returns its id.

    `students` are the members' ids. Raises NotAllowed `not_a_teacher` and those of `rules.check_group`.
    """
    rows = _locked_rows(by)
    name = name.strip()
    rules.check_group(name, students, mine=rows, taken={row.group_name for row in rows.values()} - {""})
    group_id = uuid.uuid4().hex
    _move([rows[student] for student in students], group_id, name, by=by, act="linking.group_made")
    return group_id


@transaction.atomic
def change_group(*, by: Member, group_id: str, name: str, students: Collection[int]) -> None:
    """Give a group its name and its students: who is not named is taken out, but stays linked.

    Raises AdminClass.DoesNotExist for another's group, NotAllowed `not_a_teacher` and those of `rules.check_group`.
    """
    rows = _locked_rows(by)
    inside = _of_group(rows, group_id)
    name = name.strip()
    taken = {row.group_name for row in rows.values() if row.group_id != group_id} - {""}
    rules.check_group(name, students, mine=rows, taken=taken)
    stay = [rows[student] for student in students]
    _move([row for row in inside if row not in stay], "", "", by=by, act="linking.group_changed")
    _move(stay, group_id, name, by=by, act="linking.group_changed")


@transaction.atomic
def end_group(*, by: Member, group_id: str) -> None:
    """Take every student out; they stay linked. Raises AdminClass.DoesNotExist, NotAllowed `not_a_teacher`."""
    _move(_of_group(_locked_rows(by), group_id), "", "", by=by, act="linking.group_ended")


def _locked_rows(by: Member) -> dict[int, AdminClass]:
    """The teacher's rows by the id of the student, under the teacher's lock, which every change of them takes."""
    rules.check_can_group(by)
    Member.objects.select_for_update(no_key=True).only("pk").get(pk=by.pk)
    students = AdminClass.objects.of(by).filter(
        target_member__is_active=True, target_member__member_type=MemberType.STUDENT
    )
    return {row.target_member_id: row for row in students.order_by("pk")}


def _of_group(rows: dict[int, AdminClass], group_id: str) -> list[AdminClass]:
    inside = [row for row in rows.values() if row.group_id == group_id != ""]
    if not inside:
        raise AdminClass.DoesNotExist(group_id)
    return inside


def _move(rows: list[AdminClass], group_id: str, name: str, *, by: Member, act: str) -> None:
    changed = [row for row in rows if (row.group_id, row.group_name) != (group_id, name)]
    entries = []
    for row in changed:
        before = audit.snapshot(row, FIELDS)
        row.group_id, row.group_name, row.last_mod_dt = group_id, name, clock.today()
        entries.append(audit.entry(by=by, act=act, subject=row, before=before, after=audit.snapshot(row, FIELDS)))
    AdminClass.objects.bulk_update(changed, [*FIELDS, "last_mod_dt"])
    audit.record_many(entries)

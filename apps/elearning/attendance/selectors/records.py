"""Selectors for the records of attendance and their sums."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cache

from django.db.models import Count
from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import clock
from apps.core.paging import Page, asked_page_of
from apps.core.prepared import Prepared, given_list, list_values
from apps.elearning.attendance import rules
from apps.elearning.attendance.models import Attendance
from apps.elearning.attendance.rules import AttendanceTally
from apps.elearning.attendance.states import AttendanceType
from apps.elearning.catalogue.models import ClassMeeting, CourseClass
from apps.elearning.catalogue.selectors.teaching import teaches
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.states import EnrolmentStatus


def get_attendance(attendance_id: int, member: Member) -> Attendance:
    """Return a record. Raises Attendance.DoesNotExist for one that `member` may not see. 1 query."""
    return Attendance.objects.visible_to(member).select_related("enrolment__member").get(pk=attendance_id)


def list_of_enrolment(enrolment_id: int, member: Member) -> list[Attendance]:
    """Return a learner's records, the earliest first. 2 queries, one more for instructors and staff.

    Raises Enrolment.DoesNotExist, NotAllowed.
    """
    enrolment = Enrolment.objects.visible_to(member).get(pk=enrolment_id)
    is_own = enrolment.member_id == member.pk
    rules.check_can_see(member, is_own=is_own, teaches=not is_own and teaches(member, enrolment.course_class_id))
    rows = Attendance.objects.filter(enrolment=enrolment).select_related("enrolment__member")
    return list(rows.order_by("class_date"))


def list_of_day(course_id: int, class_id: int, day: date, member: Member, page: int, size: int) -> Page:
    """Return a page of the records of a class's approved learners on a day, in the order in which they applied.

    Raises CourseClass.DoesNotExist, also if the class is not the course's, and NotAllowed. 5 queries.
    """
    course_class = CourseClass.objects.visible_to(member).get(pk=class_id, course_id=course_id)
    rules.check_can_see(member, is_own=False, teaches=teaches(member, class_id))
    rows = Attendance.objects.filter(
        enrolment__course_class=course_class, enrolment__status=EnrolmentStatus.APPROVED, class_date=day
    )
    return asked_page_of(rows.order_by("enrolment_id"), page, size=size, load=_load)


def _load(ids: list[int]) -> list[Attendance]:
    records = Attendance.objects.select_related("enrolment__member").in_bulk(ids)
    return [records[pk] for pk in ids if pk in records]


def tallies(course_class: CourseClass, enrolments: Iterable[Enrolment], now: datetime) -> dict[int, AttendanceTally]:
    """Return what counts so far for enrolments of a class, by id; `rules.rate` makes percent of it. 2 queries."""
    enrolments = list(enrolments)
    days, today = class_days(course_class.pk), clock.local(now).date()
    records: dict[int, list[tuple[date, str]]] = defaultdict(list)
    rows = Attendance.objects.filter(enrolment__in=enrolments).values_list("enrolment_id", "class_date", "type")
    for enrolment_id, day, kind in rows:
        records[enrolment_id].append((day, kind))
    return {
        enrolment.pk: rules.tally(records[enrolment.pk], days=days, since=since(enrolment), today=today)
        for enrolment in enrolments
    }


def attended_in_words(enrolment_ids: Sequence[int], most: int) -> dict[int, list[str]]:
    """Return what is recorded of each enrolment: `출석 8회`, `결석 1회`. Statements: 1, without ids none.

    `most` is how many ids there can be.
    """
    days: dict[int, dict[str, int]] = {}
    for row in _recorded(most)(**list_values("enrolment", list(enrolment_ids), most)) if enrolment_ids else ():
        days.setdefault(row.enrolment_id, {})[row.type] = row.n
    return {key: _counted(of_kind) for key, of_kind in days.items()}


def _counted(days: dict[str, int]) -> list[str]:
    return [_("%(kind)s %(n)d회") % {"kind": kind.label, "n": days[kind]} for kind in AttendanceType if kind in days]


@cache
def _recorded(most: int) -> Prepared:
    return Prepared(
        lambda: (
            Attendance.objects.filter(enrolment__id__in=given_list("enrolment", most))
            .order_by()
            .values("enrolment_id", "type")
            .annotate(n=Count("pk"))
            .values_list("enrolment_id", "type", "n", named=True)
        )
    )


def since(enrolment: Enrolment) -> date:
    """Return the day in Seoul from which a learner's attendance counts: that of the approval."""
    return clock.local(enrolment.approved_at or enrolment.applied_at).date()


def class_days(class_id: int) -> set[date]:
    """Return the days in Seoul on which the class meets. 1 query."""
    starts = ClassMeeting.objects.filter(course_class_id=class_id).order_by().values_list("starts_at", flat=True)
    return {clock.local(moment).date() for moment in starts}

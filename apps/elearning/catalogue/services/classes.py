"""Saving, publishing, calling off and deleting classes, with their instructors, meetings and refund steps."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Max
from django.urls import reverse

from apps.accounts.models import Member
from apps.accounts.selectors import list_staff_who_may
from apps.core import audit, clock, spelling
from apps.core.errors import Conflict
from apps.core.rules import check_reason
from apps.elearning.catalogue import notices, rules
from apps.elearning.catalogue.models import ClassMeeting, Course, CourseClass, RefundStep
from apps.elearning.catalogue.selectors.use import is_used
from apps.elearning.catalogue.services import appointments
from apps.elearning.catalogue.signals import ClassChange, class_changed
from apps.notices.services import tell
from apps.planner import services as planner
from apps.planner.models import Venue
from apps.planner.services import Wanted

CLASS_FIELDS = (
    "number",
    "start_date",
    "end_date",
    "apply_start",
    "apply_end",
    "capacity",
    "least",
    "fee",
    "approval",
    "has_waiting_list",
    "promotion",
    "offer_hours",
    *rules.COMPLETION,
    "join_url",
    "is_published",
)
_FOLLOWING = ("starts_at", "ends_at", "opens_at", "closes_at", "updated_at", "revision")
_MEETING = ("starts_at", "ends_at", "venue_id", "venue_text", "join_url")
_ASIDE = timedelta(days=40_000)  # added to meetings while they swap times


@dataclass
class _Plan:
    """What a class has and what it shall have. `meetings` are wanted; `existing` are in the database, by id."""

    now: datetime
    existing: dict[int, ClassMeeting]
    meetings: list[ClassMeeting]
    taught: set[int]
    teach: set[int]

    @property
    def removed(self) -> list[ClassMeeting]:
        kept = {meeting.pk for meeting in self.meetings}
        return [meeting for pk, meeting in self.existing.items() if pk not in kept]

    @property
    def added(self) -> list[ClassMeeting]:
        return [meeting for meeting in self.meetings if meeting.pk is None]

    @property
    def moved(self) -> list[ClassMeeting]:
        return [row for row in self.meetings if row.pk is not None and _differs(row, self.existing[row.pk])]

    @property
    def holder_changes(self) -> bool:
        """Return whether another first instructor has to take over the booked venues."""
        return min(self.taught, default=None) != min(self.teach, default=None)

    @property
    def to_hold(self) -> list[ClassMeeting]:
        """Return the future meetings to book: all of them for new instructors, otherwise those new or moved."""
        new = {id(meeting) for meeting in (*self.added, *self.moved)}
        everything = bool(self.teach - self.taught) or self.holder_changes
        return [row for row in self.meetings if row.ends_at > self.now and (everything or id(row) in new)]


@transaction.atomic
def save_class(
    *,
    by: Member,
    course_class: CourseClass,
    instructors: Iterable[Member] | None = None,
    meetings: Sequence[ClassMeeting] | None = None,
    refund_steps: Sequence[RefundStep] | None = None,
    expected_revision: int | None = None,
    holidays: Collection[date] | None = None,
) -> CourseClass:
    """Save a new or changed class. None leaves a part as it was; a list replaces all that there is.

    The future meetings are booked for the instructors, with their physical venues; another date, time or venue is
    carried over to everyone's planner. A new day that is a public holiday and not among `holidays` is refused, None
    asks nothing. Locks: members, venues, course, class.

    Raises NotAllowed `not_staff`, Invalid, and Conflict `changed_meanwhile` (the class is no longer at
    `expected_revision`), `capacity_below_seats`, `class_in_use`, `number_taken`, `meeting_is_over`, `refund_agreed`,
    `completion_frozen`, `holiday`, `host_busy`, `venue_taken`. A refusal about one meeting or step has its `index` in
    the input.
    """
    rules.check_can_keep_classes(by)
    row = course_class
    row.join_url = spelling.line(row.join_url)
    rules.check_class(row)
    plan = _planned(row, instructors, meetings)
    venues = planner.lock_hosts_and_venues(
        plan.taught | plan.teach, {meeting.venue_id for meeting in plan.meetings if meeting.venue_id is not None}
    )
    row.course = Course.objects.select_for_update(no_key=True).get(pk=row.course_id)
    before = _lock(row)
    if before is not None:
        # The expected revision covers the instructors and meetings, which were read before the lock.
        rules.check_unchanged(before, row.revision)
        rules.check_unchanged(before, expected_revision)
        rules.check_class_may_become(before, row, plan.now)
        row.seats_taken = before.seats_taken
    _check_number(row)
    _check_meetings(row, before, plan, venues)
    appointments.ask_about_holidays(plan.meetings, plan.existing, holidays)
    row.set_moments()
    row.updated_at = plan.now
    if before is None:
        row.created_at = plan.now
        row.save(force_insert=True)
    else:
        row.revision += 1
        row.save(update_fields=[*CLASS_FIELDS, *_FOLLOWING])
    steps = _save_steps(row, before, refund_steps)
    row.instructors.set(plan.teach)
    added, moved, removed = plan.added, plan.moved, plan.removed
    hold = plan.to_hold
    _save_meetings(row, added, moved, removed)
    _book(row, plan, moved, removed, hold, venues)
    follows = before is not None and before.join_url != row.join_url
    if follows:
        appointments.follow_join_url(row, [meeting for meeting in plan.meetings if meeting.ends_at > plan.now])
    if before is not None and before.number != row.number:
        planner.rename_appointments(CourseClass.SOURCE, plan.existing, row.title)
    _record(by, row, before, plan, steps)
    rescheduled = before is not None and (
        bool(added or moved or removed or follows)
        or (before.start_date, before.end_date) != (row.start_date, row.end_date)
    )
    _tell_instructors(row, by, plan, rescheduled=rescheduled)
    if before is not None:
        change = ClassChange(row, before, by, added=tuple(added), rescheduled=rescheduled)
        class_changed.send(CourseClass, change=change)
    return row


def _planned(row: CourseClass, instructors: Iterable[Member] | None, meetings: Sequence[ClassMeeting] | None) -> _Plan:
    kept = row.pk is not None
    existing = {meeting.pk: meeting for meeting in row.meetings.select_related("venue")} if kept else {}
    taught = set(row.instructors.values_list("pk", flat=True)) if kept else set()
    if instructors is None:
        teach = taught
    else:
        members = list(instructors)
        rules.check_instructors([member for member in members if member.pk not in taught])
        teach = {member.pk for member in members}
    wished = list(existing.values()) if meetings is None else list(meetings)
    for meeting in wished:
        if meeting.pk is not None and meeting.pk not in existing:
            raise ClassMeeting.DoesNotExist
        meeting.course_class = row
        meeting.join_url = spelling.line(meeting.join_url)
        meeting.venue_text = "" if meeting.venue_id is not None else spelling.line(meeting.venue_text)
    return _Plan(clock.now(), existing, wished, taught, teach)


def _lock(row: CourseClass) -> CourseClass | None:
    if row.pk is None:
        return None
    return CourseClass.objects.select_for_update(no_key=True, of=("self",)).select_related("course").get(pk=row.pk)


def _check_number(row: CourseClass) -> None:
    same = CourseClass.objects.filter(course_id=row.course_id, number=row.number).exclude(pk=row.pk)
    rules.check_number_is_new(row.number, taken=same.exists())


def _check_meetings(row: CourseClass, before: CourseClass | None, plan: _Plan, venues: dict[int, Venue]) -> None:
    rules.check_meetings(row, plan.meetings)
    places = {meeting: index for index, meeting in enumerate(map(id, plan.meetings))}
    for meeting in plan.moved:
        rules.check_meeting_may_change(plan.existing[meeting.pk], plan.now, index=places[id(meeting)])
        rules.check_meeting_is_ahead(meeting, plan.now, index=places[id(meeting)])
    for meeting in plan.removed:
        rules.check_meeting_may_change(meeting, plan.now)
    coming = [meeting if meeting.ends_at > plan.now else ClassMeeting() for meeting in plan.meetings]
    rules.check_rooms(row, coming, before=before, old=plan.existing)
    rules.check_place_is_held(coming, instructors=len(plan.teach))
    hold = plan.to_hold
    wanted = [Wanted(meeting.starts_at, meeting.ends_at, meeting.venue_id, meeting.pk) for meeting in hold]
    try:
        planner.check_all_free(wanted, host_ids=plan.teach, venues=venues, source=CourseClass.SOURCE)
    except Conflict as refused:
        refused.extra["index"] = places[id(hold[refused.extra["index"]])]
        raise


def _differs(meeting: ClassMeeting, before: ClassMeeting) -> bool:
    return any(getattr(meeting, name) != getattr(before, name) for name in _MEETING)


def _save_meetings(
    row: CourseClass, added: list[ClassMeeting], moved: list[ClassMeeting], removed: list[ClassMeeting]
) -> None:
    ClassMeeting.objects.filter(pk__in=[meeting.pk for meeting in removed]).delete()
    # Two meetings that swap times must not begin at the same moment in between.
    ClassMeeting.objects.filter(pk__in=[meeting.pk for meeting in moved]).update(starts_at=F("starts_at") - _ASIDE)
    for meeting in moved:
        meeting.save(update_fields=["starts_at", "ends_at", "venue", "venue_text", "join_url"])
    for meeting in added:
        meeting.course_class = row
    ClassMeeting.objects.bulk_create(added)


def _book(
    row: CourseClass,
    plan: _Plan,
    moved: list[ClassMeeting],
    removed: list[ClassMeeting],
    hold: list[ClassMeeting],
    venues: dict[int, Venue],
) -> None:
    """Book, move and release the meetings in the planners.

    What moves is released first, because one meeting may take the old time of another.
    """
    planner.cancel_appointments(CourseClass.SOURCE, [meeting.pk for meeting in removed])
    coming = [meeting.pk for meeting in plan.meetings if meeting.ends_at > plan.now]
    planner.cancel_appointments(CourseClass.SOURCE, coming, plan.taught - plan.teach)
    planner.cancel_appointments(CourseClass.SOURCE, [meeting.pk for meeting in hold], plan.taught & plan.teach)
    appointments.update_appointments(row, moved)
    appointments.book_hosts(row, hold, plan.teach, venues)


def _save_steps(
    row: CourseClass, before: CourseClass | None, wished: Sequence[RefundStep] | None
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Replace the refund steps, and return those before and after as (days before the start, percent)."""
    old = rules.steps_in_order(list(row.refund_steps.all()))
    if wished is None:
        return old, old
    rules.check_refund_steps(wished)
    new = rules.steps_in_order(wished)
    if old != new:
        if before is not None:
            rules.check_refund_may_change(before)
        row.refund_steps.all().delete()
        RefundStep.objects.bulk_create(RefundStep(course_class=row, days_before=d, percent=p) for d, p in new)
    return old, new


def _record(
    by: Member,
    row: CourseClass,
    before: CourseClass | None,
    plan: _Plan,
    steps: tuple[list[tuple[int, int]], list[tuple[int, int]]],
) -> None:
    def shown(of: CourseClass, taught: set[int], meetings: Iterable[ClassMeeting], refund: list) -> dict:
        lines = sorted(f"{clock.local(m.starts_at):%Y-%m-%d %H:%M}~{clock.local(m.ends_at):%H:%M}" for m in meetings)
        return audit.snapshot(of, CLASS_FIELDS) | {
            "instructors": str(sorted(taught)),
            "meetings": "\n".join(lines),
            "refund_steps": str(refund),
        }

    audit.record(
        by=by,
        act="elearning.class_changed" if before is not None else "elearning.class_added",
        subject=row,
        before=shown(before, plan.taught, plan.existing.values(), steps[0]) if before is not None else None,
        after=shown(row, plan.teach, plan.meetings, steps[1]),
    )


def _tell_instructors(row: CourseClass, by: Member, plan: _Plan, *, rescheduled: bool) -> None:
    people = Member.objects.in_bulk(plan.taught | plan.teach)

    def members(ids: set[int]) -> list[Member]:
        return [people[pk] for pk in sorted(ids) if pk in people and pk != by.pk]

    path, title = row.get_absolute_url(), notices.class_title(row)
    tell(members(plan.teach - plan.taught), notices.TEACHES, path=path, title=title)
    tell(members(plan.taught - plan.teach), notices.TEACHES_NO_MORE, path=path, title=title)
    if rescheduled:
        tell(members(plan.teach & plan.taught), notices.TAUGHT_CHANGED, path=path, title=title)


@transaction.atomic
def set_class_published(*, by: Member, class_id: int, published: bool) -> CourseClass:
    """Publish a class, or hide it while nobody has applied.

    Raises CourseClass.DoesNotExist and what `save_class` raises.
    """
    rules.check_can_keep_classes(by)
    row = CourseClass.objects.get(pk=class_id)
    row.is_published = published
    return save_class(by=by, course_class=row)


@transaction.atomic
def call_off_class(*, by: Member, class_id: int, reason: str) -> CourseClass:
    """Call a class off (폐강): remove its meetings from every planner, and tell its instructors.

    Enrolment ends the enrolments when it hears `signals.class_changed`. Raises CourseClass.DoesNotExist, NotAllowed
    `not_staff`, Invalid `reason_missing`, `reason_too_long`, Conflict `called_off`, `ended`.
    """
    rules.check_can_keep_classes(by)
    check_reason(reason)
    now = clock.now()
    locked = CourseClass.objects.select_for_update(no_key=True, of=("self",)).select_related("course")
    row, before = locked.get(pk=class_id), CourseClass.objects.select_related("course").get(pk=class_id)
    rules.check_can_call_off(row, now)
    row.called_off_at, row.called_off_reason, row.updated_at = now, spelling.text(reason), now
    row.revision += 1
    row.save(update_fields=["called_off_at", "called_off_reason", "updated_at", "revision"])
    coming = row.meetings.filter(ends_at__gt=now).values_list("pk", flat=True)
    planner.cancel_appointments(CourseClass.SOURCE, coming)
    audit.record(by=by, act="elearning.class_called_off", subject=row, reason=row.called_off_reason)
    instructors = [member for member in row.instructors.order_by("pk") if member != by]
    tell(
        instructors,
        notices.TAUGHT_CALLED_OFF,
        path=row.get_absolute_url(),
        title=notices.class_title(row),
        reason=row.called_off_reason,
    )
    change = ClassChange(row, before, by, called_off=True, reason=row.called_off_reason)
    class_changed.send(CourseClass, change=change)
    return row


def next_number(course_id: int) -> int:
    """Return the number for the course's next class."""
    return (CourseClass.objects.filter(course_id=course_id).aggregate(last=Max("number"))["last"] or 0) + 1


@transaction.atomic
def delete_class(*, by: Member, class_id: int) -> None:
    """Delete a class that nobody ever applied for. Raises Conflict `class_was_used`."""
    rules.check_can_keep_classes(by)
    row = CourseClass.objects.select_for_update(of=("self",)).select_related("course").get(pk=class_id)
    rules.check_can_delete_class(used=is_used(row))
    planner.cancel_appointments(CourseClass.SOURCE, row.meetings.values_list("pk", flat=True))
    audit.record(by=by, act="elearning.class_deleted", subject=row, before=audit.snapshot(row, CLASS_FIELDS))
    row.delete()


def tell_instructor_is_off(*, member: Member, course_classes: Iterable[CourseClass]) -> None:
    """Tell staff that an instructor was switched off, for each class that needs another one."""
    staff = list_staff_who_may("elearning.change_courseclass")
    for row in course_classes:
        path = reverse("admin:elearning_courseclass_change", args=[row.pk])
        tell(staff, notices.INSTRUCTOR_OFF, path=path, about=member, name=member.name, title=notices.class_title(row))

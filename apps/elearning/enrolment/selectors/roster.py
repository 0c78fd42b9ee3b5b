"""The roster of a class, for its instructors and staff: names and states, never e-mail or phone."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import clock, text
from apps.core.components import Badge
from apps.core.errors import allowed
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.catalogue.states import Promotion
from apps.elearning.enrolment import badges, rules
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.selectors import labels
from apps.elearning.enrolment.states import LIVE, EnrolmentStatus


@dataclass(frozen=True)
class RosterLine:
    """An enrolment in the roster. `place` is its place in line; `ended` says when and how it ended."""

    pk: int
    url: str
    name: str
    badge: Badge
    money: list[Badge]
    applied: str
    note: str
    ended: str = ""
    reason: str = ""
    place: int = 0


@dataclass(frozen=True)
class RosterLines:
    """The enrolments of a class: to decide on, approved, waiting in their order, ended."""

    pending: list[RosterLine] = field(default_factory=list)
    approved: list[RosterLine] = field(default_factory=list)
    waiting: list[RosterLine] = field(default_factory=list)
    ended: list[RosterLine] = field(default_factory=list)

    @property
    def nobody(self) -> bool:
        return not (self.pending or self.approved or self.waiting or self.ended)


@dataclass(frozen=True)
class Roster:
    """The page. `can_decide`: applications can be approved; `can_seat`: a free seat can be given by hand."""

    course_class: CourseClass
    people: RosterLines
    about: str
    facts: list[tuple[str, str, str]]
    seats_label: str
    line_note: str
    can_decide: bool
    can_seat: bool
    can_cancel: bool
    can_reorder: bool


def managed_class(class_id: int, member: Member) -> CourseClass:
    """Return a class that the member manages. Raises CourseClass.DoesNotExist, NotAllowed `not_the_instructor`."""
    rows = CourseClass.objects.visible_to(member).select_related("course").prefetch_related("instructors")
    course_class = rows.get(pk=class_id)
    rules.check_can_manage(member, teaches=is_instructor_of(member, course_class))
    return course_class


def is_instructor_of(member: Member, course_class: CourseClass) -> bool:
    """Return whether the member is one of the class's prefetched instructors."""
    return any(instructor.pk == member.pk for instructor in course_class.instructors.all())


def enrolment_to_manage(enrolment_id: int, member: Member) -> Enrolment:
    """Return an enrolment in a class that the member manages.

    Raises Enrolment.DoesNotExist for one that the member may not see, NotAllowed `not_the_instructor` for the
    member's own.
    """
    rows = Enrolment.objects.visible_to(member).select_related("course_class__course", "member").with_place()
    row = rows.prefetch_related("course_class__instructors").get(pk=enrolment_id)
    rules.check_can_manage(member, teaches=is_instructor_of(member, row.course_class))
    return row


def chosen_enrolments(course_class: CourseClass, numbers: Iterable[int]) -> list[Enrolment]:
    """Return those of the ids that are enrolments of the class, with their members, in their order."""
    return list(course_class.enrolments.filter(pk__in=set(numbers)).select_related("member").order_by("pk"))


def roster_of(course_class: CourseClass, member: Member, now: datetime) -> Roster:
    """Return the page of a class's roster. Statements: 1."""
    people = roster_lines(course_class)
    runs = allowed(rules.check_still_runs, course_class, now)
    taken, capacity = course_class.seats_taken, course_class.capacity
    offered = sum(not line.place for line in people.waiting)
    return Roster(
        course_class=course_class,
        people=people,
        about=labels.period_of(course_class),
        facts=[
            (_("자리"), _("%(taken)d/%(capacity)d명") % {"taken": taken, "capacity": capacity}, ""),
            (_("승인 대기"), _("%(n)d명") % {"n": len(people.pending)}, ""),
            (_("승인"), _("%(n)d명") % {"n": len(people.approved)}, ""),
            (_("대기"), _("%(n)d명") % {"n": len(people.waiting) - offered}, ""),
            *([(_("자리 제안"), _("%(n)d명") % {"n": offered}, "")] if offered else []),
        ],
        seats_label=_("자리 %(capacity)d개 중 %(taken)d개 사용") % {"taken": taken, "capacity": capacity},
        line_note=_line_note(course_class, people, now),
        can_decide=runs,
        can_seat=runs and not course_class.is_full,
        can_cancel=now < course_class.ends_at,
        can_reorder=allowed(rules.check_can_reorder, member),
    )


def _line_note(course_class: CourseClass, people: RosterLines, now: datetime) -> str:
    """Return in words how those who wait get seats from now on."""
    if not people.waiting:
        return ""
    if rules.promotes_waiting(course_class, now):
        return _("자리가 나면 대기 순서대로 자동으로 자리를 드립니다.")
    if rules.offers_freed_seats(course_class, now):
        return _("이미 시작한 차수라, 자리가 나면 대기 순서대로 받을지 먼저 확인합니다.")
    if course_class.promotion == Promotion.MANUAL:
        return _(
            "이 차수는 자리가 나도 자동으로 넘기지 않습니다. 자리가 있을 때 ‘대기 승인’으로 자리를 드릴 수 있습니다."
        )
    return _("이제 자리가 나도 자동으로 넘기지 않습니다. 필요하면 ‘대기 승인’으로 자리를 드릴 수 있습니다.")


def roster_lines(course_class: CourseClass) -> RosterLines:
    """Return everyone who applied: those who wait in their order, the ended ones newest first. 1 query.

    Those to whom a seat is offered stand before those in line, and are not counted with them.
    """
    rows = course_class.enrolments.select_related("member").only(
        "course_class_id",
        "status",
        "is_waiting",
        "offered_until",
        "released_at",
        "holds_seat",
        "fee",
        "payment_status",
        "refund_status",
        "applied_at",
        "promoted_at",
        "approved_at",
        "rejected_at",
        "rejection_reason",
        "cancelled_at",
        "cancelled_by_id",
        "cancel_reason",
        "member__name",
    )
    people, offered = RosterLines(), 0
    for row in rows.alias(in_line=Enrolment.line_key()).order_by("in_line"):
        if row.status not in LIVE:
            people.ended.insert(0, _person(row))
        elif row.is_offered:
            people.waiting.insert(offered, _person(row))
            offered += 1
        elif row.is_waiting:
            people.waiting.append(_person(row, place=len(people.waiting) + 1 - offered))
        else:
            group = people.approved if row.status == EnrolmentStatus.APPROVED else people.pending
            group.append(_person(row))
    return people


def _person(row: Enrolment, place: int = 0) -> RosterLine:
    ended_at = row.rejected_at or row.cancelled_at if row.status not in LIVE else None
    return RosterLine(
        pk=row.pk,
        url=row.get_absolute_url(),
        name=row.member.name,
        badge=badges.status_badge(row, place),
        money=badges.money_badges(row),
        applied=text.moment(row.applied_at),
        note=_note(row),
        ended=text.moment(ended_at) if ended_at else "",
        reason=row.rejection_reason or row.cancel_reason,
        place=place,
    )


def _note(row: Enrolment) -> str:
    if row.status == EnrolmentStatus.CANCELLED:
        return _("직접 취소") if row.cancelled_by_id == row.member_id else _("강사나 운영자가 취소")
    if rules.is_released(row, row.course_class, clock.now()):
        return _("자리 내놓음")
    return _("대기에서 승인됨") if row.promoted_at else ""


# --- What came of many decisions --------------------------------------------------------------------------------------

_DONE = {
    "approve": lambda: _("승인했습니다."),
    "reject": lambda: _("거부하고 사유를 알렸습니다."),
    "approve_waiting": lambda: _("자리를 드리고 승인했습니다."),
}


def decision_summary(class_id: int, decision: str, outcomes: Iterable[Any], names: dict[int, str]) -> dict[str, Any]:
    """Return how many were decided on and a line for each, as values that the session can keep for the next page."""
    lines = [
        {
            "name": names[result.enrolment_id],
            "said": _DONE[decision]() if result.is_done else result.refusal.message,
            "is_done": result.is_done,
        }
        for result in outcomes
    ]
    return {
        "class": class_id,
        "lines": lines,
        "done": sum(line["is_done"] for line in lines),
        "refused": sum(not line["is_done"] for line in lines),
    }

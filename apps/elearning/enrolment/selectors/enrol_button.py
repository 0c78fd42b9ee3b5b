"""The button to enrol in a class, in each of its states, with the reason beside it.

The service behind it checks the same rules (see `services.enrolling`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from apps.core import text
from apps.core.errors import DomainError, allowed, refusal_of
from apps.core.prepared import Given, Prepared
from apps.elearning.catalogue.models import ClassMeeting, CourseClass
from apps.elearning.catalogue.states import Approval
from apps.elearning.enrolment import rules
from apps.elearning.enrolment.models import FOLLOWED, Enrolment
from apps.elearning.enrolment.states import EnrolmentStatus
from apps.following.selectors import FollowButton, find_seats, seat_button
from apps.planner import selectors as planner
from apps.planner.models import Appointment
from apps.seats.states import waiting_words


@dataclass(frozen=True)
class EnrolButton:
    """A link to `url`, or off without one. It leads to the page that shows fee, refund and dates before one enrols.

    `waiting`: how many wait now.
    `clashes` are the member's other appointments during the class's meetings, in words. `opens`: the member can enrol;
    `waits`: only with a place in the waiting list; `released`: by a seat that another has released. `roster_url` is set
    for those who run the class.
    """

    class_id: int
    label: str
    why: str = ""
    url: str = ""
    kind: str = "primary"
    waiting: int = 0
    clashes: list[str] = field(default_factory=list)
    opens: bool = False
    waits: bool = False
    released: bool = False
    existing: Enrolment | None = None
    roster_url: str = ""


@dataclass(frozen=True)
class _ButtonFacts:
    """What a button depends on besides the class itself."""

    member: Any
    is_member: bool
    waiting: int
    teaches: bool
    existing: Enrolment | None
    clashes: list[str]
    has_released: bool
    now: datetime


def enrol_buttons(classes: Sequence[CourseClass], member: Any, now: datetime) -> dict[int, EnrolButton]:
    """Return the button of each class, by its id. The classes come with `course`, `meetings` and `instructors`.

    Statements for each course, however many classes: 1 for a visitor, 2 for a member, and 1 more if the member can
    enrol.
    """
    is_member = getattr(member, "pk", None) is not None
    waiting: dict[int, int] = {}
    released: set[int] = set()
    existing: dict[int, Enrolment] = {}
    for course in {course_class.course_id for course_class in classes}:
        for row in _waiting(course=course):
            waiting[row.course_class] = row.waits
            released |= {row.course_class} if row.released else set()
        if is_member:
            existing |= {row.course_class_id: row for row in _own(course=course, member=member.pk)}
    taught = {
        course_class.pk
        for course_class in classes
        if any(instructor.pk == member.pk for instructor in course_class.instructors.all())
    }
    open_to_member = [
        row
        for row in classes
        if is_member and (row.pk not in existing or rules.takes_offer(row, existing[row.pk], now))
    ]
    planned = _planned(open_to_member, member, now)
    return {
        course_class.pk: _with_roster(
            course_class,
            _ButtonFacts(
                member,
                is_member,
                waiting.get(course_class.pk, 0),
                course_class.pk in taught,
                existing.get(course_class.pk),
                clashes_of(coming_meetings(course_class, now), planned),
                course_class.pk in released,
                now,
            ),
        )
        for course_class in classes
    }


_of_course = {"course_class__course_id": Given("course")}
_waiting = Prepared(
    lambda: (
        Enrolment.objects.filter(**_of_course)
        .filter(Q(is_waiting=True, offered_until=None) | Q(pk__in=Enrolment.objects.released().values("pk")))
        .order_by()
        .values("course_class")
        .annotate(waits=Count("pk", filter=Q(is_waiting=True)), released=Count("pk", filter=Q(holds_seat=True)))
        .values_list("course_class", "waits", "released", named=True)
    )
)
_own = Prepared(lambda: Enrolment.objects.filter(**_of_course, member_id=Given("member")).live().with_place())


def _planned(classes: Sequence[CourseClass], member: Any, now: datetime) -> list[Appointment]:
    """Return the member's other appointments from the first to the last of the coming meetings."""
    ahead = [meeting for course_class in classes for meeting in coming_meetings(course_class, now)]
    if not ahead:
        return []
    appointments = planner.list_appointments_between(
        member, min(meeting.starts_at for meeting in ahead), max(meeting.ends_at for meeting in ahead)
    )
    own = {meeting.pk for meeting in ahead}
    return [row for row in appointments if not (row.source == CourseClass.SOURCE and row.source_id in own)]


def coming_meetings(course_class: CourseClass, now: datetime) -> list[ClassMeeting]:
    return [meeting for meeting in course_class.meetings.all() if meeting.ends_at > now]


def clashes_of(meetings: Sequence[ClassMeeting], planned: Sequence[Appointment]) -> list[str]:
    """Return those of `planned` that overlap a meeting, in words, each once."""
    return [
        _("‘%(title)s’(%(when)s)") % {"title": row.label, "when": text.span(row.starts_at, row.ends_at)}
        for row in _overlapping(meetings, planned)
    ]


def _overlapping(meetings: Sequence[ClassMeeting], planned: Sequence[Appointment]) -> list[Appointment]:
    return [
        row
        for row in planned
        if any(row.starts_at < meeting.ends_at and row.ends_at > meeting.starts_at for meeting in meetings)
    ]


def clashing_appointments(course_class: CourseClass, member: Any, now: datetime) -> list[Appointment]:
    """Return what else the member has at the coming meetings of a class. Statements: 1, and 1 for the meetings."""
    return _overlapping(coming_meetings(course_class, now), _planned([course_class], member, now))


def _with_roster(course_class: CourseClass, facts: _ButtonFacts) -> EnrolButton:
    button = _button(course_class, facts)
    if not (facts.is_member and rules.may_manage(facts.member, teaches=facts.teaches)):
        return button
    return replace(button, roster_url=reverse("classes:roster", args=[course_class.pk]))


def mark_buttons(
    classes: Sequence[CourseClass], buttons: Mapping[int, EnrolButton], member: Any, now: datetime
) -> dict[int, FollowButton]:
    """Return by class the button of those that are full, for who may be told of a free seat, or will be. Queries: 1.

    None if no class is full.
    """
    full = [row for row in classes if row.is_full]
    if not full or not member.is_authenticated:
        return {}
    marked, shown = find_seats(member, FOLLOWED, [row.pk for row in full]), {}
    for row in full:
        teaches = any(instructor.pk == member.pk for instructor in row.instructors.all())
        existing = buttons[row.pk].existing
        if row.pk in marked or allowed(rules.check_can_mark, member, row, teaches=teaches, existing=existing, now=now):
            shown[row.pk] = seat_button(FOLLOWED, row.pk, marked.get(row.pk, 0))
    return shown


def main_button(buttons: Iterable[EnrolButton]) -> EnrolButton | None:
    """Return the button for the head of a course's page: where one can enrol, else where one is enrolled."""
    known = list(buttons)
    enrols = (button for button in known if button.url and button.kind == "primary")
    return next(enrols, None) or next((button for button in known if button.existing is not None), None)


# --- The states -------------------------------------------------------------------------------------------------------


def _button(course_class: CourseClass, facts: _ButtonFacts) -> EnrolButton:
    if facts.existing is not None:
        if rules.takes_offer(course_class, facts.existing, facts.now):
            return _take_button(course_class, facts)
        return _own_button(course_class, facts.existing, facts.now)
    refused = refusal_of(
        rules.check_can_enrol, facts.member, course_class, teaches=facts.teaches, existing=None, now=facts.now
    )
    seats = {"has_line": facts.waiting > 0, "has_released": facts.has_released}
    refused = refused or refusal_of(rules.check_has_place, course_class, **seats)
    if refused is not None:
        return _refused_button(course_class, refused, facts.waiting)
    page = reverse("classes:enrol", args=[course_class.pk])
    waits, released = rules.must_wait(course_class, **seats), course_class.is_full and facts.has_released
    why = _("한 분이 내놓은 자리를 바로 받습니다.") if released else _what_follows(course_class, waits)
    button = partial(EnrolButton, course_class.pk, why=why, waiting=facts.waiting, waits=waits, released=released)
    number = {"n": facts.waiting}
    if not facts.is_member:
        label = _("로그인하고 대기 신청하기 (현재 %(n)d명)") % number if waits else _("로그인하고 수강신청하기")
        return button(label, url=f"{reverse('account_login')}?{urlencode({'next': page})}")
    if facts.clashes:
        label = _("겹치는 일정 보고 대기 신청하기") if waits else _("겹치는 일정 보고 수강신청하기")
        return button(label, url=page, clashes=facts.clashes, opens=True)
    label = _("대기 신청하기 (현재 %(n)d명)") % number if waits else _("수강신청하기")
    return button(label, url=page, opens=True)


def _what_follows(course_class: CourseClass, waits: bool) -> str:
    if waits:
        return _("자리가 나면 순서대로 안내해 드립니다.")
    if course_class.approval == Approval.AUTOMATIC:
        return _("신청하면 바로 승인됩니다.")
    return _("신청하면 강사가 확인하고 승인합니다.")


def _take_button(course_class: CourseClass, facts: _ButtonFacts) -> EnrolButton:
    """Return the button of one to whom a seat is offered."""
    button = partial(
        EnrolButton,
        course_class.pk,
        why=_("자리를 제안받았습니다."),
        waiting=facts.waiting,
        existing=facts.existing,
        opens=True,
    )
    page = reverse("classes:enrol", args=[course_class.pk])
    if facts.clashes:
        return button(_("겹치는 일정 보고 자리 받기"), url=page, clashes=facts.clashes)
    return button(_("자리 받기"), url=page)


def _own_button(course_class: CourseClass, existing: Enrolment, now: datetime) -> EnrolButton:
    if existing.is_offered:
        why = waiting_words(existing.place, existing.offered_until, now)
    elif existing.is_waiting:
        why = _("%(place)s입니다.") % {"place": text.place_in_line(existing.place)}
    elif existing.status == EnrolmentStatus.APPROVED:
        why = _("수강이 승인되었습니다.")
    else:
        why = _("신청했습니다. 승인을 기다리고 있습니다.")
    return EnrolButton(
        course_class.pk, _("내 수강신청 보기"), why, url=existing.get_absolute_url(), kind="plain", existing=existing
    )


_REFUSED_LABELS = {
    "called_off": lambda: _("폐강"),
    "not_published": lambda: _("공개 전"),
    "ended": lambda: _("종료"),
    "applications_closed": lambda: _("모집마감"),
    "not_open_yet": lambda: _("모집예정"),
    "full": lambda: _("정원마감"),
}


def _refused_button(course_class: CourseClass, refused: DomainError, waiting: int) -> EnrolButton:
    button = partial(EnrolButton, course_class.pk, waiting=waiting)
    if refused.code == "own_class":
        url = reverse("classes:roster", args=[course_class.pk])
        return button(_("수강생 명단 보기"), why=_("내가 강사인 차수입니다."), url=url, kind="plain")
    return button(_REFUSED_LABELS[refused.code](), why=refused.message)

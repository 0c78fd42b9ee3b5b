"""The button to enrol in a class, in each of its states, with the reason beside it.

The service behind it checks the same rules (see `services.enrolling`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from apps.core import text
from apps.core.errors import DomainError, refusal_of
from apps.core.prepared import Given, Prepared
from apps.elearning.catalogue.models import ClassMeeting, CourseClass
from apps.elearning.catalogue.states import Approval
from apps.elearning.enrolment import rules
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.states import EnrolmentStatus
from apps.planner import selectors as planner
from apps.planner.models import Appointment


@dataclass(frozen=True)
class Enrolling:
    """A form that posts to `post_url`, a link to `url`, or neither (off). `waiting`: how many wait now.

    `clashes` are the member's other appointments during the class's meetings, in words. `opens`: the member can enrol;
    `waits`: only with a place in the waiting list. `roster_url` is set for those who run the class.
    """

    class_id: int
    label: str
    why: str = ""
    post_url: str = ""
    url: str = ""
    kind: str = "primary"
    waiting: int = 0
    clashes: list[str] = field(default_factory=list)
    opens: bool = False
    waits: bool = False
    mine: Enrolment | None = None
    roster_url: str = ""


@dataclass(frozen=True)
class _Known:
    """What a button depends on besides the class itself."""

    member: Any
    is_member: bool
    waiting: int
    teaches: bool
    mine: Enrolment | None
    clashes: list[str]
    now: datetime


def enrolling_in(classes: Sequence[CourseClass], member: Any, now: datetime) -> dict[int, Enrolling]:
    """Return the button of each class, by its id. The classes come with `course`, `meetings` and `instructors`.

    Statements for each course, however many classes: 1 for a visitor, 2 for a member, and 1 more if the member can
    enrol.
    """
    is_member = getattr(member, "pk", None) is not None
    waiting: dict[int, int] = {}
    mine: dict[int, Enrolment] = {}
    for course in {one.course_id for one in classes}:
        waiting |= {row.course_class: row.n for row in _waiting(course=course)}
        if is_member:
            mine |= {row.course_class_id: row for row in _own(course=course, member=member.pk)}
    taught = {one.pk for one in classes if any(person.pk == member.pk for person in one.instructors.all())}
    planned = _planned([one for one in classes if is_member and one.pk not in mine], member, now)
    return {
        one.pk: _with_roster(
            one,
            _Known(
                member, is_member, waiting.get(one.pk, 0), one.pk in taught, mine.get(one.pk),
                clashes_of(ahead_of(one, now), planned), now,
            ),
        )
        for one in classes
    }  # fmt: skip


_of_course = {"course_class__course_id": Given("course")}
_waiting = Prepared(
    lambda: Enrolment.objects.filter(**_of_course, is_waiting=True).order_by().values("course_class")
    .annotate(n=Count("pk")).values_list("course_class", "n", named=True)
)  # fmt: skip
_own = Prepared(lambda: Enrolment.objects.filter(**_of_course, member_id=Given("member")).live().with_place())


def _planned(classes: Sequence[CourseClass], member: Any, now: datetime) -> list[Appointment]:
    """Return the member's other appointments from the first to the last of the coming meetings."""
    ahead = [meeting for one in classes for meeting in ahead_of(one, now)]
    if not ahead:
        return []
    there = planner.list_appointments_between(
        member, min(one.starts_at for one in ahead), max(one.ends_at for one in ahead)
    )
    own = {meeting.pk for meeting in ahead}
    return [row for row in there if not (row.source == CourseClass.SOURCE and row.source_id in own)]


def ahead_of(course_class: CourseClass, now: datetime) -> list[ClassMeeting]:
    return [meeting for meeting in course_class.meetings.all() if meeting.ends_at > now]


def clashes_of(meetings: Sequence[ClassMeeting], planned: Sequence[Appointment]) -> list[str]:
    """Return those of `planned` that overlap a meeting, in words, each once."""
    found = [
        row for row in planned if any(row.starts_at < one.ends_at and row.ends_at > one.starts_at for one in meetings)
    ]
    return [
        _("‘%(title)s’(%(when)s)") % {"title": row.title, "when": text.span(row.starts_at, row.ends_at)}
        for row in found
    ]


def _with_roster(course_class: CourseClass, known: _Known) -> Enrolling:
    button = _button(course_class, known)
    if not (known.is_member and rules.manages(known.member, teaches=known.teaches)):
        return button
    return replace(button, roster_url=reverse("classes:roster", args=[course_class.pk]))


# --- The states -------------------------------------------------------------------------------------------------------


def _button(course_class: CourseClass, known: _Known) -> Enrolling:
    if known.mine is not None:
        return _own_button(course_class, known.mine)
    refused = refusal_of(
        rules.check_can_enrol, known.member, course_class, teaches=known.teaches, mine=None, now=known.now
    )
    has_line = known.waiting > 0
    refused = refused or refusal_of(rules.check_has_place, course_class, has_line=has_line)
    if refused is not None:
        return _refused_button(course_class, refused, known.waiting)
    page = reverse("classes:enrol", args=[course_class.pk])
    waits = rules.must_wait(course_class, has_line=has_line)
    button = partial(
        Enrolling, course_class.pk, why=_what_follows(course_class, waits), waiting=known.waiting, waits=waits
    )
    number = {"n": known.waiting}
    if not known.is_member:
        label = _("로그인하고 대기 신청하기 (현재 %(n)d명)") % number if waits else _("로그인하고 수강신청하기")
        return button(label, url=f"{reverse('account_login')}?{urlencode({'next': page})}")
    if known.clashes:
        label = _("겹치는 일정 보고 대기 신청하기") if waits else _("겹치는 일정 보고 수강신청하기")
        return button(label, url=page, clashes=known.clashes, opens=True)
    label = _("대기 신청하기 (현재 %(n)d명)") % number if waits else _("수강신청하기")
    return button(label, post_url=page, opens=True)


def _what_follows(course_class: CourseClass, waits: bool) -> str:
    if waits:
        return _("자리가 나면 순서대로 안내해 드립니다.")
    if course_class.approval == Approval.AUTOMATIC:
        return _("신청하면 바로 승인됩니다.")
    return _("신청하면 강사가 확인하고 승인합니다.")


def _own_button(course_class: CourseClass, mine: Enrolment) -> Enrolling:
    if mine.is_waiting:
        why = _("%(place)s입니다.") % {"place": text.place_in_line(mine.place)}
    elif mine.status == EnrolmentStatus.APPROVED:
        why = _("수강이 승인되었습니다.")
    else:
        why = _("신청했습니다. 승인을 기다리고 있습니다.")
    return Enrolling(course_class.pk, _("내 수강신청 보기"), why, url=mine.get_absolute_url(), kind="plain", mine=mine)


_REFUSED_LABELS = {
    "called_off": lambda: _("폐강"),
    "not_published": lambda: _("공개 전"),
    "ended": lambda: _("종료"),
    "applications_closed": lambda: _("모집마감"),
    "not_open_yet": lambda: _("모집예정"),
    "full": lambda: _("정원마감"),
}


def _refused_button(course_class: CourseClass, refused: DomainError, waiting: int) -> Enrolling:
    button = partial(Enrolling, course_class.pk, waiting=waiting)
    if refused.code == "own_class":
        url = reverse("classes:roster", args=[course_class.pk])
        return button(_("수강생 명단 보기"), why=_("내가 강사인 차수입니다."), url=url, kind="plain")
    return button(_REFUSED_LABELS[refused.code](), why=refused.message)

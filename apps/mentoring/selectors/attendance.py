"""Who came to a session: the list of whoever runs it, the page of its code, and what one's own page says."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import check_in, clock, spoken
from apps.core.check_in import CodeWall
from apps.core.components import Badge
from apps.core.errors import allowed
from apps.mentoring.badges import presence_badge
from apps.mentoring.models import Application, Attendance, CheckInCode, Session
from apps.mentoring.rules import attendance as rules
from apps.mentoring.states import CAME, Presence

# The colour of a choice on the list (static/css/attendance.css).
LOOKS = {
    Presence.PRESENT: "present",
    Presence.LATE: "late",
    Presence.ABSENT: "absent",
    Presence.EXCUSED: "excused",
}


@dataclass(frozen=True)
class ListedPerson:
    """Somebody with a seat on the list. `note` says who recorded and when; `objection_url` leads to an objection.

    `is_locked`: the list may not change the record.
    """

    pk: int
    name: str
    presence: str
    reason: str
    revision: int
    note: str = ""
    objection_url: str = ""
    is_contested: bool = False
    is_locked: bool = False


def list_attendance(session: Session, member: Member) -> list[ListedPerson]:
    """Return everybody with a seat in the order of their applications, with what is recorded of them. Queries: 1."""
    return [_listed(row, member) for row in people_with_seats(session)]


def people_with_seats(session: Session) -> Iterable[Application]:
    """Return the applications that hold a seat, in their order, each with its member and its record. Queries: 1."""
    holding = session.applications.filter(holds_seat=True).order_by("pk")
    return holding.select_related("member", "attendance__recorded_by")


def _listed(application: Application, member: Member) -> ListedPerson:
    row = getattr(application, "attendance", None)
    if row is None:
        return ListedPerson(application.pk, application.member.name, "", "", 0)
    return ListedPerson(
        pk=application.pk,
        name=application.member.name,
        presence=row.presence,
        reason=row.reason,
        revision=row.revision,
        note=_say_record(row, application.member_id),
        objection_url=reverse("mentoring:objection", args=[application.pk]) if row.objected_at else "",
        is_contested=row.is_contested,
        is_locked=not rules.may_change(member, row),
    )


def _say_record(row: Attendance, member_id: int) -> str:
    """Return when it was recorded, and by whom: `저녁 7시 5분 · 코드로 입력`."""
    when = spoken.say_moment(row.changed_at, today=clock.local(row.changed_at).date())
    if row.recorded_by_id == member_id:
        return _("%(when)s · 출석 코드로 기록") % {"when": when}
    return f"{when} · {row.recorded_by.name}" if row.recorded_by else when


def count_presences(people: list[ListedPerson]) -> list[tuple[str, int]]:
    """Return how many came, were late and so on, and of how many nothing is recorded, in words."""
    counts = [(str(kind.label), sum(person.presence == kind for person in people)) for kind in Presence]
    return [*counts, (_("미기록"), sum(not person.presence for person in people))]


def code_wall(session: Session, now: datetime) -> CodeWall:
    """Return the live code, and how many are recorded as there. Queries: 3."""
    holding = Application.objects.filter(session=session, holds_seat=True)
    came = holding.filter(attendance__presence__in=CAME)
    live = CheckInCode.objects.filter(pk=session.pk).first()
    return CodeWall.of(live, now, present=came.count(), everyone=holding.count())


def get_live_code(session_id: int, now: datetime) -> CheckInCode | None:
    return check_in.live_or_none(CheckInCode.objects.filter(pk=session_id).first(), now)


# --- One's own --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OwnAttendance:
    """What the page of a session says to somebody with a seat, once it has started.

    `badge`: their record, None for none; `note` and `answer` follow it. `object_url`: where they may object.
    `check_in_url`: where they enter the code that is open.
    """

    badge: Badge | None = None
    note: str = ""
    reason: str = ""
    answer: str = ""
    object_url: str = ""
    check_in_url: str = ""


def own_attendance(application: Application, session: Session, member: Member, now: datetime) -> OwnAttendance | None:
    """Return it for a session that has started; None before, and for one who waits. Queries: 1, or 2 while it runs."""
    if not application.holds_seat or now < session.starts_at:
        return None
    row = Attendance.objects.filter(application=application).first()
    if row is None:
        is_open = get_live_code(session.pk, now) is not None
        return OwnAttendance(check_in_url=reverse("mentoring:check_in", args=[session.pk]) if is_open else "")
    application.session = session
    row.application = application
    return OwnAttendance(
        badge=presence_badge(row.presence),
        note=_say_objection(row, member, now),
        reason=row.reason,
        answer=row.answer,
        object_url=reverse("mentoring:object", args=[application.pk]) if _may_object(row, member, now) else "",
    )


def _may_object(row: Attendance, member: Member, now: datetime) -> bool:
    return allowed(rules.check_can_object, member, row, now)


def _say_objection(row: Attendance, member: Member, now: datetime) -> str:
    if row.is_contested:
        return _("제기하신 이의를 멘토가 확인하고 있습니다.")
    if row.decided_at is not None:
        return _("제기하신 이의가 처리되었습니다.")
    if _may_object(row, member, now):
        until = spoken.say_until(rules.object_until(row), today=clock.local(now).date())
        return _("사실과 다르면 %(when)s까지 이의를 제기할 수 있습니다.") % {"when": until}
    return ""


def get_own_attendance(application_id: int, member: Member) -> Attendance:
    """Return the member's own record with its session. Raises Attendance.DoesNotExist."""
    rows = Attendance.objects.visible_to(member).filter(application__member_id=member.pk)
    return rows.select_related("application__session__venue").get(application_id=application_id)


def get_own_attendance_of(session_id: int, member: Member) -> Attendance:
    """Return the member's own record of a session. Raises Attendance.DoesNotExist."""
    return Attendance.objects.get(application__member_id=member.pk, application__session_id=session_id)


def get_attendance_of(session_id: int, application_id: int, member: Member) -> Attendance:
    """Return a record that the member may see, by its session and its application. Raises Attendance.DoesNotExist."""
    return Attendance.objects.visible_to(member).get(application_id=application_id, application__session_id=session_id)


def get_contested_attendance(application_id: int, member: Member) -> Attendance:
    """Return a record of a session that the member runs, with its objection. Raises Attendance.DoesNotExist."""
    rows = Attendance.objects.visible_to(member).filter(objected_at__isnull=False)
    return rows.select_related("application__session__venue", "application__member").get(application_id=application_id)

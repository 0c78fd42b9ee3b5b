"""Rules of the report of a session: who writes it and when, what it must say, who decides on it, what is recognised."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import Member
from apps.core.errors import Conflict, Invalid, NotAllowed
from apps.core.rules import check_revision
from apps.mentoring.models import Session, SessionReport
from apps.mentoring.rules.report_files import gaps_of_photos
from apps.mentoring.rules.sessions import LONGEST as LONGEST_SESSION
from apps.mentoring.states import REPORT_MOVES, Presence, ReportStatus

SHORTEST_TOPIC = 10  # characters
SHORTEST_CONTENT = 100  # characters
LONGEST = {"place": 100, "topic": 200, "content": 5000, "excluded_reason": 500, "absence_view": 1000}  # characters
ASKED_FOR = timedelta(days=90)  # after the end of the session, a report that is missing is asked for
REMINDED_AFTER = (2, 7)  # days after the end of the session
ABSENT = frozenset({Presence.ABSENT, Presence.EXCUSED})


# --- Who and when -----------------------------------------------------------------------------------------------------


def are_asked() -> bool:
    """Tell whether the site asks for reports of sessions."""
    return settings.MENTORING_REPORTS


def roles_of(member: Member, session: Session) -> set[str]:
    """Return the roles of the member towards the report of a session, as `states.REPORT_MOVES` names them."""
    roles = {"author": session.author_id == member.pk, "staff": member.may("mentoring.change_sessionreport")}
    return {role for role, holds in roles.items() if holds}


def may_become(report: SessionReport | None, status: ReportStatus, roles: Collection[str]) -> bool:
    """Tell whether somebody in one of these roles may move the report to that status."""
    now = ReportStatus(report.status) if report is not None else None
    return not REPORT_MOVES.get((now, status), frozenset()).isdisjoint(roles)


def check_can_write(member: Member, session: Session, report: SessionReport | None, now: datetime) -> None:
    """Check that the member may write the report now: the author, of an approved session, from its start.

    Raises NotAllowed `not_the_author`, Conflict `reports_not_asked`, `not_approved`, `not_started`, `report_locked`.
    """
    if "author" not in roles_of(member, session):
        raise NotAllowed("not_the_author", _("이 멘토링을 연 멘토만 보고를 쓸 수 있습니다."))
    if not are_asked():
        raise Conflict("reports_not_asked", _("이 사이트에서는 멘토링 보고를 받지 않습니다."))
    if not session.approved:
        raise Conflict("not_approved", _("개설이 승인된 멘토링만 보고할 수 있습니다."))
    if now < session.starts_at:
        raise Conflict("not_started", _("보고는 멘토링이 시작한 뒤에 쓸 수 있습니다."))
    if not may_become(report, ReportStatus.SUBMITTED, {"author"}):
        sentence = _("제출한 보고는 고칠 수 없습니다. 고쳐야 하면 운영자에게 보완 요청을 부탁해 주세요.")
        raise Conflict("report_locked", sentence)


def check_unchanged(report: SessionReport | None, expected_revision: int | None) -> None:
    """Check that nobody wrote the report since it was read. 0 means that there was none; None skips the check."""
    sentence = _("그사이 다른 창에서 이 보고를 저장했습니다. 지금의 내용을 확인하고 다시 저장해 주세요.")
    check_revision(report.revision if report else 0, expected_revision, sentence)


def check_can_decide(member: Member, session: Session) -> None:
    """Check that the member is staff who may decide on reports, and that it is not the report of their own session."""
    roles = roles_of(member, session)
    if "staff" not in roles:
        raise NotAllowed("not_staff", _("운영자만 보고를 승인하거나 보완을 요청할 수 있습니다."))
    if "author" in roles:
        raise NotAllowed("own_report", _("자신의 보고는 다른 운영자가 처리해야 합니다."))


def check_can_approve(member: Member, report: SessionReport) -> None:
    """Check that the report waits for its decision. Raises NotAllowed, Conflict `not_submitted`."""
    check_can_decide(member, report.session)
    if not may_become(report, ReportStatus.APPROVED, {"staff"}):
        raise Conflict("not_submitted", _("제출되어 승인을 기다리는 보고가 아닙니다."))


def check_can_return(member: Member, report: SessionReport) -> None:
    """Check that the report was submitted or approved. Raises NotAllowed, Conflict `not_submitted`."""
    check_can_decide(member, report.session)
    if not may_become(report, ReportStatus.RETURNED, {"staff"}):
        raise Conflict("not_submitted", _("제출되거나 승인된 보고가 아닙니다."))


def check_has_no_report(report: SessionReport | None) -> None:
    """Check that a session to be deleted or declined has no report that was submitted. Raises Conflict `has_report`."""
    if report is not None and report.is_locked:
        raise Conflict("has_report", _("보고가 제출된 멘토링은 삭제하거나 반려할 수 없습니다."))


# --- What -------------------------------------------------------------------------------------------------------------


def held_minutes(report: SessionReport) -> int:
    """Return how long the session was held by its report, 0 while that is not said."""
    if report.started_at is None or report.ended_at is None:
        return 0
    return max(int((report.ended_at - report.started_at).total_seconds()) // 60, 0)


def recognised_minutes(report: SessionReport) -> int:
    """Return the recognised time: from start to end, without the minutes that do not count."""
    return max(held_minutes(report) - report.excluded_minutes, 0)


def was_somebody_absent(presences: Collection[str]) -> bool:
    """Tell whether somebody with a seat did not come, so that the mentor is asked for a view of that."""
    return any(presence in ABSENT for presence in presences)


def check_lengths(report: SessionReport) -> None:
    """Check that no text of the report is too long. Raises Invalid `too_long` with the `field`."""
    for name, most in LONGEST.items():
        if len(getattr(report, name)) > most:
            raise Invalid("too_long", _("%(most)d자까지 쓸 수 있습니다.") % {"most": most}, field=name)


def check_is_whole(report: SessionReport, presences: Sequence[str], photos: Collection[str], now: datetime) -> None:
    """Check that the report says all it must. `presences`: of everybody with a seat, '' for nothing recorded.

    `photos`: the kinds of the photos and files that it has.

    Raises Invalid `report_incomplete`: its sentence and its `extra["gaps"]` name all that is missing, not the first.
    """
    if gaps := find_gaps(report, presences, photos, now):
        raise Invalid("report_incomplete", " ".join(gap.message for gap in gaps), gaps=gaps)


def find_gaps(report: SessionReport, presences: Sequence[str], photos: Collection[str], now: datetime) -> list[Invalid]:
    """Return what stands against submitting the report, each with its `field`, in the order of the form."""
    gaps = [*_gaps_of_attendance(presences), *_gaps_of_time(report, now)]
    if not report.place:
        sentence = _("진행 장소를 입력해 주세요. 온라인으로 했으면 ‘온라인’이라고 적어 주세요.")
        gaps.append(Invalid("place_missing", sentence, field="place"))
    if len(report.topic) < SHORTEST_TOPIC:
        sentence = _("주제를 %(least)d자 이상 적어 주세요. 지금은 %(n)d자입니다.")
        gaps.append(_too_short("topic", sentence, SHORTEST_TOPIC, report.topic))
    if len(report.content) < SHORTEST_CONTENT:
        sentence = _("진행 내용을 %(least)d자 이상 적어 주세요. 지금은 %(n)d자입니다.")
        gaps.append(_too_short("content", sentence, SHORTEST_CONTENT, report.content))
    if was_somebody_absent(presences) and not report.absence_view:
        sentence = _("참석하지 않은 사람이 있습니다. 불참자에 대한 의견을 적어 주세요.")
        gaps.append(Invalid("absence_view_missing", sentence, field="absence_view"))
    return [*gaps, *gaps_of_photos(report, photos)]


def _too_short(field: str, sentence: str, least: int, text: str) -> Invalid:
    return Invalid(f"{field}_too_short", sentence % {"least": least, "n": len(text)}, field=field)


def _gaps_of_attendance(presences: Sequence[str]) -> list[Invalid]:
    if not presences:
        return [Invalid("nobody_had_a_seat", _("자리를 받은 사람이 없는 멘토링은 보고하지 않습니다."))]
    if missing := sum(not presence for presence in presences):
        sentence = ngettext(
            "참석이 기록되지 않은 사람이 %(n)d명 있습니다. 먼저 참석을 기록해 주세요.",
            "참석이 기록되지 않은 사람이 %(n)d명 있습니다. 먼저 참석을 기록해 주세요.",
            missing,
        )
        return [Invalid("attendance_missing", sentence % {"n": missing})]
    return []


def _gaps_of_time(report: SessionReport, now: datetime) -> list[Invalid]:
    start, end = report.started_at, report.ended_at
    if start is None or end is None:
        asked = (
            (start, "start_time", _("실제 시작 시각을 입력해 주세요.")),
            (end, "end_time", _("실제 종료 시각을 입력해 주세요.")),
        )
        return [Invalid(f"{field}_missing", sentence, field=field) for at, field, sentence in asked if at is None]
    if end <= start:
        return [Invalid("ends_before_start", _("종료 시각은 시작 시각보다 늦어야 합니다."), field="end_time")]
    if end - start > LONGEST_SESSION:
        hours = int(LONGEST_SESSION.total_seconds()) // 3600
        sentence = _("한 번의 멘토링은 %(n)d시간을 넘을 수 없습니다.") % {"n": hours}
        return [Invalid("too_long", sentence, field="end_time")]
    gaps = []
    if end > now:
        sentence = _("종료 시각이 아직 지나지 않았습니다. 멘토링이 끝난 뒤에 제출해 주세요.")
        gaps.append(Invalid("not_over", sentence, field="end_time"))
    if report.excluded_minutes > held_minutes(report):
        sentence = _("제외 시간은 진행 시간(%(n)d분)보다 길 수 없습니다.") % {"n": held_minutes(report)}
        gaps.append(Invalid("excluded_too_long", sentence, field="excluded_minutes"))
    if report.excluded_minutes and not report.excluded_reason:
        gaps.append(Invalid("excluded_reason_missing", _("제외 시간의 사유를 적어 주세요."), field="excluded_reason"))
    return gaps

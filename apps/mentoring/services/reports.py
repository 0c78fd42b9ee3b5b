"""Writing the report of a session, submitting it, and deciding on it."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse

from apps.accounts.models import Member
from apps.accounts.selectors import list_staff_who_may
from apps.accounts.services.presence import hold_member
from apps.core import audit, clock, spelling
from apps.core.rules import check_reason
from apps.hours import services as ledger
from apps.hours.states import EntryKind
from apps.mentoring import notices
from apps.mentoring.models import Application, ReportFile, Session, SessionReport
from apps.mentoring.rules import reports as rules
from apps.mentoring.services.shared import lock_session, sentence_params
from apps.mentoring.states import ReportStatus
from apps.notices.services import tell

# --- Writing ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def save_report(
    *, by: Member, session_id: int, given: Mapping[str, Any], expected_revision: int | None = None
) -> SessionReport:
    """Save what is `given` of the report, also if it lacks something. What is not given stays.

    The names are the columns, and `start_time` and `end_time` of the day of the session. `expected_revision`: the one
    that was read, 0 for none; None skips the check. Raises Session.DoesNotExist, NotAllowed `not_the_author`, Invalid
    `too_long`, and Conflict where it cannot be written (`rules.check_can_write`) or `changed_meanwhile`.
    """
    return _save(by, session_id, given, expected_revision)


@transaction.atomic
def submit_report(
    *, by: Member, session_id: int, given: Mapping[str, Any] | None = None, expected_revision: int | None = None
) -> SessionReport:
    """Save what is `given` and submit the report: from now on it is locked, and staff are told.

    Who came is kept as it is recorded now. Raises what `save_report` raises, and Invalid `report_incomplete`, whose
    `extra["gaps"]` are all that is missing.
    """
    report = _save(by, session_id, given or {}, expected_revision)
    now = clock.now()
    presences = _presences(report.session)
    photos = set(ReportFile.objects.filter(report=report).values_list("kind", flat=True)) if report.pk else set()
    rules.check_is_whole(report, list(presences.values()), photos, now)
    before = report.status
    report.status, report.submitted_at = ReportStatus.SUBMITTED, now
    report.presences = {str(number): presence for number, presence in presences.items()}
    if not rules.was_somebody_absent(presences.values()):
        report.absence_view = ""
    report.save(update_fields=["status", "submitted_at", "presences", "absence_view"])
    audit.record(
        by=by, act="mentoring.report_submitted", subject=report, before={"status": before}, after=_decisive(report)
    )
    staff = [member for member in list_staff_who_may("mentoring.change_sessionreport") if member.pk != by.pk]
    path = reverse("admin:mentoring_sessionreport_change", args=[report.pk])
    tell(staff, notices.REPORT_TO_DECIDE, path=path, about=by, name=by.name, **sentence_params(report.session))
    return report


def _save(by: Member, session_id: int, given: Mapping[str, Any], expected_revision: int | None) -> SessionReport:
    hold_member(by.pk)
    session = lock_session(session_id, by)
    report = SessionReport.objects.filter(session=session).first()
    now = clock.now()
    rules.check_can_write(by, session, report, now)
    rules.check_unchanged(report, expected_revision)
    is_new = report is None
    report = report or draft_of(session)
    report.session = session
    before = audit.snapshot(report, _WRITTEN)
    _fill_in(report, given)
    rules.check_lengths(report)
    if is_new:
        report.created_at = report.updated_at = now
        audit.record_new(report, by=by, act="mentoring.report_begun")
    elif before != audit.snapshot(report, _WRITTEN):
        report.updated_at = now
        report.revision += 1
        report.save()
        audit.record(by=by, act="mentoring.report_written", subject=report)
    return report


def draft_of(session: Session) -> SessionReport:
    """Return an unsaved report with what the session says: where it was, from when to when."""
    return SessionReport(
        session=session, place=session.venue_name, started_at=session.starts_at, ended_at=session.ends_at
    )


def _fill_in(report: SessionReport, given: Mapping[str, Any]) -> None:
    for name, value in given.items():
        if name in _TIMES:
            setattr(report, _TIMES[name], _on_its_day(report.session, value))
        else:
            setattr(report, name, spelling.text(value) if isinstance(value, str) else value)


_TIMES = {"start_time": "started_at", "end_time": "ended_at"}
_WRITTEN = (*_TIMES.values(), *rules.LONGEST, "excluded_minutes")  # what the author writes


def _on_its_day(session: Session, at: time | None) -> datetime | None:
    return None if at is None else clock.at(session.date, at)


def _presences(session: Session) -> dict[int, str]:
    """Return who came, by the id of the application, of everybody with a seat; '' where nothing is recorded."""
    holding = Application.objects.filter(session=session, holds_seat=True).order_by("pk")
    return {number: presence or "" for number, presence in holding.values_list("pk", "attendance__presence")}


def _decisive(report: SessionReport) -> dict[str, Any]:
    return {"status": report.status, "recognised_minutes": rules.recognised_minutes(report)}


def empty_drafts_of(member: Member) -> None:
    """Erase the words of the reports that the member never submitted."""
    drafts = SessionReport.objects.filter(session__author=member, status=ReportStatus.DRAFT)
    drafts.update(place="", excluded_reason="", topic="", content="", absence_view="")


# --- Deciding ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def approve_report(*, by: Member, session_id: int, expected_revision: int | None = None) -> SessionReport:
    """Approve a submitted report, and tell its author. Its time is recognised.

    Raises SessionReport.DoesNotExist, NotAllowed `not_staff`, `own_report`, Conflict `not_submitted`,
    `changed_meanwhile`.
    """
    report = _lock_report(by, session_id)
    rules.check_can_approve(by, report)
    rules.check_unchanged(report, expected_revision)
    _decide(report, ReportStatus.APPROVED, by)
    session, minutes = report.session, rules.recognised_minutes(report)
    entry = ledger.record_hours(
        mentor=session.author, source=Session.SOURCE, source_id=session.pk, title=session.title, day=session.date,
        minutes=minutes, kind=EntryKind.REPORT, by=by,
    )  # fmt: skip
    # What staff corrected while the report was back with its author stands.
    _tell_author(report, notices.REPORT_APPROVED, minutes=entry.total if entry else minutes)
    return report


@transaction.atomic
def return_report(*, by: Member, session_id: int, reason: str, expected_revision: int | None = None) -> SessionReport:
    """Send a report back to its author with a reason, also one that was approved: its time counts no longer.

    Raises SessionReport.DoesNotExist, NotAllowed `not_staff`, `own_report`, Conflict `not_submitted`,
    `changed_meanwhile`, Invalid `reason_missing`, `reason_too_long`.
    """
    report = _lock_report(by, session_id)
    rules.check_can_return(by, report)
    rules.check_unchanged(report, expected_revision)
    check_reason(reason)
    report.return_reason = spelling.text(reason)
    if report.status == ReportStatus.APPROVED:
        ledger.take_back_hours(source=Session.SOURCE, source_id=session_id, reason=report.return_reason, by=by)
    _decide(report, ReportStatus.RETURNED, by, reason=report.return_reason)
    _tell_author(report, notices.REPORT_RETURNED, reason=report.return_reason)
    return report


def _decide(report: SessionReport, status: ReportStatus, by: Member, reason: str = "") -> None:
    before = report.status
    report.status, report.decided_at, report.decided_by = status, clock.now(), by
    report.revision += 1
    report.save(update_fields=["status", "decided_at", "decided_by", "return_reason", "revision"])
    act = f"mentoring.report_{'reopened' if before == ReportStatus.APPROVED else status}"
    audit.record(by=by, act=act, subject=report, before={"status": before}, after=_decisive(report), reason=reason)


def _tell_author(report: SessionReport, kind: str, **params: Any) -> None:
    path = reverse("mentoring:report", args=[report.session_id])
    tell([report.session.author], kind, path=path, **sentence_params(report.session), **params)


def _lock_report(by: Member, session_id: int) -> SessionReport:
    """Lock the session of a report that the member may see, and return the report."""
    SessionReport.objects.visible_to(by).values_list("pk").get(session_id=session_id)
    session = lock_session(session_id, by)
    report = SessionReport.objects.get(session_id=session_id)
    report.session = session
    return report


# --- Reminding --------------------------------------------------------------------------------------------------------


def remind_of_reports(now: datetime) -> int:
    """Remind the authors of sessions that are over and have no report, on the days of `rules.REMINDED_AFTER`.

    Return how many were reminded. Safe to repeat, and beside another worker.
    """
    return sum(_remind_after(days, now) for days in rules.REMINDED_AFTER) if rules.are_asked() else 0


def _remind_after(days: int, now: datetime) -> int:
    """Remind of the sessions that ended so many days ago, and not longer than a day before that."""
    over = Session.objects.without_report().filter(
        ends_at__lte=now - timedelta(days=days), ends_at__gt=now - timedelta(days=days + 1), author__is_active=True
    )
    keys = over.exclude(report__reminded_days__gte=days).order_by("pk").values_list("pk", flat=True)
    return sum(_remind(key, days, now) for key in keys)


@transaction.atomic
def _remind(session_id: int, days: int, now: datetime) -> bool:
    """Remind of one session, and keep on its report, or a draft of it, that it was done."""
    session = (
        Session.objects.select_for_update(no_key=True, of=("self",))
        .select_related("author", "venue")
        .get(pk=session_id)
    )
    report = SessionReport.objects.filter(session=session).first()
    if report is not None and (report.is_locked or report.reminded_days >= days):
        return False
    if report is None:
        report = draft_of(session)
        report.created_at = report.updated_at = now
        report.revision = 0  # who has the form open writes over nothing of anybody's
    report.reminded_days = days
    report.save()
    path = reverse("mentoring:report_edit", args=[session_id])
    tell([session.author], notices.REPORT_DUE, path=path, **sentence_params(session))
    return True

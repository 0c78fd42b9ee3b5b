"""Answers to what accounts asks of mentoring: a member's own data, who sees it, what happens on leaving."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.leaving import MOST_SHOWN, OpenEnd
from apps.accounts.models import Member
from apps.accounts.visibility import Facts
from apps.core import clock, no_shows, text
from apps.mentoring import rules
from apps.mentoring.models import (
    Application,
    Attendance,
    ReportFile,
    Session,
    SessionFeedback,
    SessionImage,
    SessionReport,
)
from apps.mentoring.services import applications, decisions, feedback, handouts, report_files, reports
from apps.mentoring.services.sessions import COPIED

_DATES = ("created_at", "updated_at", "approved_at", "declined_at", "deleted_at")


def export(member: Member) -> dict[str, Any]:
    """Return the sessions and applications of the member, for the file of their own data."""
    held = Session.objects.filter(author=member).order_by("id")
    rows = Application.objects.filter(member=member).order_by("id")
    placed = ("starts_at", "ends_at", "series", "venue__name", "venue_text")
    columns = ("id", *COPIED, "content", *placed, "handout_name", *_DATES)
    topics = {
        session.pk: [topic.name for topic in session.topics.all()]
        for session in held.only("pk").prefetch_related("topics")
    }
    records = Attendance.objects.filter(application__member=member).order_by("id")
    written = SessionReport.objects.filter(session__author=member).order_by("id")
    return {
        "sessions": [{**row, "topics": topics[row["id"]]} for row in held.values(*columns)],
        "images": list(SessionImage.objects.filter(session__author=member).values("session_id", "number", "alt")),
        "applications": list(
            rows.values(
                "id", "session_id", "session__title", "state", "applied_at", "offered_until", "released_at",
                "promoted_at", "cancelled_at", "cancel_cause", "cancel_reason",
            )
        ),
        "feedback": list(
            SessionFeedback.objects.filter(member=member)
            .order_by("session_id")
            .values("session_id", "session__title", "useful", "pace", "recommends", "comment")
        ),
        "attendances": list(
            records.values(
                "id", "application_id", "presence", "reason", "recorded_at", "changed_at", "objection", "objected_at",
                "decided_at", "answer",
            )
        ),
        "report_files": list(
            ReportFile.objects.filter(report__session__author=member)
            .order_by("id")
            .values("report__session_id", "kind", "name", "size", "created_at")
        ),
        "reports": list(
            written.values(
                "session_id", "status", "place", "started_at", "ended_at", "excluded_minutes", "excluded_reason",
                "topic", "content", "absence_view", "created_at", "updated_at", "submitted_at", "decided_at",
                "return_reason",
            )
        ),
    }  # fmt: skip


def facts_for_mentors(member: Member) -> Facts:
    """Return what the attendee lists of the sessions that the member applied to show.

    Queries: 1, and 1 for each domain where the site shows hosts the number of absences.
    """
    titles = Application.objects.filter(member=member).order_by("-applied_at", "-id")
    shown = list(dict.fromkeys(titles.values_list("session__title", flat=True)))
    if not shown:
        return []
    more = _(" 외 %(n)d건") % {"n": len(shown) - 3} if len(shown) > 3 else ""
    return [
        (_("이름"), member.name),
        (_("신청 내역"), _("신청·대기·취소 상태와 시각, 취소 사유, 참석 기록과 이의")),
        *no_shows.facts_for_hosts(member.pk, clock.now()),
        (_("해당 멘토링"), ", ".join(shown[:3]) + more),
    ]


def check_may_leave(member: Member) -> None:
    """Check that the member has no session to hold. Raises Conflict `runs_sessions`."""
    ahead = Session.objects.existing().filter(author=member, declined_at=None, ends_at__gt=clock.now()).count()
    rules.check_runs_no_sessions(ahead)


def end_applications(member: Member, by: Member) -> None:
    """Cancel the applications to sessions that have not started, so that those who wait get the seats.

    The sessions that were held keep neither address nor file of the member's.
    """
    Session.objects.filter(author=member).exclude(join_url="").update(join_url="")
    handouts.drop_files_of(member)
    for application_id in _ahead(member):
        applications.cancel_application(application_id=application_id, by=by, leaving=True)


def erase_words_of_attendance(member: Member, by: Member) -> None:
    """Erase the reasons, objections and answers of the member's records; whether they came stays."""
    Attendance.objects.filter(application__member=member).update(reason="", objection="", answer="")


def empty_drafts_of_reports(member: Member, by: Member) -> None:
    """Erase what the member wrote of sessions and did not submit; what was submitted is a record of the school."""
    reports.empty_drafts_of(member)
    report_files.drop_report_files_of(member)


def forget_feedback(member: Member, by: Member) -> None:
    """Delete the feedback that nobody could read yet, and cut the rest from the member."""
    feedback.forget_feedback(member=member, by=by)


def end_applications_of_switched_off(member: Member, by: Member) -> None:
    """Do the same where staff switch the member off, and say so in the history."""
    reason = _("이용이 중지되어 신청이 취소되었습니다.")
    for application_id in _ahead(member):
        applications.cancel_application(application_id=application_id, by=by, reason=reason, switched_off=True)


def decline_sessions(member: Member, by: Member) -> None:
    """Decline the sessions ahead of a member whom staff switch off, and tell the applicants."""
    decisions.decline_sessions_of_switched_off(member=member, by=by)


def open_ends(member: Member) -> list[OpenEnd]:
    """Return the sessions that the member has still to hold. Queries: 1."""
    ahead = Session.objects.existing().filter(author=member, declined_at=None, ends_at__gt=clock.now())
    return [
        OpenEnd(
            _("멘토링: %(title)s (%(when)s)") % {"title": row.title, "when": text.span(row.starts_at, row.ends_at)},
            reverse("admin:mentoring_session_change", args=[row.pk]),
        )
        for row in ahead.order_by("starts_at", "pk")[:MOST_SHOWN]
    ]


def _ahead(member: Member) -> list[int]:
    live = Application.objects.of(member).active().filter(session__starts_at__gt=clock.now())
    return list(live.order_by("session_id").values_list("pk", flat=True))

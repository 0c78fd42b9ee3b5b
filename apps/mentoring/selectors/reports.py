"""The reports of sessions: a report with all one decides by, the form to write it, and the list of one's own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from apps.accounts.models import Member
from apps.core import clock, spoken, text
from apps.core.components import Badge, Tab, When
from apps.core.errors import allowed
from apps.core.paging import Page, asked_page_of, page_of
from apps.mentoring.badges import presence_badge, report_badge
from apps.mentoring.models import Application, Session, SessionReport
from apps.mentoring.rules import reports as rules
from apps.mentoring.states import Presence, ReportStatus

PAGE_SIZE = 10


def title_of(session: Session) -> str:
    """Return the title of a session's report: `[자유 멘토링] 2026년 04월 10일 멘토링 보고`."""
    held = session.date
    korean = f"{held.year}년 {held.month:02}월 {held.day:02}일"
    day = spoken.say_date(held, today=date.min) if text.is_english() else korean
    return _("[%(type)s] %(day)s 멘토링 보고") % {"type": session.get_type_display(), "day": day}


@dataclass(frozen=True)
class PersonThere:
    """Somebody with a seat, in a report. `presence` is '' where nothing is recorded."""

    name: str
    presence: str
    badge: Badge | None


def people_of(report: SessionReport) -> list[PersonThere]:
    """Return who came: as it was when the report was submitted, before that as it is recorded now. Queries: 1."""
    kept: Mapping[str, str] = report.presences if report.is_locked else {}
    there = Q(pk__in=[int(number) for number in kept]) if report.is_locked else Q(holds_seat=True)
    rows = Application.objects.filter(there, session_id=report.session_id).order_by("pk")
    found = rows.values_list("pk", "member__name", "attendance__presence")
    return [_person(name, kept.get(str(pk), presence or "")) for pk, name, presence in found]


def _person(name: str, presence: str) -> PersonThere:
    return PersonThere(name, presence, presence_badge(presence) if presence else None)


def count_people(people: list[PersonThere]) -> list[tuple[str, int]]:
    """Return how many came, were late and so on, in words; and of how many nothing is recorded, if of any."""
    counts = [(str(kind.label), sum(person.presence == kind for person in people)) for kind in Presence]
    missing = sum(not person.presence for person in people)
    return [(label, n) for label, n in [*counts, (_("미기록"), missing)] if n]


# --- One report -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ReportPage:
    """A report as its author and staff read it.

    `facts` are short, `texts` long: label and value. `note` says what became of it and when, `reason` why it was sent
    back. `edit_url` is '' unless the viewer may write it.
    """

    report: SessionReport
    title: str
    badge: Badge
    facts: list[tuple[str, str, str]]
    texts: list[tuple[str, str]]
    people: list[PersonThere]
    counts: list[tuple[str, int]]
    note: str
    reason: str
    edit_url: str
    can_approve: bool
    can_return: bool


def get_report(session_id: int, member: Any) -> SessionReport:
    """Return a report that the member may see, with its session. Raises SessionReport.DoesNotExist. Queries: 1."""
    rows = SessionReport.objects.visible_to(member)
    return rows.select_related("session__author", "session__venue", "decided_by").get(session_id=session_id)


def report_page(session_id: int, member: Any, now: datetime) -> ReportPage:
    """Return the page of a report. Raises SessionReport.DoesNotExist if the member may not see it. Queries: 2."""
    return page_of_report(get_report(session_id, member), member, now)


def page_of_report(report: SessionReport, member: Any, now: datetime) -> ReportPage:
    """Return the page of a report that was read with its session. Queries: 1."""
    session, people = report.session, people_of(report)
    writes = allowed(rules.check_can_write, member, session, report, now)
    return ReportPage(
        report=report,
        title=title_of(session),
        badge=report_badge(report.status),
        facts=_facts(report, now),
        texts=_texts(report),
        people=people,
        counts=count_people(people),
        note=_note(report, now),
        reason=report.return_reason if report.status == ReportStatus.RETURNED else "",
        edit_url=reverse("mentoring:report_edit", args=[session.pk]) if writes else "",
        can_approve=allowed(rules.check_can_approve, member, report),
        can_return=allowed(rules.check_can_return, member, report),
    )


def _facts(report: SessionReport, now: datetime) -> list[tuple[str, str, str]]:
    session, today = report.session, clock.local(now).date()
    planned = spoken.say_span(session.starts_at, session.ends_at, today=today)
    held = _("입력 전")
    if report.started_at is not None and report.ended_at is not None:
        held = text.hours(report.started_at, report.ended_at)
    excluded = text.length(report.excluded_minutes) if report.excluded_minutes else ""
    facts = [
        (_("멘토링"), session.title, ""),
        (_("멘토"), session.author.name, ""),
        (_("예정 일시"), planned, ""),
        (_("실제 시간"), held, ""),
        (_("제외 시간"), excluded, report.excluded_reason),
        (_time_label(report), text.length(rules.recognised_minutes(report)), ""),
        (_("진행 장소"), report.place, ""),
    ]
    return [fact for fact in facts if fact[1]]


def _time_label(report: SessionReport) -> str:
    return _("인정 시간") if report.status == ReportStatus.APPROVED else _("인정 예정 시간")


def _texts(report: SessionReport) -> list[tuple[str, str]]:
    texts = [
        (pgettext("of a report", "주제"), report.topic),
        (_("진행 내용"), report.content),
        (_("불참자에 대한 의견"), report.absence_view),
    ]
    return [(label, words) for label, words in texts if words]


def _note(report: SessionReport, now: datetime) -> str:
    today = clock.local(now).date()
    if report.decided_at is not None and report.status in (ReportStatus.APPROVED, ReportStatus.RETURNED):
        when = spoken.say_moment(report.decided_at, today=today)
        name = report.decided_by.name if report.decided_by else ""
        words = _("%(when)s 승인") if report.status == ReportStatus.APPROVED else _("%(when)s 보완 요청")
        return " · ".join(filter(None, [words % {"when": when}, name]))
    if report.submitted_at is not None and report.is_locked:
        return _("%(when)s 제출") % {"when": spoken.say_moment(report.submitted_at, today=today)}
    return _("%(when)s 저장") % {"when": spoken.say_moment(report.updated_at, today=today)}


# --- Writing it -------------------------------------------------------------------------------------------------------


def get_session_to_report(session_id: int, member: Any) -> Session:
    """Return a session with its report, if it has one. Raises Session.DoesNotExist. Queries: 1."""
    rows = Session.objects.visible_to(member).select_related("author", "venue", "report")
    return rows.get(pk=session_id)


def report_url_of(session: Session, member: Any, now: datetime) -> str:
    """Return where the member writes, or wrote, the report of a session; '' for nobody's to write."""
    writes = allowed(rules.check_can_write, member, session, None, now)
    return reverse("mentoring:report_edit", args=[session.pk]) if writes else ""


def report_or_none(session: Session) -> SessionReport | None:
    return getattr(session, "report", None)


# --- One's own --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ReportRow:
    """A session with what became of its report, in the list of its author's."""

    url: str
    title: str
    session: str
    day: date
    when: When
    badge: Badge
    notes: list[str]


_SHOWN: dict[str, Q] = {
    "todo": Q(report=None) | Q(report__status=ReportStatus.DRAFT),
    "submitted": Q(report__status=ReportStatus.SUBMITTED),
    "returned": Q(report__status=ReportStatus.RETURNED),
    "approved": Q(report__status=ReportStatus.APPROVED),
}


def read_shown(raw: str | None) -> str:
    """Return the tab asked for, '' for all or for one that does not exist."""
    return raw if raw and raw in _SHOWN else ""


def report_tabs(shown: str) -> list[Tab]:
    """Return the tabs of the list; `shown` is the one that is open."""
    address = reverse("mentoring:reports")
    labels = {
        "": _("전체"),
        "todo": _("쓸 보고"),
        "submitted": str(ReportStatus.SUBMITTED.label),
        "returned": str(ReportStatus.RETURNED.label),
        "approved": str(ReportStatus.APPROVED.label),
    }
    return [Tab(label, f"{address}?show={key}" if key else address, key == shown) for key, label in labels.items()]


def report_list(member: Member, shown: str, number: int, now: datetime) -> Page:
    """Return one page of the member's sessions that began and are reported, newest first. Queries: 3."""
    rows = Session.objects.to_report(member, now).filter(_SHOWN.get(shown, Q()))
    if not rules.are_asked():
        rows = rows.filter(report__isnull=False)
    return page_of(rows.order_by("-starts_at", "-pk"), number, size=PAGE_SIZE, load=lambda keys: _rows(keys, now))


def _rows(keys: list[int], now: datetime) -> list[ReportRow]:
    rows = Session.objects.filter(pk__in=keys).select_related("report").in_bulk()
    return [_row(rows[key], now) for key in keys if key in rows]


def _row(session: Session, now: datetime) -> ReportRow:
    report = report_or_none(session)
    is_open = report is None or not report.is_locked
    name = "mentoring:report_edit" if is_open and rules.are_asked() else "mentoring:report"
    notes = []
    if report is not None and report.is_locked:
        notes.append(f"{_time_label(report)} {text.length(rules.recognised_minutes(report))}")
    if report is not None and report.status == ReportStatus.RETURNED:
        notes.append(_("사유: %(reason)s") % {"reason": report.return_reason})
    return ReportRow(
        url=reverse(name, args=[session.pk]),
        title=title_of(session),
        session=session.title,
        day=session.date,
        when=spoken.when_span(session.starts_at, session.ends_at, today=clock.local(now).date()),
        badge=report_badge(report.status if report and report.revision else ""),  # the worker begins some
        notes=notes,
    )


# --- For the API ------------------------------------------------------------------------------------------------------


def list_reports(member: Member, *, status: ReportStatus | None, own: bool, page: int) -> Page:
    """Return a page of the reports that the member may see, those of the latest sessions first. Queries: 3."""
    rows = SessionReport.objects.visible_to(member)
    if status is not None:
        rows = rows.filter(status=status)
    if own:
        rows = rows.filter(session__author_id=member.pk)
    return asked_page_of(rows.order_by("-session__starts_at", "-pk"), page, load=_load)


def _load(keys: list[int]) -> list[SessionReport]:
    by_key = SessionReport.objects.select_related("session__author").in_bulk(keys)
    return [by_key[key] for key in keys if key in by_key]

"""The parts of mentoring on the pages that are made from several domains."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db.models import Count, DateTimeField, Q
from django.urls import reverse, reverse_lazy
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import clock, parts, spoken
from apps.core.parts import Brings, DeskItem, GivesUp, MenuLine, Offer, Openings, RecordLine, RecordPart
from apps.core.prepared import Given, Prepared
from apps.mentoring import badges, notices
from apps.mentoring.models import Application, Session, SessionReport
from apps.mentoring.selectors import today
from apps.mentoring.selectors.filters import WEEKDAYS, ListFilters
from apps.mentoring.selectors.lists import soonest_open
from apps.mentoring.selectors.no_shows import missed_sessions
from apps.mentoring.selectors.picks import picked_sessions, sessions_open_with
from apps.mentoring.services import feedback, line, swapping
from apps.mentoring.services.attendance import delete_expired_codes
from apps.mentoring.services.pictures import delete_lost_files
from apps.mentoring.services.reports import remind_of_reports
from apps.mentoring.states import ApplicationState
from apps.planner.weekly_hours import weekday_name

APP = "mentoring"


def register() -> None:
    parts.MENU.add(
        APP, "sessions", MenuLine(gettext_lazy("멘토링"), reverse_lazy("mentoring:list"), "calendar"), place=10
    )
    parts.TODAY.add(APP, "places in line", today.seats_awaited, place=20)
    parts.TODAY.add(APP, "sessions held", today.sessions_held, place=60)
    parts.WAITED_FOR.add(APP, "sessions", today.waited_for, place=10)
    gives_up = GivesUp(swapping.can_give_up, swapping.give_up_seat, lock=swapping.lock_sessions)
    parts.GIVES_UP.add(APP, Session.SOURCE, gives_up, place=10)
    parts.BRINGS.add(APP, Session.SOURCE, what_to_bring)
    parts.OFFERS.add(APP, "open sessions", open_sessions, place=10)
    parts.OPENINGS.add(APP, "sessions", OPENINGS, place=10)
    parts.RECORD.add(APP, "sessions", RECORD, place=10)
    parts.NO_SHOWS.add(APP, "sessions", missed_sessions)
    parts.DESK.add(APP, "sessions", UNDECIDED, place=10)
    parts.DESK.add(APP, "reports", REPORTS, place=15)
    parts.HIDDEN.add(APP, "reports", "/mentoring/reports/")
    parts.HIDDEN.add(APP, "history", "/mentoring/history/")
    parts.DUE.add(APP, "reminders of seats offered in sessions", line.remind_of_offers)
    parts.DUE.add(APP, "seats offered in sessions", line.end_lapsed_offers)
    parts.DUE.add(APP, "feedback on sessions", feedback.ask_for_feedback)
    parts.CHORES.add(APP, "lost files of sessions", delete_lost_files, place=50)
    parts.CHORES.add(APP, "codes of sessions", delete_expired_codes, place=55)
    parts.CHORES.add(APP, "reminders of reports", remind_of_reports, place=56)


# --- The desk of the staff --------------------------------------------------------------------------------------------

UNDECIDED = DeskItem(
    title=gettext_lazy("개설 승인을 기다리는 멘토링"),
    model=Session,
    rows=lambda: Session.objects.undecided().filter(ends_at__gt=Given("now", DateTimeField())),
    query="?decision=waiting",
    since="created_at",
    kind=notices.TO_DECIDE,
)


REPORTS = DeskItem(
    title=gettext_lazy("승인을 기다리는 멘토링 보고"),
    model=SessionReport,
    rows=lambda: SessionReport.objects.to_decide(),
    query="?status__exact=submitted",
    since="submitted_at",
    kind=notices.REPORT_TO_DECIDE,
)


def what_to_bring(session_id: int) -> Brings:
    """Return what to bring to a session, and its file. Queries: 1."""
    return Brings(*Session.objects.values_list("preparation", "handout_name").get(pk=session_id))


# --- The first page ---------------------------------------------------------------------------------------------------


def open_sessions(member: Any, now: datetime, word: str = "") -> Offer:
    """Return the sessions that take applications, the soonest first; to a member only those that fit."""
    everywhere = ListFilters(word=word, status="all")
    return Offer(
        title=_("이런 멘토링은 어떠세요?"),
        template="portal/_sessions.html",
        context={"rows": soonest_open(word, member, now) if word else []},
        picks=() if word else picked_sessions(member, now),
        url=reverse("mentoring:list") + (everywhere.url() if word else ""),
        label=_("멘토링 전체에서 찾기") if word else _("접수중인 멘토링 모두 보기"),
        ways=() if word else _weekdays(get_language()),
        ways_label=_("요일로 멘토링 찾기"),
    )


@cache
def _weekdays(language: str | None) -> Sequence[tuple[str, str, str]]:
    """Return the links to the sessions of each weekday in `language`, which must be the active one."""
    page = reverse("mentoring:list")
    return [
        (str(short), weekday_name(number), page + ListFilters(weekday=(key,)).url())
        for number, (key, short) in enumerate(WEEKDAYS.items())
    ]


# --- A mentor's page --------------------------------------------------------------------------------------------------

OPENINGS = Openings(
    title=gettext_lazy("멘토링"),
    label=gettext_lazy("이 멘토의 멘토링 모두 보기"),
    open_for=lambda now: Session.objects.open_at(now).order_by().values("author_id"),
    counts=parts.prepare_counts(lambda now: Session.objects.open_at(now), "author"),
    words=lambda number: ngettext("멘토링 %(n)d건", "멘토링 %(n)d건", number) % {"n": number},
    picks=sessions_open_with,
    url=lambda name: reverse("mentoring:list") + ListFilters(mentor=name, status="all").url(),
)


# --- A student's record -----------------------------------------------------------------------------------------------


@cache
def _newest(most: int) -> Prepared:
    return Prepared(
        lambda: (
            Application.objects.filter(member_id=Given("member"))
            .with_place()
            .select_related("session__author", "attendance")
            .only(
                "state",
                "offered_until",
                "attendance__presence",
                "session__title",
                "session__type",
                "session__starts_at",
                "session__ends_at",
                "session__author__name",
            )
            .order_by("-applied_at", "-pk")[:most]
        )
    )


def _record_lines(student: Member, now: datetime, most: int) -> list[RecordLine]:
    day = clock.local(now).date()
    return [_record_line(row, now, day) for row in _newest(most)(member=student.pk)]


def _record_line(row: Any, now: datetime, day: date) -> RecordLine:
    session = row.session
    mentor = _("%(name)s 멘토") % {"name": session.author.name}
    return RecordLine(
        title=session.title,
        badge=badges.application_badge(
            row.state,
            row.place,
            now=now,
            offered_until=row.offered_until,
            took_part=session.ends_at <= now,
            presence=row.attendance.presence if hasattr(row, "attendance") else "",
        ),
        meta=[spoken.say_span(session.starts_at, session.ends_at, today=day), session.get_type_display(), mentor],
    )


def _record_cells(ids: Collection[int], now: datetime) -> dict[int, tuple[str, ...]]:
    held = Q(state=ApplicationState.APPLIED)
    rows = Application.objects.filter(member__in=ids).order_by().values("member")
    counts = rows.annotate(
        ahead=Count("pk", filter=held & Q(session__ends_at__gt=now)),
        past=Count("pk", filter=held & Q(session__ends_at__lte=now)),
    )
    return {row["member"]: (parts.count_words(row["ahead"]), parts.count_words(row["past"])) for row in counts}


RECORD = RecordPart(
    title=gettext_lazy("멘토링"),
    nothing=gettext_lazy("신청한 멘토링이 없습니다."),
    lines=_record_lines,
    columns=(gettext_lazy("신청한 멘토링"), gettext_lazy("마친 멘토링")),
    cells=_record_cells,
)

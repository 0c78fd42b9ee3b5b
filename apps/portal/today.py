"""Today, the member's own page: what is on now or next, what is to be done, what is waited for, what they hold."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from apps.accounts.models import Member
from apps.accounts.states import MentorStatus
from apps.core import clock, parts, spoken, text
from apps.core.parts import Awaited, Card, Column, Learning, Shelf, TodayPart, Todo
from apps.planner.models import Appointment, AppointmentRole
from apps.planner.selectors import joining_of
from apps.portal import sections

# Appointments that are read: one on top, two in the line below it.
SHOWN_NEXT = 3
CARDS_IN_COLUMN = 6
# A deadline that is as near as this asks for attention.
CLOSE = timedelta(days=2)
# What starts within this time is counted down; later it is named by its day and hour.
COUNTED_DOWN = timedelta(hours=12)
Part = TypeVar("Part", Todo, Awaited, Learning, Card, Shelf)


@dataclass(frozen=True)
class NowCard:
    """The one thing on top: `label` says when, `button` is the one act, `exact` the exact time."""

    label: str
    title: str
    url: str
    meta: list[str]
    button: str
    button_url: str
    exact: str = ""


@dataclass(frozen=True)
class ThenLine:
    title: str
    url: str
    when: str


@dataclass(frozen=True)
class TodoLine:
    """An act that waits. `when` is its deadline in words; `is_close`: near or past."""

    title: str
    url: str
    note: str
    when: str
    is_close: bool


@dataclass(frozen=True)
class LearningCard:
    title: str
    url: str
    note: str
    rate: int
    then: str
    button_url: str
    has_begun: bool


@dataclass(frozen=True)
class BoardColumn:
    """A column of the board. `left_out` counts the cards that are not shown."""

    title: str
    nothing: str
    cards: list[Card]
    left_out: int


@dataclass(frozen=True)
class FirstStep:
    label: str
    note: str
    url: str
    is_done: bool


@dataclass(frozen=True)
class Today:
    """The parts of the page. `steps` are for a newcomer, who has nothing else yet."""

    day: str
    now: NowCard | None
    then: list[ThenLine]
    todos: list[TodoLine]
    awaited: list[Awaited]
    learning: list[LearningCard]
    board: list[BoardColumn]
    shelves: list[Shelf]
    steps: list[FirstStep]


def today_of(member: Member, upcoming: Sequence[Appointment], now: datetime) -> Today:
    """Return the member's day. Queries: those of the parts (apps.core.parts.TODAY), and 1 for the desk of staff."""
    given = [part for read in parts.TODAY for part in read(member, now)]
    cards = [*_only(Card, given), *sections.desk_cards(member, now)]
    learning = [_learning_card(part, now) for part in _only(Learning, given)]
    learning.sort(key=lambda card: not card.has_begun)
    today = clock.local(now).date()
    shown, later = _now_card(upcoming, learning, now)
    awaited = [*_mentor_request(member), *_only(Awaited, given)]
    todos = sorted(_only(Todo, given), key=lambda part: (part.due is None, part.due or now))
    is_newcomer = not (upcoming or learning or cards or awaited or todos)
    return Today(
        day=_day_words(today),
        now=shown,
        then=[ThenLine(row.label, row.path, say_near(row.starts_at, today)) for row in later],
        todos=[_todo_line(part, now) for part in todos],
        awaited=awaited,
        learning=learning,
        board=_board(cards) if cards else [],
        shelves=_only(Shelf, given),
        steps=first_steps(member) if is_newcomer else [],
    )


def say_near(moment: datetime, today: date) -> str:
    """Return `내일 오전 8시`, `12월 2일 (수) 저녁 7시 30분`."""
    joint = ", " if text.is_english() else " "
    return f"{spoken.say_near_day(clock.local(moment).date(), today=today)}{joint}{spoken.say_time(moment)}"


def _only(kind: type[Part], given: Iterable[TodayPart]) -> list[Part]:
    return [part for part in given if isinstance(part, kind)]


def _day_words(today: date) -> str:
    names = (
        _("월요일"), _("화요일"), _("수요일"), _("목요일"), _("금요일"), _("토요일"), _("일요일"),
    )  # fmt: skip
    if text.is_english():
        return f"{names[today.weekday()]}, {today.day} {text.ENGLISH_MONTHS[today.month - 1]}"
    return f"{today.month}월 {today.day}일 {names[today.weekday()]}"


# --- Now or next ------------------------------------------------------------------------------------------------------


def _now_card(
    upcoming: Sequence[Appointment], learning: Sequence[LearningCard], now: datetime
) -> tuple[NowCard | None, list[Appointment]]:
    """Return what stands on top, and the appointments below it.

    If nothing is on today, that is the class to go on with.
    """
    today = clock.local(now).date()
    goes_on = next((card for card in learning if card.has_begun and card.then), None)
    is_today = bool(upcoming) and clock.local(upcoming[0].starts_at).date() <= today
    if goes_on is not None and not is_today:
        meta = [goes_on.then, _("진도 %(rate)d%%") % {"rate": goes_on.rate}]
        label = _("오늘 남은 일정이 없습니다")
        card = NowCard(label, goes_on.title, goes_on.url, meta, _("이어서 학습하기"), goes_on.button_url)
        return card, list(upcoming[:2])
    if not upcoming:
        return None, []
    return _appointment_card(upcoming[0], now), list(upcoming[1:3])


def _appointment_card(row: Appointment, now: datetime) -> NowCard:
    is_on, today = row.starts_at <= now, clock.local(now).date()
    hours = spoken.say_hours(row.starts_at, row.ends_at)
    if not is_on and clock.local(row.starts_at).date() != today:
        hours = spoken.say_span(row.starts_at, row.ends_at, today=today)
    button, button_url = parts.OPENS[row.source] if row.source in parts.OPENS else _("자세히 보기"), row.path
    joining = joining_of(row, now)
    if joining is not None and joining.is_open:
        button, button_url = _("입장하기"), joining.path
    role = str(AppointmentRole(row.role).label)
    return NowCard(
        label=_label(row, now),
        title=row.label,
        url=row.path,
        meta=[hours, row.place or (_("온라인") if row.join_url else _("장소 미정")), role],
        button=str(button),
        button_url=button_url,
        exact=text.span(row.starts_at, row.ends_at),
    )


def _label(row: Appointment, now: datetime) -> str:
    if row.starts_at <= now:
        return _("지금 진행 중 · %(left)s 뒤 끝남") % {"left": _span_words(row.ends_at - now)}
    if row.starts_at - now <= COUNTED_DOWN:
        return _("%(left)s 뒤 시작") % {"left": _span_words(row.starts_at - now)}
    return _("다음 일정 · %(left)s") % {"left": text.time_left(row.starts_at, now=now)}


def _span_words(left: timedelta) -> str:
    """Return `20분`, `3시간 20분`; less than a minute is a minute."""
    return text.length(max(1, int(left.total_seconds() // 60)))


# --- To do, waiting, learning -----------------------------------------------------------------------------------------


def _todo_line(part: Todo, now: datetime) -> TodoLine:
    if part.due is None:
        return TodoLine(part.title, part.url, part.note, "", is_close=False)
    until = spoken.say_until(part.due, today=clock.local(now).date())
    when = pgettext("deadline", "%(when)s까지") % {"when": until}
    if part.due <= now:
        when = _("%(when)s · 지남") % {"when": when}
    return TodoLine(part.title, part.url, part.note, when, is_close=part.due - now <= CLOSE)


def _learning_card(part: Learning, now: datetime) -> LearningCard:
    today = clock.local(now).date()
    has_begun = part.starts_at <= now
    if has_begun:
        note = pgettext("deadline", "%(when)s까지") % {
            "when": spoken.say_near_day(clock.local(part.ends_at - timedelta(microseconds=1)).date(), today=today)
        }
    else:
        note = _("%(day)s 시작") % {"day": spoken.say_day(clock.local(part.starts_at).date(), today=today)}
    return LearningCard(part.title, part.url, note, part.rate, part.then, part.then_url or part.url, has_begun)


def _mentor_request(member: Member) -> list[Awaited]:
    """Return the member's request to be a mentor while staff review it."""
    profile = getattr(member, "mentor_profile", None)
    if profile is None or profile.status != MentorStatus.PENDING:
        return []
    return [Awaited(_("멘토 신청"), reverse("accounts:mentor"), _("심사 중"))]


# --- The board --------------------------------------------------------------------------------------------------------


def _board(cards: Sequence[Card]) -> list[BoardColumn]:
    named = {
        Column.AHEAD: (_("예정"), _("예정된 것이 없습니다.")),
        Column.RUNNING: (_("진행 중"), _("지금 진행 중인 것이 없습니다.")),
        Column.SETTLE: (_("정리할 것"), _("정리할 것이 없습니다.")),
    }
    columns = []
    for column, (title, nothing) in named.items():
        own = sorted((card for card in cards if card.column == column), key=lambda card: card.at)
        columns.append(BoardColumn(title, nothing, own[:CARDS_IN_COLUMN], max(0, len(own) - CARDS_IN_COLUMN)))
    return columns


# --- A newcomer -------------------------------------------------------------------------------------------------------


def first_steps(member: Member) -> list[FirstStep]:
    """Return what somebody does first who has nothing here yet, with what is done."""
    if member.is_mentor:
        last = (_("첫 멘토링 열기"), _("날짜와 정원을 정하면 바로 접수를 받습니다."), reverse("mentoring:new"))
    else:
        url = reverse("mentoring:list") + "?status=open"
        last = (_("첫 신청하기"), _("지금 신청할 수 있는 멘토링을 찾아보세요."), url)
    return [
        FirstStep(
            _("프로필 채우기"),
            _("사진이나 소개가 있으면 서로 알아보기 쉽습니다."),
            reverse("accounts:profile"),
            is_done=bool(member.introduction or member.profile_image),
        ),
        FirstStep(
            _("내 달력에 연결하기"),
            _("휴대전화 달력에서 일정을 함께 봅니다."),
            reverse("planner:calendar"),
            is_done=False,
        ),
        FirstStep(*last, is_done=False),
    ]

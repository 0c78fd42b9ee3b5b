"""The kinds of notices, with name and sentence. Domains register theirs when they are loaded."""

import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps as installed_apps
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.accounts.states import NAME_OF_WHO_LEFT
from apps.core import clock, parts, spoken, text
from apps.core.particles import fill
from apps.core.registry import Registry
from apps.notices.states import MailTiming
from apps.planner.models import Appointment

log = logging.getLogger(__name__)

# The keys of the reminders. The portal registers them, which joins the planner with the notices; domains name them too.
DAY_BEFORE, HOUR_BEFORE = "planner.day_before", "planner.hour_before"

# Characters of a subject: what a phone shows of it. English letters are narrower, and its words longer.
LONGEST_KOREAN, LONGEST_ENGLISH = 50, 60
_SHORTEST_WORD = 8
_PARAM = re.compile(r"%\((\w+)\)")
_WHOLE = frozenset({"when", "day", "amount", "count"})  # nobody understands a part of these


@dataclass(frozen=True)
class Span:
    """A time span among the params, which is formatted in the reader's language."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Period:
    """The first and the last day of something among the params."""

    first: date
    last: date


@dataclass(frozen=True)
class Until:
    """The moment until which something is to be done, among the params."""

    at: datetime


@dataclass(frozen=True)
class Title:
    """A stored title of a source among the params, which reads otherwise in another language (`parts.say_title`)."""

    source: str
    title: str

    def __str__(self) -> str:
        return parts.say_title(self.source, self.title)


class _Words(dict):
    """The params as text. A param that an older notice lacks is empty."""

    def __missing__(self, name: str) -> str:
        return ""


@dataclass(frozen=True)
class NoticeKind:
    """A kind of notice. `title`, `body` and `subject` are lazy format strings over the params; see `core.particles`.

    `subject` is that of its mail: the news first, short. `group` is the heading of its choice; without one it stands
    under the name of its app.

    `names` are the params that name the person whom the notice is about, `written` the texts of that person. Both are
    erased when the person leaves (see `services.forget_person`). Only members of the `role` are told it (see `ROLES`).
    `timing` counts for whoever chose nothing. `is_digest`: the mail of the day, which holds notices of other kinds.
    `is_counted`: it comes in the digest alone, as a number of what waits.
    """

    key: str
    label: str | Promise
    title: str | Promise
    body: str | Promise = ""
    subject: str | Promise = ""
    group: str | Promise = ""
    names: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    role: str = ""
    timing: MailTiming = MailTiming.AT_ONCE
    is_digest: bool = False
    is_counted: bool = False

    @property
    def app(self) -> str:
        """The label of the app that tells it."""
        return self.key.partition(".")[0]

    def without_person(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """Return the params without the name and the texts of the person whom the notice is about."""
        gone = dict.fromkeys(self.names, NAME_OF_WHO_LEFT) | dict.fromkeys(self.written, "")
        return {name: gone.get(name, value) for name, value in params.items()}

    def render_title(self, params: Mapping[str, Any]) -> str:
        """Return the sentence in the active language, in one line."""
        return " ".join(fill(self.title, render_params(params)).split())

    def render_subject(self, params: Mapping[str, Any], *, more: int = 0) -> str:
        """Return the subject of its mail in the active language, its longest words shortened until it fits.

        `more`: how many other pieces of news the mail holds.
        """
        words = _Words({name: _short(name, value) for name, value in params.items()})
        return subject_of(self.subject or self.title, words, more=more)

    def render_body(self, params: Mapping[str, Any]) -> str:
        """Return the text below the sentence in the active language, without lines of empty values."""
        return fill(_said(str(self.body), params), render_params(params)).strip() if self.body else ""


def _said(pattern: str, params: Mapping[str, Any]) -> str:
    """Return the lines of a pattern without those whose params are all empty."""
    lines = []
    for line in pattern.split("\n"):
        names = _PARAM.findall(line)
        if not names or any(params.get(name, "") != "" for name in names):
            lines.append(line)
    return "\n".join(lines)


def subject_of(pattern: str | Promise, words: Mapping[str, Any], *, more: int = 0) -> str:
    """Return a subject in one line, its longest words shortened until it fits; `more` other news are counted."""
    end = _(" 외 %(n)d건") % {"n": more} if more else ""
    # In English the count may stand beyond what a phone shows: its news and its time take all of that.
    room = LONGEST_ENGLISH if text.is_english() else LONGEST_KOREAN - len(end)
    shown = _Words({name: word if name in _WHOLE else " ".join(str(word).split()) for name, word in words.items()})
    longest = max((len(word) for name, word in shown.items() if name not in _WHOLE), default=0)
    most = min(room, longest)  # nothing gets shorter above it
    while True:
        short = _Words({name: word if name in _WHOLE else _cut(word, most) for name, word in shown.items()})
        line = " ".join(fill(pattern, short).split())
        if len(line) <= room or most <= _SHORTEST_WORD:
            return _cut(line, room) + end
        most -= 1


def _cut(words: str, most: int) -> str:
    return words if len(words) <= most else Truncator(words).chars(most)


KINDS: Registry[NoticeKind] = Registry("kinds of notice", asks=True)
# Who may be told a kind that has this role. A domain adds a role that only it can tell.
ROLES: dict[str, Callable[[Member], bool]] = {
    "": lambda member: True,
    "mentor": lambda member: member.is_mentor or member.is_staff,
    "staff": lambda member: member.is_staff,
}


def register(*kinds: NoticeKind) -> None:
    """Add kinds of notices. Raises ValueError if a key exists already."""
    for kind in kinds:
        KINDS.add(kind.app, kind.key, kind)


def get(key: str) -> NoticeKind:
    """Return a registered kind. Raises KeyError."""
    return KINDS[key]


def find(key: str) -> NoticeKind:
    """Return the kind of a stored notice. A kind that no app registers any more is logged and has no sentence."""
    if key not in KINDS:
        log.warning("notice kind %s is not registered", key)
        return NoticeKind(key, _("알림"), _("알림"))
    return KINDS[key]


def group_of(kind: NoticeKind) -> str:
    """Return the heading under which a kind is chosen."""
    return str(kind.group or installed_apps.get_app_config(kind.key.partition(".")[0]).verbose_name)


def all_kinds() -> list[NoticeKind]:
    """Return all kinds in the order they were registered."""
    return list(KINDS)


def kinds_for(member: Member) -> list[NoticeKind]:
    """Return the kinds that a member may be told, and chooses a timing for. Statements: 1 for each role of a domain."""
    roles = {role for role, holds in ROLES.items() if holds(member)}
    return [kind for kind in all_kinds() if kind.role in roles and not kind.is_digest]


def clash_params(clashes: Sequence[Appointment]) -> dict[str, Any]:
    """Return the params that name what somebody else has to be at: the first, its time, and how many there are more."""
    if not clashes:
        return {"clash": "", "clash_when": "", "clash_more": ""}
    first, more = clashes[0], len(clashes) - 1
    title = Title(first.source, first.title)
    return {"clash": title, "clash_when": Span(first.starts_at, first.ends_at), "clash_more": more or ""}


def stored(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the params for a JSON field; `render_params` reads them back. None stands for an unknown value."""
    return {name: _kept(value) for name, value in params.items()}


def _kept(value: Any) -> Any:
    if isinstance(value, Span):
        return {"from": value.starts_at.isoformat(), "to": value.ends_at.isoformat()}
    if isinstance(value, Period):
        return {"first": value.first.isoformat(), "last": value.last.isoformat()}
    if isinstance(value, Until):
        return {"until": value.at.isoformat()}
    if isinstance(value, Title):
        return {"source": value.source, "title": value.title} if value.source in parts.TITLES else value.title
    return value


def render_params(params: Mapping[str, Any]) -> _Words:
    """Return the params as text in the active language."""
    return _Words({name: _named(name, value) for name, value in params.items()})


def _named(name: str, value: Any) -> Any:
    """Return a param as text, the one day that is kept as an ISO date as people say it."""
    return spoken.say_day(date.fromisoformat(value), today=clock.today()) if name == "day" else _word(value)


def _short(name: str, value: Any) -> Any:
    """Return a param as a subject has it: of a time the day and the start, `12/6 일 19:00`."""
    if isinstance(value, Span):
        return text.short_moment(value.starts_at)
    if isinstance(value, dict) and "from" in value:
        return text.short_moment(datetime.fromisoformat(value["from"]))
    return text.short_day(date.fromisoformat(value)) if name == "day" else _named(name, value)


def _word(value: Any) -> Any:
    if value is None:
        return _("미정")
    if isinstance(value, Span):
        return spoken.say_span(value.starts_at, value.ends_at, today=clock.today())
    if isinstance(value, Until):
        return spoken.say_until(value.at, today=clock.today(), read_later=True)
    if isinstance(value, Period):
        return spoken.say_period(value.first, value.last, today=clock.today())
    if isinstance(value, dict) and "first" in value:
        first, last = date.fromisoformat(value["first"]), date.fromisoformat(value["last"])
        return spoken.say_period(first, last, today=clock.today())
    if isinstance(value, Title):
        return str(value)
    if isinstance(value, dict) and "source" in value:
        return str(Title(**value))
    if isinstance(value, dict) and "until" in value:
        return spoken.say_until(datetime.fromisoformat(value["until"]), today=clock.today(), read_later=True)
    if isinstance(value, dict):
        starts_at, ends_at = datetime.fromisoformat(value["from"]), datetime.fromisoformat(value["to"])
        return spoken.say_span(starts_at, ends_at, today=clock.today())
    return value

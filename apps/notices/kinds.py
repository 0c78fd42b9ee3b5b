"""The kinds of notices, with name and sentence. Domains register theirs when they are loaded."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps as installed_apps
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.accounts.states import NAME_OF_WHO_LEFT
from apps.core import text
from apps.core.particles import fill
from apps.core.registry import Registry

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Span:
    """A time span among the params, which is formatted in the reader's language."""

    starts_at: datetime
    ends_at: datetime


class _Words(dict):
    """The params as text. A param that an older notice lacks is empty."""

    def __missing__(self, name: str) -> str:
        return ""


@dataclass(frozen=True)
class NoticeKind:
    """A kind of notice. `title` and `body` are lazy format strings over the params; see `core.particles`.

    `names` are the params that name the person whom the notice is about, `written` the texts of that person. Both are
    erased when the person leaves (see `services.forget_person`). `for_staff`: only staff are told it.
    """

    key: str
    label: str | Promise
    title: str | Promise
    body: str | Promise = ""
    names: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    for_staff: bool = False

    def without_person(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """Return the params without the name and the texts of the person whom the notice is about."""
        gone = dict.fromkeys(self.names, NAME_OF_WHO_LEFT) | dict.fromkeys(self.written, "")
        return {name: gone.get(name, value) for name, value in params.items()}

    def render_title(self, params: Mapping[str, Any]) -> str:
        """Return the sentence in the active language, in one line."""
        return " ".join(fill(self.title, render_params(params)).split())

    def render_body(self, params: Mapping[str, Any]) -> str:
        """Return the text below the sentence in the active language, '' if there is none."""
        return fill(self.body, render_params(params)).strip() if self.body else ""


KINDS: Registry[NoticeKind] = Registry("kinds of notice", asks=True)


def register(*kinds: NoticeKind) -> None:
    """Add kinds of notices. Raises ValueError if a key exists already."""
    for kind in kinds:
        KINDS.add(kind.key.partition(".")[0], kind.key, kind)


def get(key: str) -> NoticeKind:
    """Return a registered kind. Raises KeyError."""
    return KINDS[key]


def find(key: str) -> NoticeKind:
    """Return the kind of a stored notice. A kind that no app registers any more is logged and has no sentence."""
    if key not in KINDS:
        log.warning("notice kind %s is not registered", key)
        return NoticeKind(key, _("알림"), _("알림"))
    return KINDS[key]


def all_kinds() -> list[NoticeKind]:
    """Return all kinds in the order they were registered."""
    return list(KINDS)


def kinds_for(member: Member) -> list[NoticeKind]:
    """Return the kinds that a member may be told."""
    return [kind for kind in all_kinds() if member.is_staff or not kind.for_staff]


def by_app(member: Member) -> list[tuple[str, list[NoticeKind]]]:
    """Return the kinds that a member may be told under the name of their app, in the order they were registered."""
    groups: dict[str, list[NoticeKind]] = {}
    for kind in kinds_for(member):
        groups.setdefault(kind.key.partition(".")[0], []).append(kind)
    return [(str(installed_apps.get_app_config(label).verbose_name), kinds) for label, kinds in groups.items()]


def stored(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the params for a JSON field; `render_params` reads them back. None stands for an unknown value."""
    return {name: _kept(value) for name, value in params.items()}


def _kept(value: Any) -> Any:
    if isinstance(value, Span):
        return {"from": value.starts_at.isoformat(), "to": value.ends_at.isoformat()}
    return value


def render_params(params: Mapping[str, Any]) -> _Words:
    """Return the params as text in the active language."""
    return _Words({name: _word(value) for name, value in params.items()})


def _word(value: Any) -> Any:
    if value is None:
        return _("미정")
    if isinstance(value, Span):
        return text.span(value.starts_at, value.ends_at)
    if isinstance(value, dict):
        return text.span(datetime.fromisoformat(value["from"]), datetime.fromisoformat(value["to"]))
    return value

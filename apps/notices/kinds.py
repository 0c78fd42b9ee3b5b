"""Every kind of notice: its name on the switches page and its sentence. Domains register theirs when loaded."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from apps.core.text import particles


@dataclass(frozen=True)
class NoticeKind:
    """`title` is a lazy format string over the notice's params; particles are settled after formatting."""

    key: str
    label: str
    title: str
    body: str = ""

    def render_title(self, params: Mapping[str, Any]) -> str:
        return particles(str(self.title) % params)

    def render_body(self, params: Mapping[str, Any]) -> str:
        return particles(str(self.body) % params) if self.body else ""


_kinds: dict[str, NoticeKind] = {}


def register(*kinds: NoticeKind) -> None:
    for kind in kinds:
        if kind.key in _kinds:
            raise ValueError(f"notice kind {kind.key} is registered twice")
        _kinds[kind.key] = kind


def get(key: str) -> NoticeKind:
    return _kinds[key]


def all_kinds() -> list[NoticeKind]:
    return list(_kinds.values())

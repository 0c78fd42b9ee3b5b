"""What a member gives up to take an offered seat, in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from apps.core.errors import refusal_of
from apps.mentoring import rules
from apps.mentoring.models import Session
from apps.mentoring.selectors.detail import when_and_where
from apps.mentoring.selectors.ticket import note_on_taking
from apps.planner import selectors as planner


@dataclass(frozen=True)
class SwapPage:
    """The page that asks before a swap. `gives_up` are the appointments in words, `expected` their ids.

    `refused` is why it cannot be done, '' if it can.
    """

    session: Session
    about: str
    gives_up: list[str]
    expected: str
    note: str
    refused: str


def swap_page(session_id: int, member: Any, now: datetime) -> SwapPage:
    """Return the page. Raises Session.DoesNotExist."""
    session = Session.objects.visible_to(member).select_related("venue").get(pk=session_id)
    own = session.applications.of(member).active().first()
    refused = refusal_of(rules.check_takes_offer, session, own, now=now)
    clashes = planner.list_appointments_between(
        member, session.starts_at, session.ends_at, source=Session.SOURCE, source_id=session.pk
    )
    words = refused.message if refused else ""
    if not words:
        words = planner.why_not_given_up(member, clashes, now) if clashes else _("같은 시간에 다른 일정이 없습니다.")
    return SwapPage(
        session=session,
        about=when_and_where(session),
        gives_up=[planner.say_given_up(row, now) for row in clashes],
        expected=",".join(str(row.pk) for row in clashes),
        note=note_on_taking(session, own, now),
        refused=words,
    )

"""The applicants of a session, as its author and staff see them."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.core import clock, no_shows, spoken, text
from apps.core.errors import allowed
from apps.core.prepared import Given, Prepared
from apps.mentoring import badges, rules
from apps.mentoring.models import Application, Session
from apps.mentoring.states import ApplicationState, CancelCause
from apps.seats.rules import is_released


class ApplicantRow(NamedTuple):
    """An application as the session's author and staff see it."""

    pk: int
    number: int
    name: str
    state: str
    kind: str
    note: str
    applied: str
    cancelled: str
    reason: str = ""
    can_remove: bool = False
    no_shows: str = ""


@dataclass(frozen=True)
class ApplicantGroups:
    """The applicants of a session by the state of their application.

    `offered`: how many of those who wait are offered a seat; `released`: how many who hold one would give it away.
    """

    holding: list[ApplicantRow] = field(default_factory=list)
    waiting: list[ApplicantRow] = field(default_factory=list)
    cancelled: list[ApplicantRow] = field(default_factory=list)
    offered: int = 0
    released: int = 0


_people = Prepared(
    lambda: (
        Application.objects.filter(session_id=Given("session"))
        .order_by("pk")
        .values_list(
            "pk", "state", "applied_at", "promoted_at", "cancelled_at", "cancel_cause", "cancel_reason", "member__name",
            "offered_until", "released_at", "member_id", named=True,
        )
    )
)  # fmt: skip


def applicants_of(session: Session, now: datetime) -> ApplicantGroups:
    """Return everyone who applied: seat holders, those who wait in order, those who cancelled.

    Queries: 1, and 1 for each domain where the site shows hosts the number of absences. Those to whom a seat is
    offered stand before those in line, and are not counted with them.
    """
    groups: dict[str, list[ApplicantRow]] = {state: [] for state in ApplicationState.values}
    removable, texts = allowed(rules.check_is_not_over, session, now), _applicant_texts(get_language())
    offered: list[ApplicantRow] = []
    released = 0
    people = _people(session=session.pk)
    live = {row.member_id for row in people if row.state != ApplicationState.CANCELLED}
    missed = no_shows.say_to_hosts(live, now)
    for row in people:
        group = offered if row.offered_until else groups[row.state]
        number, over = len(group) + 1, row.state == ApplicationState.CANCELLED
        is_given = is_released(row.released_at, ends_at=session.starts_at, now=now)
        released += is_given
        badge = badges.application_badge(
            row.state,
            number,
            now=now,
            offered_until=row.offered_until,
            released=is_given,
        )
        note = texts.causes.get(row.cancel_cause, "") if over else texts.promoted if row.promoted_at else ""
        if row.offered_until:
            until = spoken.say_until(row.offered_until, today=clock.local(now).date())
            note = _("%(when)s까지") % {"when": until}
        group.append(
            ApplicantRow(
                pk=row.pk,
                number=number,
                name=row.member__name,
                state=badge.text,
                kind=badge.kind,
                note=note,
                applied=text.moment(row.applied_at),
                cancelled=text.moment(row.cancelled_at) if row.cancelled_at else "",
                reason=row.cancel_reason,
                no_shows="" if over else missed.get(row.member_id, ""),
                can_remove=not over and (removable or row.state == ApplicationState.WAITING),
            )
        )
    return ApplicantGroups(
        groups[ApplicationState.APPLIED],
        [*offered, *groups[ApplicationState.WAITING]],
        groups[ApplicationState.CANCELLED],
        offered=len(offered),
        released=released,
    )


class _ApplicantTexts(NamedTuple):
    """The texts that the rows of applicants need, in one language."""

    causes: dict[str, str]
    promoted: str


@cache
def _applicant_texts(language: str | None) -> _ApplicantTexts:
    """Return the texts in `language`, which must be the active one."""
    return _ApplicantTexts(
        causes={value: str(label) for value, label in CancelCause.choices},
        promoted=_("대기에서 신청 완료"),
    )

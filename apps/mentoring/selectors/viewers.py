"""Statements about sessions that are made once for each kind of viewer: what a person may know of differs by kind."""

from collections.abc import Callable
from typing import Any

from django.db.models import FilteredRelation, Q, QuerySet

from apps.core.prepared import Given, Prepared
from apps.mentoring.models import Session
from apps.mentoring.querysets import SessionQuerySet


class _Viewer:
    """Stands for a kind of viewer while a statement is made; `SessionQuerySet.visible_to` asks no more of a member."""

    def __init__(self, known: bool, sees_all: bool) -> None:
        self.pk, self.is_authenticated, self._sees_all = Given("viewer"), known, sees_all

    def may(self, permission: str) -> bool:
        return self._sees_all


class PreparedForViewers:
    """`build` gets the sessions that the viewer may know of; in it `Given("viewer")` is the viewer's id."""

    def __init__(self, build: Callable[[SessionQuerySet], QuerySet]) -> None:
        def prepared(known: bool, sees_all: bool) -> Prepared:
            return Prepared(lambda: build(Session.objects.visible_to(_Viewer(known, sees_all))))

        kinds = ((False, False), (True, False), (True, True))
        self._prepared = {kind: prepared(*kind) for kind in kinds}

    def __call__(self, member: Any, **values: Any) -> list[Any]:
        known = member.is_authenticated
        sees_all = known and member.may("mentoring.view_session")
        return self._prepared[known, sees_all](viewer=member.pk, **values)


def own_live() -> FilteredRelation:
    """The viewer's live application to the session of the row: applied or waiting."""
    live = Q(applications__holds_seat=True) | Q(applications__is_waiting=True)
    return FilteredRelation("applications", condition=Q(applications__member_id=Given("viewer")) & live)

"""Statements about sessions that are prepared once for each kind of viewer."""

from functools import partial
from typing import Any

from django.db.models import FilteredRelation, Q

from apps.core import prepared
from apps.core.prepared import Given
from apps.mentoring.models import Session

PreparedForViewers = partial(prepared.PreparedForViewers, Session, "mentoring.view_session")


def live_application_of(viewer: Any = Given("viewer")) -> FilteredRelation:  # noqa: B008 (holds no value)
    """Return the viewer's live application to the session of the row: applied or waiting."""
    live = Q(applications__holds_seat=True) | Q(applications__is_waiting=True)
    return FilteredRelation("applications", condition=Q(applications__member_id=viewer) & live)

"""Querysets of venues."""

from typing import Any

from django.db.models import QuerySet

from apps.core import spelling


class VenueQuerySet(QuerySet[Any]):
    def named(self, name: str) -> Any:
        """Return the venue with this name, however it is spelt and spaced, the one of these very letters first.

        None if there is none, or `name` shows nothing. All venues are read, which are tens.
        """
        looks = spelling.squeezed(name)
        venues: list[Any] = [venue for venue in self if spelling.squeezed(venue.name) == looks] if looks else []
        return min(venues, key=lambda venue: venue.name != name, default=None)

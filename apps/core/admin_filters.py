"""Filters of the admin's lists that name their choices in words."""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import admin


def given_filter(*, given: Any, missing: Any) -> type[admin.EmptyFieldListFilter]:
    """Return a filter for a column that may be empty: rows where it is `given`, rows where it is `missing`."""

    class Given(admin.EmptyFieldListFilter):
        def choices(self, changelist: Any) -> Iterator[Any]:
            everything, empty, full = super().choices(changelist)
            yield everything
            yield {**full, "display": given}
            yield {**empty, "display": missing}

    return Given


def named_filter(name: Callable[[str], Any]) -> type[admin.AllValuesFieldListFilter]:
    """Return a filter for a column whose values are keys, each shown by its `name`."""

    class Named(admin.AllValuesFieldListFilter):
        def choices(self, changelist: Any) -> Iterator[Any]:
            everything, *values = super().choices(changelist)
            yield everything
            for value in values:
                yield {**value, "display": name(str(value["display"]))}

    return Named

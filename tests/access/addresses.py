"""Every address of the product, read from the URL resolver itself."""

import re
from collections.abc import Iterable, Iterator

from django.contrib.admindocs.views import simplify_regex
from django.urls import URLPattern, URLResolver, get_resolver, resolve

_PLACE = re.compile(r"<(?:(?P<converter>[^>:]+):)?(?P<name>[^>]+)>")


def all_addresses() -> list[str]:
    """Addresses as written in the table: `/mentoring/<int:session_id>/`; regexes without their details."""
    return sorted({simplify_regex(route) for route in _routes(get_resolver().url_patterns)})


def _routes(patterns: Iterable[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, route)
        else:
            yield route


def places(address: str) -> list[str]:
    """The names of what stands in an address: `session_id`."""
    return [match["name"] for match in _PLACE.finditer(address)]


def filled(address: str, values: dict[str, object]) -> str:
    """The path with its places filled; it must lead to that very address, or a table row tests something else."""
    path = _PLACE.sub(lambda match: str(values[match["name"]]), address)
    found = simplify_regex(resolve(path).route)
    if found != address:
        raise AssertionError(f"{path} leads to {found}, not to {address}: give the row other values.")
    return path

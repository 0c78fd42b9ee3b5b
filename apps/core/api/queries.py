"""The query of a request: nothing in it is silently ignored.

A name that an endpoint does not know is refused, as a body's is; so is one that is given twice. A value is read by its
looks: width, composition and blanks around it do not matter, and one that is empty counts as not given. Names in the
nested form of the SDK of seed 000 (`search[field]=title`) are understood.
"""

import functools
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from ninja import NinjaAPI

from apps.core import spelling
from apps.core.errors import Invalid
from apps.core.particles import fill

# Seed 000 List: `search: {field, value, me}`, as clients write an object into a query.
NESTED = {"search[field]": "searchField", "search[value]": "searchValue", "search[me]": "me"}
# It cannot be left out, and an empty one is a wrong one (seed 002 §2).
ALSO_EMPTY = frozenset({"code"})


def given_in(query: MultiValueDict[str, str]) -> QueryDict:
    """Return the query with plain names and values, without empty ones."""
    plain = QueryDict(mutable=True)
    for name, values in query.lists():
        if filled := [value for value in map(spelling.plain, values) if value or name in ALSO_EMPTY]:
            plain.setlist(NESTED.get(name, name), [*plain.getlist(NESTED.get(name, name)), *filled])
    return plain


def decorator(api: NinjaAPI) -> Callable[[Callable], Callable]:
    """Return the decorator for `api.add_decorator` that refuses a query with what its endpoint does not know."""

    def decorate(view: Callable) -> Callable:
        @functools.wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            _check_query(given_in(request.GET), _known(api, view))
            return view(request, *args, **kwargs)

        return checked

    return decorate


def _check_query(query: QueryDict, known: frozenset[str]) -> None:
    unknown = [name for name in query if name not in known]
    if unknown:
        names = ", ".join(f"‘{name[:50]}’" for name in unknown[:5])
        if not known:
            raise Invalid("unknown_query", _("이 주소는 쿼리를 받지 않습니다: %(names)s") % {"names": names})
        raise Invalid(
            "unknown_query",
            _("쿼리에 모르는 이름이 있습니다: %(names)s. 쓸 수 있는 이름: %(known)s")
            % {"names": names, "known": ", ".join(sorted(known))},
        )
    twice = [name for name in query if len(query.getlist(name)) > 1]
    if twice:
        raise Invalid("query_twice", fill(_("쿼리에서 %(name)s[을/를] 한 번만 적어 주세요."), {"name": twice[0][:50]}))


@functools.cache
def _known(api: NinjaAPI, view: Callable) -> frozenset[str]:
    """Return the names that the endpoint of a view takes in its query."""
    models = models_of(api, view)
    return frozenset(
        name for model in models if model.__ninja_param_source__ == "query" for name in model.__ninja_flatten_map__
    )


def models_of(api: NinjaAPI, view: Callable) -> list[Any]:
    """Return what the endpoint of a view takes: one model for each source (path, query, body)."""
    for _prefix, router in api._routers:
        for path_view in router.path_operations.values():
            for operation in path_view.operations:
                if _innermost(operation.view_func) is _innermost(view):
                    return operation.models
    raise LookupError(view)


def _innermost(view: Callable) -> Callable:
    while hasattr(view, "__wrapped__"):
        view = view.__wrapped__
    return view

"""The search of the admin's lists, which finds what the search of the pages finds (see core.search)."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import get_fields_from_path, lookup_spawns_duplicates
from django.db import models
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from apps.core import search, spelling, text


class SpelledSearch(admin.ModelAdmin):
    """A mixin of admins whose `search_fields` are found however they are typed.

    A column with letters beside it (`*_key`) is searched as on the pages, a line like a name, and a text without its
    initials. `=` before a name asks for the whole value, a number by its value.
    """

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        names = [str(name) for name in self.get_search_fields(request)]
        typed = search.normalise_word(search_term)
        if not names or not typed:
            return queryset, False

        def anywhere(word: str) -> Q:
            found = Q(pk__in=())
            for name in names:
                found |= _has(self.model, name, word)
            return found

        found = queryset.filter(search.each_word(typed, anywhere))
        return found, any(lookup_spawns_duplicates(self.opts, name.removeprefix("=")) for name in names)


def _has(model: type[models.Model], name: str, word: str) -> Q:
    """Return the condition that the column has the word."""
    path = name.removeprefix("=")
    column = get_fields_from_path(model, path)[-1]
    if name != path:
        return _is(column, path, spelling.plain(word))
    beside = {one.name for one in column.model._meta.get_fields()}
    if f"{column.name}_key" in beside:
        return (search.title_has if isinstance(column, models.CharField) else search.text_has)(path, word)
    return (search.name_has if isinstance(column, models.CharField) else search.words_have)(path, word)


def _is(column: Any, path: str, word: str) -> Q:
    if not isinstance(column, models.IntegerField):
        return Q(**{f"{path}__iexact": word})
    number = text.whole_number(word.removeprefix("#"))
    return Q(pk__in=()) if number is None else Q(**{path: number})

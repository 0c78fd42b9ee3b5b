"""Two acts at one instant that want the same: whoever comes second asks the rules again, which now find the first.

A rule that looks before it writes sees nothing of what another act has not committed yet. The database refuses the one
that comes second, and `once_more` lets it begin anew, so that it is told what it would have been told a moment later.
Every door goes through it: buttons and forms (`core.http`), the admin (`core.admin_actions`), the API (`again`), and
answers to mails.
"""

import functools
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, OperationalError, connection, models
from django.http import HttpRequest
from django.utils.translation import gettext as _

from apps.core.errors import Conflict

# Unique, a row that is named and gone, exclusion; and of two acts that wait for each other the one that gave way.
_STATES = frozenset({"23505", "23503", "23P01", "40P01"})
_SQLITE = ("UNIQUE constraint failed", "FOREIGN KEY constraint failed")


def is_clash(error: BaseException | None) -> bool:
    """Return whether an act was refused by the database because of what another one wrote or locked meanwhile."""
    if not isinstance(error, IntegrityError | OperationalError):
        return False
    return getattr(error.__cause__, "sqlstate", None) in _STATES or str(error).startswith(_SQLITE)


def once_more(act: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Call `act`, a whole transaction, and call it again if it clashed with another. What it returns is returned."""
    try:
        return act(*args, **kwargs)
    except (IntegrityError, OperationalError) as error:
        if not is_clash(error):
            raise
    return act(*args, **kwargs)


def again(view: Callable[..., Any]) -> Callable[..., Any]:
    """Decorate an endpoint of the API with `once_more`."""

    @functools.wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return once_more(view, request, *args, **kwargs)

    return asked


def refusal() -> Conflict:
    """Return the refusal of an act that clashed twice, or at a door that does not ask again."""
    sentence = _("다른 사람이 동시에 같은 것을 수정해 저장하지 못했습니다. 지금의 내용을 확인하고 다시 시도해 주세요.")
    return Conflict("at_once", sentence)


def lock_names(model: type[models.Model]) -> None:
    """Let one act at a time give names in a table whose names are compared by their looks.

    No constraint compares them so. SQLite has one writer at a time by itself.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('names'), hashtext(%s))", [model._meta.db_table])

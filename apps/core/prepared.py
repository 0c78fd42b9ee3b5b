"""Statements that are made once in a process.

The ORM takes longer to make the SQL of a query than the database takes to answer it. What every page asks, and what a
rush comes through, is written as a queryset all the same, with `Given` where a value belongs, and made into SQL at its
first use.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Expression, Field, QuerySet


class Given(Expression):
    """The place of a value that comes with each call, under this name.

    `output_field` says how the database wants it; numbers, words and flags need none.
    """

    def __init__(self, name: str, output_field: Field | None = None) -> None:
        super().__init__(output_field=output_field)
        self.name, self._field = name, output_field

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list]:
        return "%s", [self]

    def of(self, values: dict[str, Any]) -> Any:
        value = values[self.name]
        return value if self._field is None else self._field.get_db_prep_value(value, connection)


class Prepared:
    """`build` gives a queryset of `values_list`; a call gives its rows as tuples, in one statement.

    Nothing that differs from call to call may stand in the queryset but `Given`: no list of unknown length, no `now`.
    """

    def __init__(self, build: Callable[[], QuerySet]) -> None:
        self._build = build

    @cached_property
    def _made(self) -> tuple[str, tuple, Any, dict]:
        compiler = self._build().query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        return sql, params, compiler, compiler.get_converters([column[0] for column in compiler.select])

    def __call__(self, **values: Any) -> list[Any]:
        sql, params, compiler, converters = self._made
        with connection.cursor() as cursor:
            cursor.execute(sql, [one.of(values) if isinstance(one, Given) else one for one in params])
            rows = cursor.fetchall()
        return list(compiler.apply_converters(rows, converters)) if converters else rows

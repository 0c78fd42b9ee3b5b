"""Statements that are made once in a process.

The ORM takes longer to make the SQL of a query than the database takes to answer it. What every page asks, and what a
rush comes through, is written as a queryset all the same, with `Given` where a value belongs, and made into SQL at its
first use.
"""

from collections.abc import Callable
from functools import cache, cached_property
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Expression, Field, Model, QuerySet

_LARGEST = 2**63 - 1


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
        return self.make()

    def make(self) -> tuple[str, tuple, Any, dict]:
        compiler = self._build().query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        return sql, params, compiler, compiler.get_converters([column[0] for column in compiler.select])

    def __call__(self, **values: Any) -> list[Any]:
        if any(type(value) is int and abs(value) > _LARGEST for value in values.values()):
            return []  # an address can hold any number; no row has it, and no database takes it
        sql, params, compiler, converters = self._made
        with connection.cursor() as cursor:
            cursor.execute(sql, [one.of(values) if isinstance(one, Given) else one for one in params])
            rows = cursor.fetchall()
        return list(compiler.apply_converters(rows, converters)) if converters else rows


class _Viewer:
    """Stands for a kind of viewer while a statement is made; `visible_to` asks no more of a member."""

    def __init__(self, known: bool, sees_all: bool) -> None:
        self.pk, self.is_authenticated, self._sees_all = Given("viewer"), known, sees_all

    def may(self, permission: str) -> bool:
        return self._sees_all


class PreparedForViewers:
    """A statement made once for each kind of viewer, for what a person may know of differs by kind: visitors, members,
    and those with `permission`. `build` gets the rows of `model` that are `visible_to` the viewer; in it
    `Given("viewer")` is the viewer's id."""

    def __init__(self, model: type[Model], permission: str, build: Callable[[Any], QuerySet]) -> None:
        def prepared(known: bool, sees_all: bool) -> Prepared:
            return Prepared(lambda: build(model._default_manager.visible_to(_Viewer(known, sees_all))))  # type: ignore[attr-defined]

        kinds = ((False, False), (True, False), (True, True))
        self._permission, self._prepared = permission, {kind: prepared(*kind) for kind in kinds}

    def __call__(self, member: Any, **values: Any) -> list[Any]:
        known = member.is_authenticated
        sees_all = known and member.may(self._permission)
        return self._prepared[known, sees_all](viewer=member.pk, **values)


def insert(row: Model) -> None:
    """Write a new row and give it its number. The `save` of the ORM for a row of ours that no signal waits for."""
    fields, sql = _insertion(type(row))
    with connection.cursor() as cursor:
        cursor.execute(sql, [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields])
        row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


@cache
def _insertion(model: type[Model]) -> tuple[list[Field], str]:
    meta = model._meta
    fields = [field for field in meta.concrete_fields if not field.primary_key]
    names, places = ", ".join(str(field.column) for field in fields), ", ".join(["%s"] * len(fields))
    # Names of our own models, nothing that anybody sent.
    return fields, f"INSERT INTO {meta.db_table} ({names}) VALUES ({places}) RETURNING {meta.pk.column}"  # noqa: S608


def columns(model: type[Model], *only: str, without: tuple[str, ...] = ()) -> list[str]:
    """The names by which `values_list` asks for what `from_columns` takes: all, `only` these, or all `without` some.

    The others are fetched when they are used, as after `QuerySet.defer`.
    """
    names = [field.attname for field in model._meta.concrete_fields]
    return [name for name in names if (name in only or not only) and name not in without]


def from_columns(model: type[Model], names: list[str], values: Any) -> Any:
    """The row of `model` as the ORM would have fetched it; `names` as `columns` gave them."""
    return model.from_db(DEFAULT_DB_ALIAS, names, values)

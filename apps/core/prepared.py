"""Statements that are made once in a process.

The ORM takes longer to make the SQL of a query than the database takes to answer it. What every page asks, and what a
rush comes through, is written as a queryset all the same, with `Given` where a value belongs, and made into SQL at its
first use.
"""

from collections.abc import Callable, Sequence
from functools import cache, cached_property
from operator import itemgetter
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.query import (
    FlatValuesListIterable,
    ModelIterable,
    NamedValuesListIterable,
    create_namedtuple_class,
    get_related_populators,
)

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


def given_list(name: str, most: int) -> list[Given]:
    """Return the places of `most` values, for `__in`: `list_values` fills them."""
    return [Given(f"{name}_{n}") for n in range(most)]


def list_values(name: str, values: Sequence[Any], most: int) -> dict[str, Any]:
    """Return what fills `given_list`; `values` are at least one, and the first stands in the places that are left."""
    filled = [*values, *[values[0]] * (most - len(values))]
    return {f"{name}_{n}": value for n, value in enumerate(filled)}


class Prepared:
    """A statement that is made once out of the queryset that `build` returns, and gives that queryset's rows.

    These are model instances with what `select_related`, `defer` and `annotate` say; a `FilteredRelation` that is
    selected is an attribute, None where nothing matches. `values_list` gives named tuples with `named=True` and single
    values with `flat=True`. Nothing that differs from call to call may stand in the queryset but `Given`: no list of
    unknown length, no `now`. Prefetching is not done.
    """

    def __init__(self, build: Callable[[], QuerySet]) -> None:
        self._build = build

    @cached_property
    def _made(self) -> "_Statement":
        return self.make()

    def make(self) -> "_Statement":
        rows = self._build()
        compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        converters = compiler.get_converters([column[0] for column in compiler.select])
        return _Statement(sql, params, compiler, converters, _READERS[rows._iterable_class](rows, compiler))

    def __call__(self, **values: Any) -> list[Any]:
        """Return the rows for these values, one for each `Given`. Statements: 1."""
        if any(type(value) is int and abs(value) > _LARGEST for value in values.values()):
            return []  # an address can hold any number; no row has it, and no database takes it
        made = self._made
        with connection.cursor() as cursor:
            cursor.execute(made.sql, [part.of(values) if isinstance(part, Given) else part for part in made.params])
            rows = cursor.fetchall()
        if made.converters:
            rows = made.compiler.apply_converters(rows, made.converters)
        return [made.read(row) for row in rows]

    def first(self, **values: Any) -> Any:
        """Return the first row for these values, or None. Statements: 1."""
        rows = self(**values)
        return rows[0] if rows else None


class _Statement(NamedTuple):
    sql: str
    params: tuple
    compiler: Any
    converters: dict
    read: Callable[[Any], Any]


def _instances(rows: QuerySet, compiler: Any) -> Callable[[Any], Any]:
    """Return what makes a model instance of a row, as Django's `ModelIterable` does."""
    info, select, annotations = compiler.klass_info, compiler.select, tuple(compiler.annotation_col_map.items())
    start, end = info["select_fields"][0], info["select_fields"][-1] + 1
    model, names = info["model"], [column[0].target.attname for column in select[start:end]]
    populators = get_related_populators(info, select, DEFAULT_DB_ALIAS)
    # Django sets the attribute of a filtered relation only where a row matches.
    filtered = dict.fromkeys(rows.query._filtered_relations)

    def read(row: Any) -> Model:
        instance = model.from_db(DEFAULT_DB_ALIAS, names, row[start:end])
        instance.__dict__.update(filtered)
        for populator in populators:
            populator.populate(row, instance)
        for name, column in annotations:
            setattr(instance, name, row[column])
        return instance

    return read


_READERS: dict[Any, Callable[[QuerySet, Any], Callable[[Any], Any]]] = {
    ModelIterable: _instances,
    NamedValuesListIterable: lambda rows, _compiler: create_namedtuple_class(*rows._fields)._make,
    FlatValuesListIterable: lambda _rows, _compiler: itemgetter(0),
}


class StandIn:
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
            return Prepared(lambda: build(model._default_manager.visible_to(StandIn(known, sees_all))))

        kinds = ((False, False), (True, False), (True, True))
        self._permission, self._prepared = permission, {kind: prepared(*kind) for kind in kinds}

    def __call__(self, member: Any, **values: Any) -> list[Any]:
        """Return the rows for these values that `member` may know of. Statements: 1."""
        known = member.is_authenticated
        sees_all = known and member.may(self._permission)
        return self._prepared[known, sees_all](viewer=member.pk, **values)

    def first(self, member: Any, **values: Any) -> Any:
        """Return the first row for these values of those that `member` may know of, or None. Statements: 1."""
        rows = self(member, **values)
        return rows[0] if rows else None


def attach(row: Model, name: str, parts: list[Any]) -> None:
    """Keep `parts` as the rows of the relation `name` of `row`, as `prefetch_related` does."""
    rows = getattr(row, name).all()
    rows._result_cache, rows._prefetch_done = parts, True
    row.__dict__.setdefault("_prefetched_objects_cache", {})[name] = rows


def insert(row: Model) -> None:
    """Write a new row and give it its number. The `save` of the ORM for a row of ours that no signal waits for."""
    fields, sql = _insertion(type(row))
    with connection.cursor() as cursor:
        cursor.execute(sql, [_saved(field, row) for field in fields])
        row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def insert_both(row: Model, other: Model, reference: str) -> None:
    """Write a new row, and another one whose field `reference` is to hold the number of the first.

    On PostgreSQL this is one statement, for the row may be written while one is locked that many wait for.
    """
    if connection.vendor != "postgresql":
        insert(row)
        setattr(other, reference, row.pk)
        insert(other)
        return
    (fields, sql), (others, sql_of_other) = _insertion(type(row)), _insertion(type(other), reference)
    values = [_saved(field, row) for field in fields]
    values += [_saved(field, other) for field in others if field.attname != reference]
    with connection.cursor() as cursor:
        cursor.execute(f"WITH made AS ({sql}) {sql_of_other}, {reference}", values)
        other.pk, row.pk = cursor.fetchone()
    setattr(other, reference, row.pk)
    for written in (row, other):
        written._state.adding, written._state.db = False, DEFAULT_DB_ALIAS


def _saved(field: Field, row: Model) -> Any:
    return field.get_db_prep_save(field.pre_save(row, True), connection)


@cache
def _insertion(model: type[Model], reference: str = "") -> tuple[list[Field], str]:
    """Return the fields and the SQL; the column `reference` holds the number of the row that was `made` before."""
    meta = model._meta
    fields = [field for field in meta.concrete_fields if not field.primary_key]
    names = ", ".join(str(field.column) for field in fields)
    places = ", ".join("(SELECT id FROM made)" if field.attname == reference else "%s" for field in fields)
    # Names of our own models, nothing that anybody sent.
    return fields, f"INSERT INTO {meta.db_table} ({names}) VALUES ({places}) RETURNING {meta.pk.column}"  # noqa: S608

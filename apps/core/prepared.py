"""Statements whose SQL is made once in a process.

The ORM takes longer to build the SQL of a query than the database takes to answer it. The queries of every page and of
the rush for seats are therefore written as querysets with `Given` in place of each value, and become SQL at first use.
What it uses of the ORM's inside is not in Django's stubs: the reason for each `type: ignore` here.
"""

from collections.abc import Callable, Collection, Sequence
from functools import cache, cached_property
from operator import itemgetter
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.query import (  # type: ignore[attr-defined]
    FlatValuesListIterable,
    ModelIterable,
    NamedValuesListIterable,
    create_namedtuple_class,
    get_related_populators,
)

FEW = 25  # as many values as a page of one member's things has
_LARGEST = 2**63 - 1


class Given(Expression):
    """The place of a value that each call gives under this name.

    `output_field` converts it for the database; numbers, strings and booleans need none.
    """

    def __init__(self, name: str, output_field: Field | None = None) -> None:
        super().__init__(output_field=output_field)
        self.name, self._field = name, output_field

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "%s", [self]

    def of(self, values: dict[str, Any]) -> Any:
        value = values[self.name]
        return value if self._field is None else self._field.get_db_prep_value(value, connection)


def given_list(name: str, most: int) -> list[Any]:
    """Return the places of `most` values for `__in`, typed as the values. `list_values` fills them."""
    return [Given(f"{name}_{n}") for n in range(most)]


def list_values(name: str, values: Sequence[Any], most: int) -> dict[str, Any]:
    """Return the values of `given_list`. There must be at least one; the first fills the places that are left."""
    filled = [*values, *[values[0]] * (most - len(values))]
    return {f"{name}_{n}": value for n, value in enumerate(filled)}


class Prepared:
    """A statement made once from the queryset that `build` returns. Calling it gives that queryset's rows.

    Rows are model instances, with `select_related`, `defer` and `annotate`; a selected `FilteredRelation` is an
    attribute, None if nothing matches. `values_list` gives named tuples with `named=True` and single values with
    `flat=True`. Everything that differs from call to call must be `Given`: no list of unknown length, no `now`.
    `prefetch_related` has no effect.
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
        return self._rows(self._made.sql, values)

    def between(self, start: int, stop: int, values: dict[str, Any]) -> list[Any]:
        """Return the rows that the slice `start:stop` of the queryset has. Statements: 1."""
        offset = f" OFFSET {start}" if start else ""
        return self._rows(f"{self._made.sql} LIMIT {stop - start}{offset}", values)

    def count(self, most: int, values: dict[str, Any]) -> int:
        """Return the number of rows, at most `most`. Statements: 1."""
        if _is_beyond(values):
            return 0
        with connection.cursor() as cursor:
            counted = f"SELECT COUNT(*) FROM ({self._made.sql} LIMIT {most}) counted"  # noqa: S608 - own SQL
            cursor.execute(counted, self._params(values))
            return cursor.fetchone()[0]

    def _rows(self, sql: str, values: dict[str, Any]) -> list[Any]:
        if _is_beyond(values):
            return []
        made = self._made
        with connection.cursor() as cursor:
            cursor.execute(sql, self._params(values))
            rows = cursor.fetchall()
        if made.converters:
            rows = made.compiler.apply_converters(rows, made.converters)
        return [made.read(row) for row in rows]

    def _params(self, values: dict[str, Any]) -> list[Any]:
        return [part.of(values) if isinstance(part, Given) else part for part in self._made.params]

    def first(self, **values: Any) -> Any:
        """Return the first row for these values, or None. Statements: 1."""
        rows = self(**values)
        return rows[0] if rows else None


class PreparedForFew:
    """A statement made once for lists of at most FEW values; longer ones are left to the ORM.

    `build` returns the queryset for a list of values.
    """

    def __init__(self, build: Callable[[list[Any]], QuerySet]) -> None:
        self._build, self._prepared = build, Prepared(lambda: build(given_list("value", FEW)))

    def __call__(self, values: Collection[Any]) -> list[Any]:
        """Return the rows for these values. Statements: 1, none without values."""
        listed = list(values)
        if len(listed) > FEW:
            return list(self._build(listed))
        return self._prepared(**list_values("value", listed, FEW)) if listed else []


def _is_beyond(values: dict[str, Any]) -> bool:
    """Return whether a number is so large that no row has it, and no database takes it: an address can hold any."""
    return any(type(value) is int and abs(value) > _LARGEST for value in values.values())


class _Statement(NamedTuple):
    sql: str
    params: tuple
    compiler: Any
    converters: dict
    read: Callable[[Any], Any]


def _instances(rows: QuerySet, compiler: Any) -> Callable[[Any], Any]:
    """Return the function that makes a model instance of a row, as Django's `ModelIterable` does."""
    info, select, annotations = compiler.klass_info, compiler.select, tuple(compiler.annotation_col_map.items())
    start, end = info["select_fields"][0], info["select_fields"][-1] + 1
    model, names = info["model"], [column[0].target.attname for column in select[start:end]]
    populators = get_related_populators(info, select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]
    # Django sets the attribute of a filtered relation only where a row matches.
    filtered = dict.fromkeys(rows.query._filtered_relations)  # type: ignore[attr-defined]

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
    NamedValuesListIterable: lambda rows, _compiler: create_namedtuple_class(*rows._fields)._make,  # type: ignore[attr-defined]
    FlatValuesListIterable: lambda _rows, _compiler: itemgetter(0),
}


class StandIn:
    """A stand-in for a kind of viewer while a statement is made: all that `visible_to` asks of a member."""

    def __init__(self, known: bool, sees_all: bool) -> None:
        self.pk, self.is_authenticated, self._sees_all = Given("viewer"), known, sees_all

    def may(self, permission: str) -> bool:
        return self._sees_all


class PreparedForViewers:
    """A statement made once for each kind of viewer: visitors, members, and those with one of `permissions`.

    `build` gets the rows of `model` that are `visible_to` the viewer. In it, `Given("viewer")` is the viewer's id.
    `kind` makes the statement, or more than one (`core.paging.PreparedList`).
    """

    def __init__(
        self,
        model: type[Model],
        permissions: str | tuple[str, ...],
        build: Callable[[Any], QuerySet],
        kind: Callable = Prepared,
    ) -> None:
        def prepared(known: bool, sees_all: bool) -> Any:
            rows = model._default_manager
            return kind(lambda: build(rows.visible_to(StandIn(known, sees_all))))  # type: ignore[attr-defined]

        kinds = ((False, False), (True, False), (True, True))
        self._permissions = (permissions,) if isinstance(permissions, str) else permissions
        self._prepared = {kind: prepared(*kind) for kind in kinds}

    def __call__(self, member: Any, **values: Any) -> Any:
        """Return the rows for these values that `member` may see. Statements: 1."""
        known = member.is_authenticated
        sees_all = known and any(member.may(each) for each in self._permissions)
        return self._prepared[known, sees_all](viewer=member.pk, **values)

    def first(self, member: Any, **values: Any) -> Any:
        """Return the first row for these values that `member` may see, or None. Statements: 1."""
        rows = self(member, **values)
        return rows[0] if rows else None


def attach(row: Model, name: str, parts: list[Any]) -> None:
    """Set `parts` as the rows of the relation `name` of `row`, as `prefetch_related` does."""
    rows = getattr(row, name).all()
    rows._result_cache, rows._prefetch_done = parts, True
    row.__dict__.setdefault("_prefetched_objects_cache", {})[name] = rows


def insert(row: Model) -> None:
    """Insert a row and set its primary key. A faster `save` for models without signal receivers. Statements: 1."""
    fields, sql = _insertion(type(row))
    with connection.cursor() as cursor:
        cursor.execute(sql, [_saved(field, row) for field in fields])
        row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def insert_both(row: Model, other: Model, reference: str) -> None:
    """Insert a row, and another one whose field `reference` gets the id of the first.

    On PostgreSQL this is one statement, because it may run while many wait for a lock. Statements: 1, on SQLite 2.
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


# What a value of the kind of field is, if the database takes it as it is: of most columns of a row.
_READY: dict[str, type] = {
    **dict.fromkeys(("CharField", "TextField"), str),
    **dict.fromkeys(("BigIntegerField", "ForeignKey", "PositiveIntegerField", "PositiveSmallIntegerField"), int),
    "BooleanField": bool,
}


def _saved(field: Field, row: Model) -> Any:
    value = field.pre_save(row, True)
    if value is None or type(value) is _READY.get(field.get_internal_type()):
        return value
    return field.get_db_prep_save(value, connection)


@cache
def _insertion(model: type[Model], reference: str = "") -> tuple[list[Field], str]:
    """Return the fields and the SQL. The column `reference` gets the id of the row in the CTE `made`."""
    meta = model._meta
    fields = [field for field in meta.concrete_fields if not field.primary_key]
    names = ", ".join(str(field.column) for field in fields)
    places = ", ".join("(SELECT id FROM made)" if field.attname == reference else "%s" for field in fields)
    # Names of our own models, nothing that anybody sent.
    return fields, f"INSERT INTO {meta.db_table} ({names}) VALUES ({places}) RETURNING {meta.pk.column}"  # noqa: S608

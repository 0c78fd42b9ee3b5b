"""Statements that are made once answer as the queryset they are made of."""

import datetime as dt

import pytest
from django.db.models import DateTimeField

from apps.core import clock
from apps.core.prepared import Given, Prepared, columns, from_columns
from apps.mentoring.models import Session
from tests.factories.mentoring import SessionFactory

pytestmark = pytest.mark.django_db


def test_a_prepared_statement_is_made_once_and_answers_for_each_value():
    early, late = (SessionFactory(starts_at=clock.now() + dt.timedelta(days=days)) for days in (1, 9))
    built = []

    def build():
        built.append(1)
        rows = Session.objects.filter(starts_at__gt=Given("after", DateTimeField()), author_id=Given("author"))
        return rows.order_by("pk").values_list("pk", "starts_at", "declined_at")

    asked = Prepared(build)
    for author, after, found in (
        (early.author_id, clock.now(), [early]),
        (late.author_id, clock.now(), [late]),
        (early.author_id, clock.now() + dt.timedelta(days=5), []),
    ):
        rows = asked(author=author, after=after)
        assert [tuple(row) for row in rows] == [(one.pk, one.starts_at, None) for one in found]
    assert built == [1]


def test_a_value_that_was_not_given_is_a_fault_of_ours():
    asked = Prepared(lambda: Session.objects.filter(pk=Given("pk")).values_list("pk"))
    with pytest.raises(KeyError, match="pk"):
        asked()


@pytest.mark.parametrize("pk", [2**63, -(2**63), 10**30])
def test_a_number_that_no_column_holds_is_found_nowhere(pk):
    assert Prepared(lambda: Session.objects.filter(pk=Given("pk")).values_list("pk"))(pk=pk) == []


def test_a_row_made_of_its_columns_fetches_the_others_when_they_are_used(django_assert_num_queries):
    made = SessionFactory(title="이름")
    names = columns(Session, without=("title_key",))
    assert columns(Session, "title", "id") == ["id", "title"]
    (values,) = Prepared(lambda: Session.objects.values_list(*names))()
    row = from_columns(Session, names, values)
    assert (row, row.title, row.starts_at) == (made, "이름", made.starts_at)
    with django_assert_num_queries(1):
        assert row.title_key == made.title_key

"""Statements that are made once answer as the queryset they are made of."""

import datetime as dt

import pytest
from django.db.models import DateTimeField

from apps.core import clock
from apps.core.prepared import Given, Prepared
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

"""The database counts by itself, whoever writes and however."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from apps.elearning.models import Enrolment
from apps.mentoring.models import Application, Session
from apps.seats import triggers
from tests.factories.accounts import MemberFactory
from tests.factories.mentoring import ApplicationFactory, SessionFactory

pytestmark = pytest.mark.django_db
FREE = {"state": "cancelled", "holds_seat": False, "cancelled_at": "2026-01-01T00:00Z"}


def taken(*sessions) -> list[int]:
    return [Session.objects.get(pk=session.pk).seats_taken for session in sessions]


def test_a_seat_is_counted_when_it_is_taken_given_back_and_thrown_away():
    session = SessionFactory()
    one, two = ApplicationFactory(session=session), ApplicationFactory(session=session)
    ApplicationFactory(session=session, state="waiting")
    assert taken(session) == [2]
    Application.objects.filter(pk=one.pk).update(**FREE)
    assert taken(session) == [1]
    Application.objects.filter(pk=one.pk).update(cancel_reason="더는 못 갑니다.")
    assert taken(session) == [1]
    Application.objects.filter(pk=two.pk).delete()
    Application.objects.filter(session=session).delete()
    assert taken(session) == [0]


def test_many_are_counted_in_one_statement_and_in_raw_sql():
    session = SessionFactory(capacity=5)
    for _ in range(5):
        ApplicationFactory(session=session, state="waiting")
    Application.objects.update(state="applied", holds_seat=True, is_waiting=False)
    assert taken(session) == [5]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE mentoring_application SET state = 'waiting', holds_seat = %s, is_waiting = %s", [False, True]
        )
    assert taken(session) == [0]


def test_an_application_that_changes_its_session_takes_its_seat_along():
    one, two = SessionFactory(), SessionFactory()
    holder = ApplicationFactory(session=one)
    waiting = ApplicationFactory(session=one, state="waiting")
    Application.objects.filter(session=one).update(session=two)
    assert taken(one, two) == [0, 1]
    Application.objects.filter(pk=waiting.pk).update(session=one, state="applied", holds_seat=True, is_waiting=False)
    assert taken(one, two) == [1, 1]
    Application.objects.filter(pk=holder.pk).update(session=one, **FREE)
    assert taken(one, two) == [1, 0]


def _insert(session):
    ApplicationFactory(session=session)


def _update(session):
    Application.objects.filter(session=session, is_waiting=True).update(
        state="applied", holds_seat=True, is_waiting=False
    )


def _move(session):
    Application.objects.filter(pk=ApplicationFactory().pk).update(session=session)


def _bulk(session):
    Application.objects.bulk_create(
        [ApplicationFactory.build(session=session, member=MemberFactory(), state="applied")]
    )


@pytest.mark.parametrize("write", [_insert, _update, _move, _bulk])
def test_one_too_many_is_refused_however_it_comes(write):
    session = SessionFactory(capacity=1)
    ApplicationFactory(session=session)
    ApplicationFactory(session=session, state="waiting")
    with pytest.raises(IntegrityError, match="mentoring_session_seats_within_capacity"), transaction.atomic():
        write(session)
    assert taken(session) == [1]


def _drop(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"DROP TRIGGER {name}" + (" ON mentoring_application" if connection.vendor == "postgresql" else "")
        )


def test_the_triggers_are_there_and_a_missing_one_is_noticed():
    assert triggers.list_missing() == []
    _drop("mentoring_application_seats_insert")
    assert triggers.list_missing() == ["mentoring_application_seats_insert"]
    triggers.install_triggers()
    assert triggers.list_missing() == []


def test_they_are_made_for_tables_that_exist(monkeypatch):
    _drop("mentoring_application_seats_delete")
    monkeypatch.setattr(type(connection.introspection), "table_names", lambda *args: [])
    triggers.install_triggers()
    assert triggers.list_missing() == ["mentoring_application_seats_delete"]


def test_a_migrate_brings_them_back():
    _drop("mentoring_application_seats_delete")
    call_command("migrate", verbosity=0)
    assert triggers.list_missing() == []
    assert set(triggers.claim_models()) == {Application, Enrolment}


def test_they_are_made_once_a_migrate_and_not_once_an_app(monkeypatch):
    made = []
    monkeypatch.setattr(triggers, "claim_models", lambda: made.append(1) or [])
    call_command("migrate", verbosity=0)
    assert made == [1]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite makes a table anew to alter it")
@pytest.mark.django_db(transaction=True)
def test_a_table_of_pools_with_rows_can_be_altered():
    """With the triggers in place SQLite would not give the new table the old one's name."""
    application = ApplicationFactory()
    triggers.drop_triggers(plan=["something to apply"])
    with connection.schema_editor() as editor:
        editor._remake_table(Session)
    triggers.install_triggers()
    assert triggers.list_missing() == []
    ApplicationFactory(session=application.session)
    assert Session.objects.get().seats_taken == 2


def test_the_triggers_stay_where_nothing_is_to_be_applied():
    triggers.drop_triggers()
    assert triggers.list_missing() == []

"""The database ends a connection in the middle of an act: nothing is half done, and what comes next has a new one."""

from collections.abc import Callable
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import close_old_connections, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client
from django.urls import reverse

from apps.core import parts
from apps.core.models import AuditEntry, IdempotentAnswer
from apps.notices.models import Notice, OutboxMail
from apps.portal import housekeeping
from apps.portal.management.commands.worker import Command
from apps.topics.models import Topic
from tests.api.client import ApiClient
from tests.factories.accounts import MemberFactory
from tests.factories.mentoring import SessionFactory
from tests.factories.topics import TopicFactory
from tests.races.threads import RACE

pytestmark = RACE
WRITTEN = (AuditEntry, IdempotentAnswer, Notice, OutboxMail, Topic)


def end_connection() -> None:
    """End our own connection from another one, as a server does that is restarted."""
    pid = connection.connection.info.backend_pid
    given = {name: settings.DATABASES["default"][name] for name in ("HOST", "PORT", "USER", "PASSWORD", "NAME")}
    with psycopg.connect(
        host=given["HOST"], port=given["PORT"], user=given["USER"], password=given["PASSWORD"], dbname=given["NAME"],
        autocommit=True,
    ) as other:  # fmt: skip
        other.execute("SELECT pg_terminate_backend(%s)", [pid])


@contextmanager
def ended_at_write(number: int):
    """End the connection before this INSERT."""
    seen = []

    def execute(do: Callable[..., Any], sql: str, *more: Any) -> Any:
        if sql.startswith("INSERT"):
            seen.append(sql)
            if len(seen) == number:
                end_connection()
        return do(sql, *more)

    with connection.execute_wrapper(execute):
        yield
    assert len(seen) == number


@contextmanager
def ended_at_commit(_number: int):
    real, ended = BaseDatabaseWrapper._commit, []

    def commit(wrapper: BaseDatabaseWrapper) -> Any:
        if not ended:
            ended.append(1)
            end_connection()
        return real(wrapper)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseWrapper, "_commit", commit)
        yield


def _page() -> Callable[[], Any]:
    client = Client(raise_request_exception=False)
    client.force_login(MemberFactory())
    address = reverse("mentoring:apply", args=[SessionFactory().pk])
    return lambda: client.post(address)


def _api() -> Callable[[], Any]:
    client, topic = ApiClient(MemberFactory()), TopicFactory()
    sent = {"kind": "topic", "topicId": topic.pk}
    return lambda: client.post("/api/me/following", sent, Idempotency_Key="once")


def _admin() -> Callable[[], Any]:
    client = Client(raise_request_exception=False)
    client.force_login(MemberFactory(is_staff=True, is_superuser=True))
    return lambda: client.post(reverse("admin:topics_topic_add"), {"name": "코딩", "order": "0"})


def _written() -> list[int]:
    close_old_connections()  # as at the beginning of each request
    return [model._base_manager.count() for model in WRITTEN]


@pytest.mark.parametrize("ended", [ended_at_write, ended_at_commit])
@pytest.mark.parametrize(("door", "number"), [(_page, 1), (_api, 2), (_admin, 2)])
def test_an_act_is_done_whole_or_not_at_all(door, number, ended):
    act = door()
    before = _written()
    with ended(number):
        answer = act()
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert _written() == before
    assert act().status_code in (200, 302)
    assert _written() != before


def test_a_part_of_a_round_that_lost_its_connection_leaves_one_to_the_next(monkeypatch):
    def lose(*_now: Any) -> int:
        connection.ensure_connection()
        end_connection()
        return Topic.objects.count()

    monkeypatch.setattr(parts, "DUE", [lose])
    assert Command().round(tidy=False) is False
    assert Topic.objects.count() == 0

    chores = {"lost": lose, "next": lambda now: Topic.objects.count()}
    monkeypatch.setattr(parts, "CHORES", chores)
    with pytest.raises(housekeeping.ChoresFailed, match=r"^lost$"):
        housekeeping.run_chores()

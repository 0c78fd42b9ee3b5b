"""Real threads with connections of their own, and the ways to take a lock out to show what it was for."""

import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, connections
from django.db.models import QuerySet

from apps.core.errors import DomainError
from apps.core.prepared import Prepared

# One worker runs them all: each opens up to 64 connections.
RACE = [
    pytest.mark.race,
    pytest.mark.xdist_group("race"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("on_postgresql"),
]
PATIENCE = 20  # seconds until a thread that waits for another gives the test up


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """What each of `works` returned or raised, in their order; they begin together when all are connected."""
    answers: list[Any] = [None] * len(works)
    gate = threading.Barrier(len(works))

    def run(number: int, work: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            gate.wait(PATIENCE)
            answers[number] = work()
        except Exception as error:  # the answer of this thread
            answers[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def in_a_thread(work: Callable[[], Any]) -> None:
    try:
        work()
    finally:
        connections.close_all()


def until_one_waits_for_a_lock() -> None:
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    deadline = time.monotonic() + PATIENCE
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute(waiting)
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody waits for a lock")


def codes(answers: list[Any]) -> list[str]:
    """`ok`, the code of a refusal, or the name of another error; sorted."""
    return sorted(
        answer.code
        if isinstance(answer, DomainError)
        else type(answer).__name__
        if isinstance(answer, Exception)
        else "ok"
        for answer in answers
    )


class Halt:
    """Stops one thread at a point of its way, lets others act meanwhile, and lets it go on."""

    def __init__(self) -> None:
        self._reached, self._go = threading.Event(), threading.Event()

    def here(self) -> None:
        self._reached.set()
        assert self._go.wait(PATIENCE), "nobody let the halted thread go on"

    def while_halted(self, work: Callable[[], Any]) -> Any:
        assert self._reached.wait(PATIENCE), "the thread never came to its halt"
        try:
            return work()
        finally:
            self._go.set()


def halted(monkeypatch: pytest.MonkeyPatch, target: Any, name: str) -> Halt:
    """The first call of `target.name` is halted right after it; later calls pass."""
    halt, original, first = Halt(), getattr(target, name), threading.Lock()

    def stop(*args: Any, **kwargs: Any) -> Any:
        answer = original(*args, **kwargs)
        if first.acquire(blocking=False):
            halt.here()
        return answer

    monkeypatch.setattr(target, name, stop)
    return halt


def all_meet(monkeypatch: pytest.MonkeyPatch, target: Any, name: str, number: int) -> None:
    """Each of `number` threads waits after its first call of `target.name` until all have made it."""
    gate, original, met = threading.Barrier(number), getattr(target, name), threading.local()

    def meet(*args: Any, **kwargs: Any) -> Any:
        answer = original(*args, **kwargs)
        if not hasattr(met, "once"):
            met.once = True
            gate.wait(PATIENCE)
        return answer

    monkeypatch.setattr(target, name, meet)


def without_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_kwargs: rows)
    # Statements that are kept were made with the lock.
    monkeypatch.setattr(Prepared, "_made", property(Prepared.make))


@contextmanager
def without(drop: str, restore: str, *clear: type):
    """Run with a guard of the database dropped; `clear` are the models to empty before it comes back."""
    with connection.cursor() as cursor:
        cursor.execute(drop)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for model in clear:
                cursor.execute(f"TRUNCATE {model._meta.db_table} CASCADE")
            cursor.execute(restore)

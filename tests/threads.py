"""Real threads with connections of their own, for the races."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections


def at_once(count: int, work: Callable[[], Any]) -> list[Any]:
    """Run `work` in `count` threads that start together; returns what they returned. An exception in one fails."""
    results: list[Any] = []
    failures: list[BaseException] = []
    start = threading.Barrier(count)

    def run() -> None:
        try:
            start.wait(30)
            results.append(work())
        except BaseException as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    return results

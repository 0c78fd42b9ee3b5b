"""`manage.py worker`: all that happens without a request: mail, reminders, housekeeping."""

import logging
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import close_old_connections

from apps.core import parts
from apps.core.connections import leave_ended_connections
from apps.following import telling
from apps.notices import digests, outbox
from apps.portal import housekeeping, reminders

log = logging.getLogger(__name__)

TIDY_EVERY = 3600  # seconds


class Command(BaseCommand):
    help = (
        "Sends mail, reminds of appointments and tidies up, until SIGTERM or SIGINT. Any number of workers may run "
        "beside each other. With --once (for cron) it does each once and ends."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stop = threading.Event()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="Do everything once and end.")
        parser.add_argument("--interval", type=float, default=5.0, help="Seconds between rounds (default: 5).")

    def handle(self, *args: Any, once: bool, interval: float, **options: Any) -> None:
        if once:
            if not self.round(tidy=True):
                raise CommandError("a part of the round failed; see the log")
            return
        before = {number: signal.signal(number, self._stop) for number in (signal.SIGTERM, signal.SIGINT)}
        log.info("worker started, a round every %s s", interval)
        try:
            self._run(interval)
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
        log.info("worker stopped")

    def _run(self, interval: float) -> None:
        tidied = float("-inf")
        while not self.stop.is_set():
            tidy = time.monotonic() - tidied >= TIDY_EVERY
            if tidy:
                tidied = time.monotonic()
            close_old_connections()
            self.round(tidy=tidy)
            close_old_connections()
            self.stop.wait(interval)

    def _stop(self, *args: Any) -> None:
        self.stop.set()

    def round(self, *, tidy: bool) -> bool:
        """Run a round and return whether all went well. What is told comes first: its mail leaves too."""
        tasks: list[Callable[[], Any]] = [
            *parts.DUE,
            reminders.remind_due,
            telling.tell_followers,
            digests.make_due_digests,
            lambda: outbox.send_due_mail(stopping=self.stop.is_set),
        ]
        if tidy:
            tasks.append(housekeeping.run_chores)
        done = [self._try(task) for task in tasks if not self.stop.is_set()]
        return all(done)

    def _try(self, task: Callable[[], Any]) -> bool:
        """Run a part of the round. A failure is logged and the part tried again in the next round; the others go on."""
        try:
            task()
        except Exception:
            log.exception("a part of the worker's round failed")
            leave_ended_connections()
            return False
        return True

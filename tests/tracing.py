"""Trace the rules and the services while the tests of theirs run, and no others: they would pay for it.

Coverage starts by itself in each process of a run that has COVERAGE_PROCESS_START in its environment, before anything
of ours is imported (`step_postgresql` of .ci/run). Such a run asks every test that is marked `traced`.
"""

import importlib
import os

from django.conf import settings

IS_ON = "COVERAGE_PROCESS_START" in os.environ


class Tracer:
    """The coverage of a process that runs tests, on or off."""

    def __init__(self) -> None:
        import coverage

        self.coverage = coverage.Coverage.current()
        self.is_running = True
        os.environ.pop("COVERAGE_PROCESS_START")  # what a test starts is no test of a rule
        importlib.import_module(settings.ROOT_URLCONF)  # else the first request imports it, while this may be off

    def switch(self, *, on: bool) -> None:
        if on != self.is_running:
            (self.coverage.start if on else self.coverage.stop)()
            self.is_running = on

    def save(self) -> None:
        self.switch(on=False)
        self.coverage.save()

"""Run a machine in parts: the first in every run, all of them on PostgreSQL, and thirty times as long on demand.

Each part is a test with a seed of its own: two workers share a machine, and no machine is the tail of a run.
`MACHINES=deep uv run pytest tests/models` runs long, and makes a sequence that fails short.
"""

import os

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

COMMON = {"deadline": None, "database": None, "suppress_health_check": list(HealthCheck)}
PROFILES = {
    "small": settings(max_examples=3, phases=[Phase.generate], **COMMON),
    "deep": settings(max_examples=140, phases=[Phase.generate, Phase.shrink], **COMMON),
}
PROFILE = PROFILES[os.environ.get("MACHINES", "small")]

in_parts = pytest.mark.parametrize("part", [1, *(pytest.param(part, marks=pytest.mark.deep) for part in (2, 3, 4))])


def run_part(machine: type[RuleBasedStateMachine], part: int, *, steps: int) -> None:
    """Run one part of the examples of a machine, each a sequence of so many steps."""
    seeded = seed(part)(type(f"{machine.__name__}{part}", (machine,), {}))
    run_state_machine_as_test(seeded, settings=settings(PROFILE, stateful_step_count=steps))

"""A loop at any depth of the stack costs no system call for each of its calls."""

import resource
import sys

import pytest

from apps.core.frames import with_room

CALLS, DEPTHS = 400, 250


def _call(depth):
    """Call a small function many times, `depth` calls deep; return how often the system had to hand out memory."""
    if depth:
        return _call(depth - 1)
    before = _faults()
    for _ in range(CALLS):
        _small()
    return _faults() - before


def _small():
    a = b = c = d = e = f = g = None
    return a, b, c, d, e, f, g


def _faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt


def _worst():
    return max(_call(depth) for depth in range(DEPTHS))


@with_room
def _worst_with_room():
    return _worst()


def test_no_depth_asks_the_system_for_memory_at_each_call():
    assert _worst_with_room() < CALLS / 4


@pytest.mark.skipif(sys.version_info >= (3, 13), reason="later versions keep a spare chunk")
def test_without_room_some_depth_does():
    assert _worst() >= CALLS

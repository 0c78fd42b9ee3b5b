"""What is reached in a content, and the arithmetic of the parts of a video that were played.

Parts are pairs of whole seconds, in order, that do not touch.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

Part = tuple[int, int]
Parts = tuple[Part, ...]

SHORTEST = 1  # seconds: what is shorter was passed through while one looked for a place, and not seen
AHEAD = 10  # seconds of a video that may be believed before their time has passed: the time between two saves


@dataclass(frozen=True)
class Reached:
    """What is kept of a learner in a content; without a row nothing is.

    `seen` are the parts of a video that were played, `length` the seconds of the video by the learner's player (0: not
    told), `ahead` the seconds that are believed before their time has passed.
    """

    rate: int = 0
    seconds: int = 0
    seen: Parts = ()
    length: int = 0
    ahead: int = AHEAD
    started_at: datetime | None = None
    saved_at: datetime | None = None


def unite(parts: Iterable[Sequence[float]]) -> Parts:
    """Return the union of parts in any order; each is widened to whole seconds, and parts that touch become one."""
    return tuple(_join((math.floor(start), math.ceil(end)) for start, end in parts if end > start))


def watched(parts: Iterable[Sequence[float]]) -> list[Sequence[float]]:
    """Return the parts, joined where they touch, without what is shorter than SHORTEST.

    Widened to whole seconds, a jump through a video every second would be all of it.
    """
    return [(start, end) for start, end in _join(parts) if end - start >= SHORTEST]


def _join(parts: Iterable[Sequence[Any]]) -> list[Any]:
    joined: list[Any] = []
    for start, end in sorted((start, end) for start, end in parts):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def within(parts: Parts, length: int) -> Parts:
    """Return the parts as far as they lie before the end of a video of `length` seconds."""
    return tuple((start, min(end, length)) for start, end in parts if start < length)


def seconds_in(parts: Parts) -> int:
    return sum(end - start for start, end in parts)


def gaps(parts: Parts, length: int) -> Parts:
    """Return what of a video of `length` seconds lies in none of the parts."""
    edges = ((0, 0), *within(parts, length), (length, length))
    return tuple((end, start) for (_start, end), (start, _end) in pairwise(edges) if start > end)


def overlaps(some: Parts, others: Parts) -> Iterator[Part]:
    """Yield what lies in both."""
    one, other = 0, 0
    while one < len(some) and other < len(others):
        start, end = max(some[one][0], others[other][0]), min(some[one][1], others[other][1])
        if start < end:
            yield start, end
        if some[one][1] < others[other][1]:
            one += 1
        else:
            other += 1


def add_up_to(kept: Parts, more: Parts, most: int) -> Parts:
    """Return `kept` with what is new in `more`, from its beginning on, until `most` seconds were added."""
    added: list[Part] = []
    new = overlaps(gaps(kept, more[-1][1]), more) if more else ()
    for start, end in new:
        if most <= 0:
            break
        added.append((start, min(end, start + most)))
        most -= end - start
    return unite((*kept, *added))

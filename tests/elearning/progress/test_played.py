"""The parts of a video: their union, what is missing, and what may be added, against sets of single seconds."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.elearning.progress import played

# How long a slow machine takes says nothing of the code.
on_any_machine = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

SECONDS = st.integers(0, 60)
PAIRS = st.lists(st.tuples(SECONDS, SECONDS).map(lambda pair: tuple(sorted(pair))), max_size=12)


def seconds(parts) -> set[int]:
    return {second for start, end in parts for second in range(start, end)}


def is_canonical(parts) -> bool:
    edges = [edge for part in parts for edge in part]
    return edges == sorted(set(edges))


@on_any_machine
@given(PAIRS)
def test_the_union_is_that_of_the_seconds_in_any_order(pairs):
    united = played.unite(pairs)
    assert seconds(united) == seconds(pairs)
    assert is_canonical(united)
    assert played.unite(pairs[::-1]) == united
    assert played.unite([*united, *pairs]) == united
    assert played.seconds_in(united) == len(seconds(pairs))


@on_any_machine
@given(PAIRS, SECONDS)
def test_what_is_missing_is_the_rest_of_the_video(pairs, length):
    united = played.unite(pairs)
    left = played.gaps(united, length)
    assert seconds(left) == set(range(length)) - seconds(united)
    assert is_canonical(left)
    assert seconds(played.within(united, length)) == seconds(united) & set(range(length))


@on_any_machine
@given(PAIRS, PAIRS)
def test_what_lies_in_both(some, others):
    both = list(played.overlaps(played.unite(some), played.unite(others)))
    assert seconds(both) == seconds(some) & seconds(others)


@on_any_machine
@given(PAIRS, PAIRS, SECONDS)
def test_no_more_is_added_than_may_be_and_nothing_that_was_not_told(kept, more, most):
    kept, more = played.unite(kept), played.unite(more)
    new = seconds(more) - seconds(kept)
    after = seconds(played.add_up_to(kept, more, most))
    assert after >= seconds(kept)
    added = after - seconds(kept)
    assert added == set(sorted(new)[:most])


def test_parts_are_widened_to_whole_seconds():
    assert played.unite([(29.6, 45.1), (0, 29.2), (50.0, 50.0)]) == ((0, 46),)
    assert played.unite([]) == ()


def test_what_is_only_passed_through_is_not_watched():
    slivers = [(second + 0.4, second + 0.6) for second in range(60)]
    assert played.watched(slivers) == []
    assert played.watched([(30, 31), (0.5, 1.2), (1.2, 1.6), (10, 10.9)]) == [(0.5, 1.6), (30, 31)]
    assert played.watched([]) == []

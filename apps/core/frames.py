"""The memory of function calls.

CPython keeps the frames of calls in chunks of 16 KB, and gives a chunk back to the system as soon as the first frame in
it ends. Where a loop happens to stand at the end of a chunk, each of its calls asks the system for memory: a page whose
template loops there costs up to twice its CPU time, and which page this is depends on how deep the stack is. Later
versions keep one spare chunk (https://github.com/python/cpython/issues/142183); 3.11 and 3.12 do not.
"""

from collections.abc import Callable
from types import FunctionType
from typing import Any, TypeVar, cast

# In slots of 8 bytes. A frame that needs more than 256 KB is given a chunk of 512 KB, and what is over holds all calls
# within it, some 800 deep. The system hands out only the memory that is written to.
_SLOTS = 33_000

_Function = TypeVar("_Function", bound=Callable[..., Any])


def with_room(function: _Function) -> _Function:
    """Return the function, changed so that all calls within it have their frames in one chunk."""
    made = cast(FunctionType, function)
    made.__code__ = made.__code__.replace(co_stacksize=_SLOTS)
    return function

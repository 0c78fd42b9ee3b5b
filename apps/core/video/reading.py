"""What a film says of itself, and the bounded reading of its tables."""

from dataclasses import dataclass
from typing import IO

MOST_BOXES = 400_000  # in a file; a film of ten hours in pieces of one second has less
MOST_TRACKS = 200  # in a file: pictures, sounds and captions
MOST_TABLE = 4 * 1024 * 1024  # bytes of a table that is read at once


class UnreadableVideo(ValueError):
    """The file is no film, or is cut off or damaged where it says what it holds."""


@dataclass(frozen=True)
class VideoFacts:
    """What a film says of itself. A codec is '' where the film has no picture or no sound.

    `duration_seconds` is None where it cannot be known.
    """

    container: str
    duration_seconds: float | None
    video_codec: str
    audio_codec: str


def size_of(file: IO[bytes]) -> int:
    return file.seek(0, 2)


def read_table(file: IO[bytes], at: int, size: int) -> bytes:
    """Return `size` bytes. Raises UnreadableVideo where the file has fewer, or nobody would write so many."""
    if size > MOST_TABLE:
        raise UnreadableVideo("table too large")
    file.seek(at)
    raw = file.read(size)
    if len(raw) < size:
        raise UnreadableVideo("cut off")
    return raw

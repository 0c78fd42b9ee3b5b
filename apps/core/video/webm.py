"""WebM and Matroska (RFC 8794 and RFC 9559)."""

import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO

from apps.core.video.reading import MOST_BOXES, UnreadableVideo, VideoFacts, read_table, size_of

WEBM, MATROSKA = "webm", "matroska"
_WEBM_CODECS = {
    "V_VP8": "vp8", "V_VP9": "vp9", "V_AV1": "av1", "V_MPEG4/ISO/AVC": "h264", "V_MPEGH/ISO/HEVC": "hevc",
    "A_OPUS": "opus", "A_VORBIS": "vorbis", "A_AAC": "aac", "A_MPEG/L3": "mp3",
}  # fmt: skip
_MOST_TAIL = 64 * 1024 * 1024  # bytes before the end of a WebM file in which its last cluster must begin
EBML = b"\x1a\x45\xdf\xa3"
_SEGMENT, _INFO, _TRACKS, _CLUSTER = 0x18538067, 0x1549A966, 0x1654AE6B, 0x1F43B675
_DOC_TYPE, _TIMESTAMP_SCALE, _DURATION = 0x4282, 0x2AD7B1, 0x4489
_TRACK, _TRACK_TYPE, _CODEC, _NUMBER, _FRAME = 0xAE, 0x83, 0x86, 0xD7, 0x23E383
_TIMESTAMP, _SIMPLE_BLOCK, _GROUP, _BLOCK, _BLOCK_DURATION = 0xE7, 0xA3, 0xA0, 0xA1, 0x9B
_CLUSTER_ID = b"\x1f\x43\xb6\x75"
_UNKNOWN = -1  # the size of an element that ends where one of its parents' level begins
_WINDOW = 1024 * 1024
_MOST_TRIES = 10_000  # places that look like the beginning of a cluster
_LONGEST_NAME = 40  # letters of a codec's name


@dataclass
class WebmFile:
    """A walk through the elements of a WebM file."""

    file: IO[bytes]
    scale: int = 1_000_000  # nanoseconds of a unit
    duration: float = 0.0  # in units
    codecs: dict[int, str] = field(default_factory=dict)  # by type of track: 1 picture, 2 sound
    frames: dict[int, int] = field(default_factory=dict)  # nanoseconds of a frame, by track
    steps: int = 0

    def facts(self) -> VideoFacts:
        size = size_of(self.file)
        container = ""
        for kind, start, end in self._elements(0, size):
            if kind == 0x1A45DFA3:
                container = self._doc_type(start, end)
            elif kind == _SEGMENT:
                self._read_segment(start, end)
                break
        if not self.codecs:
            raise UnreadableVideo("no table of tracks")
        units = self.duration or self._measured(size)
        seconds = units * self.scale / 1e9
        return VideoFacts(container, seconds or None, self.codecs.get(1, ""), self.codecs.get(2, ""))

    def _doc_type(self, start: int, end: int) -> str:
        for kind, first, last in self._elements(start, end):
            if kind == _DOC_TYPE:
                return WEBM if read_table(self.file, first, last - first).rstrip(b"\0") == b"webm" else MATROSKA
        return MATROSKA

    def _read_segment(self, start: int, end: int) -> None:
        """Read what stands before the first cluster: a browser needs it there."""
        for kind, first, last in self._elements(start, end):
            if kind == _INFO:
                self._read_info(first, last)
            elif kind == _TRACKS:
                for inner, begin, stop in self._elements(first, last):
                    if inner == _TRACK:
                        self._read_track(begin, stop)
            elif kind == _CLUSTER:
                return

    def _read_info(self, start: int, end: int) -> None:
        for kind, first, last in self._elements(start, end):
            if kind == _TIMESTAMP_SCALE:
                self.scale = self._whole(first, last)
            elif kind == _DURATION:
                raw = read_table(self.file, first, last - first)
                self.duration = struct.unpack(">f" if len(raw) == 4 else ">d", raw)[0]
        if not 0 <= self.duration < 1e15:  # not a number, or none that a film can have
            self.duration = 0.0

    def _read_track(self, start: int, end: int) -> None:
        kind_of_track, codec, number, frame = 0, "", 0, 0
        for kind, first, last in self._elements(start, end):
            if kind == _TRACK_TYPE:
                kind_of_track = self._whole(first, last)
            elif kind == _CODEC:
                codec = read_table(self.file, first, min(last - first, _LONGEST_NAME)).rstrip(b"\0").decode("latin-1")
            elif kind == _NUMBER:
                number = self._whole(first, last)
            elif kind == _FRAME:
                frame = self._whole(first, last)
        named = _WEBM_CODECS.get(codec) or next(
            (name for long, name in _WEBM_CODECS.items() if codec.startswith(long)), codec.lower()
        )
        self.codecs.setdefault(kind_of_track, named)
        self.frames[number] = frame

    def _measured(self, size: int) -> float:
        """Return where the last block of the file ends, in units; 0.0 where no cluster is found."""
        at = self._last_cluster(size)
        if at is None:
            return 0.0
        _kind, start, end = next(self._elements(at, size))
        moment = 0.0
        with suppress(UnreadableVideo):  # a recording that stopped within a block ends with the one before
            for ends in self._ends(start, end):
                moment = ends
        return moment

    def _ends(self, start: int, end: int) -> Iterator[float]:
        """Yield where a cluster ends so far, after each of its blocks, in units."""
        base, ends = 0, 0.0
        before: dict[int, int] = {}
        for kind, first, last in self._elements(start, end):
            if kind == _TIMESTAMP:
                base = self._whole(first, last)
            elif kind in (_SIMPLE_BLOCK, _GROUP):
                number, offset, length = self._block(kind, first, last)
                moment = base + offset
                usual = self.frames.get(number, 0) / self.scale or moment - before.get(number, moment)
                before[number] = moment
                ends = max(ends, moment + (length or usual))
                yield ends

    def _block(self, kind: int, first: int, last: int) -> tuple[int, int, int]:
        """Return track, offset in its cluster and length in units (0 where none is written) of a block."""
        length = 0
        if kind == _GROUP:
            group, first = (first, last), 0
            for inner, begin, stop in self._elements(*group):
                if inner == _BLOCK:
                    first = begin
                elif inner == _BLOCK_DURATION:
                    length = self._whole(begin, stop)
        number, width = _vint(read_table(self.file, first, 8), keep_marker=False)
        (offset,) = struct.unpack(">h", read_table(self.file, first + width, 2))
        return number, offset, length

    def _last_cluster(self, size: int) -> int | None:
        """Return where the last cluster begins, searched from the end of the file."""
        end, tries = size, 0
        while end > 0 and size - end < _MOST_TAIL:
            start = max(end - _WINDOW, 0)
            self.file.seek(start)
            raw = self.file.read(min(end + 3, size) - start)  # with the beginning of what was searched before
            place = len(raw)
            while (place := raw.rfind(_CLUSTER_ID, 0, place)) >= 0:
                tries += 1
                if tries > _MOST_TRIES:
                    return None
                if self._is_cluster(start + place, size):
                    return start + place
            end = start
        return None

    def _is_cluster(self, at: int, size: int) -> bool:
        """Return whether these four bytes begin a cluster and are no chance: its time comes first."""
        try:
            _kind, start, end = next(self._elements(at, size))
            first = next(self._elements(start, end))
        except (UnreadableVideo, StopIteration):
            return False
        return first[0] == _TIMESTAMP and first[2] - first[1] <= 8

    def _whole(self, first: int, last: int) -> int:
        if last - first > 8:
            raise UnreadableVideo("number too long")
        return int.from_bytes(read_table(self.file, first, last - first), "big")

    def _elements(self, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """Yield kind, first byte and end of each element between two places."""
        while start < end:
            self.steps += 1
            if self.steps > MOST_BOXES:
                raise UnreadableVideo("too many elements")
            self.file.seek(start)
            raw = self.file.read(12)
            kind, wide = _vint(raw, keep_marker=True)
            size, width = _vint(raw[wide:], keep_marker=False)
            first = start + wide + width
            last = end if size == _UNKNOWN else first + size
            if last > end:
                raise UnreadableVideo("cut off")
            yield kind, first, last
            start = first if size == _UNKNOWN and kind == _CLUSTER else last


def _vint(raw: bytes, *, keep_marker: bool) -> tuple[int, int]:
    """Return a number of variable width and its width in bytes (RFC 8794 §4)."""
    width = 9 - raw[0].bit_length()
    if width > 8 or len(raw) < width:
        raise UnreadableVideo("damaged")
    value = int.from_bytes(raw[:width], "big")
    if keep_marker:
        return value, width
    value &= (1 << 7 * width) - 1
    return (_UNKNOWN if value == (1 << 7 * width) - 1 else value), width

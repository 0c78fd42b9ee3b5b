"""What a film file says of itself: its container, its codecs, its own length.

Only the tables of the file are read, never a frame, and each walk is bounded. The libraries that were tried do not
serve an upload: FFmpeg (PyAV) is 100 MB under GPL, and MediaInfo never returns from some damaged files.
Sources: ISO/IEC 14496-12 and 14496-15 (MP4), RFC 8794 (EBML), RFC 9559 (Matroska).
"""

import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO

MP4, WEBM, MATROSKA = "mp4", "webm", "matroska"
# Codecs by the names that browsers' people use. What is not named here keeps the name that the file gives it.
_MP4_CODECS = {
    "avc1": "h264", "avc3": "h264", "hvc1": "hevc", "hev1": "hevc", "dvh1": "hevc", "dvhe": "hevc", "vp08": "vp8",
    "vp09": "vp9", "av01": "av1", "mp4v": "mpeg4", "s263": "h263", "apch": "prores", "apcn": "prores",
    "apcs": "prores", "apco": "prores", "ap4h": "prores", "ap4x": "prores", "jpeg": "mjpeg", "mjpa": "mjpeg",
    "Opus": "opus", "fLaC": "flac", ".mp3": "mp3", "ac-3": "ac3", "ec-3": "eac3", "sowt": "pcm", "twos": "pcm",
    "lpcm": "pcm", "in24": "pcm", "raw ": "pcm", "alac": "alac", "samr": "amr", "ulaw": "pcm", "alaw": "pcm",
}  # fmt: skip
_MPEG_AUDIO = {0x40: "aac", 0x66: "aac", 0x67: "aac", 0x68: "aac", 0x69: "mp3", 0x6B: "mp3", 0xA5: "ac3", 0xA6: "eac3"}
_WEBM_CODECS = {
    "V_VP8": "vp8", "V_VP9": "vp9", "V_AV1": "av1", "V_MPEG4/ISO/AVC": "h264", "V_MPEGH/ISO/HEVC": "hevc",
    "A_OPUS": "opus", "A_VORBIS": "vorbis", "A_AAC": "aac", "A_MPEG/L3": "mp3",
}  # fmt: skip
# H.264 with ten bits or with more colour than 4:2:0 is decoded by few browsers: `h264-<profile>`.
_H264_PROFILES = {110: "h264-high10", 122: "h264-high422", 244: "h264-high444", 44: "h264-high444"}
_MOST_BOXES = 400_000  # in a file; a film of ten hours in pieces of one second has less
_MOST_TABLE = 4 * 1024 * 1024  # bytes of a table that is read at once
_MOST_TAIL = 64 * 1024 * 1024  # bytes before the end of a WebM file in which its last cluster must begin
_FIRST_BOXES = {b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot", b"styp"}
_EBML = b"\x1a\x45\xdf\xa3"


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


def read_video(file: IO[bytes]) -> VideoFacts:
    """Return the facts of an opened MP4, MOV, WebM or Matroska file, whose position is then its beginning again.

    A film that was written in pieces or by a recorder of a browser has its length nowhere: it is measured. Raises
    UnreadableVideo.
    """
    try:
        file.seek(0)
        head = file.read(12)
        if head.startswith(_EBML):
            return _Webm(file).facts()
        if head[4:8] in _FIRST_BOXES:
            return _Mp4(file).facts()
    except (struct.error, IndexError, OverflowError, ZeroDivisionError) as error:
        raise UnreadableVideo("damaged") from error
    finally:
        file.seek(0)
    raise UnreadableVideo("no film")


def _size_of(file: IO[bytes]) -> int:
    return file.seek(0, 2)


def _read(file: IO[bytes], at: int, size: int) -> bytes:
    """Return `size` bytes. Raises UnreadableVideo where the file has fewer, or nobody would write so many."""
    if size > _MOST_TABLE:
        raise UnreadableVideo("table too large")
    file.seek(at)
    raw = file.read(size)
    if len(raw) < size:
        raise UnreadableVideo("cut off")
    return raw


# --- MP4 and MOV ------------------------------------------------------------------------------------------------------


@dataclass
class _Track:
    number: int = 0
    handler: str = ""
    codec: str = ""
    timescale: int = 0
    duration: int = 0  # in units of `timescale`, as are the next two
    piece: int = 0  # the usual duration of a sample in a fragment
    end: int = 0  # of the last fragment

    def seconds(self) -> float:
        return max(self.duration, self.end) / self.timescale if self.timescale else 0.0


@dataclass
class _Mp4:
    """A walk through the boxes of an MP4 file."""

    file: IO[bytes]
    tracks: list[_Track] = field(default_factory=list)
    seconds: float = 0.0
    boxes: int = 0

    def facts(self) -> VideoFacts:
        found = False
        fragments: list[tuple[int, int]] = []
        for kind, start, end in self._boxes(0, _size_of(self.file)):
            if kind == b"moov":
                found = True
                self._read_movie(start, end)
            elif kind == b"moof":
                fragments.append((start, end))
        if not found:
            raise UnreadableVideo("no table of contents")
        for start, end in fragments:
            self._read_fragment(start, end)
        # The film's own length goes first: it knows of parts that are cut away in the player (edit lists).
        seconds = self.seconds if self.seconds and not fragments else 0.0
        seconds = seconds or max([self.seconds, *(track.seconds() for track in self.tracks)])
        return VideoFacts(MP4, seconds or None, self._codec("vide"), self._codec("soun"))

    def _codec(self, handler: str) -> str:
        return next((track.codec for track in self.tracks if track.handler == handler), "")

    def _boxes(self, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
        """Yield kind, first byte and end of each box between two places."""
        while start + 8 <= end:
            self.boxes += 1
            if self.boxes > _MOST_BOXES:
                raise UnreadableVideo("too many boxes")
            size, kind = struct.unpack(">I4s", _read(self.file, start, 8))
            head = 8
            if size == 1:
                (size,) = struct.unpack(">Q", _read(self.file, start + 8, 8))
                head = 16
            elif size == 0:  # to the end of the file
                size = end - start
            if size < head:
                raise UnreadableVideo("box without a size")
            if start + size > end:
                raise UnreadableVideo("cut off")
            yield kind, start + head, start + size
            start += size

    def _read_movie(self, start: int, end: int) -> None:
        for kind, first, last in self._boxes(start, end):
            if kind == b"mvhd":
                timescale, duration = self._times(first)
                self.seconds = duration / timescale if timescale else 0.0
            elif kind == b"trak":
                track = _Track()
                self._read_track(first, last, track)
                self.tracks.append(track)
            elif kind == b"mvex":
                self._read_defaults(first, last)

    def _read_track(self, start: int, end: int, track: _Track) -> None:
        for kind, first, last in self._boxes(start, end):
            if kind in (b"mdia", b"minf", b"stbl"):
                self._read_track(first, last, track)
            elif kind == b"tkhd":
                place = 20 if _read(self.file, first, 1)[0] else 12
                (track.number,) = struct.unpack(">I", _read(self.file, first + place, 4))
            elif kind == b"mdhd":
                track.timescale, track.duration = self._times(first)
            elif kind == b"hdlr" and not track.handler:
                track.handler = _read(self.file, first + 8, 4).decode("latin-1")
            elif kind == b"stsd":
                track.codec = _sample_codec(_read(self.file, first, min(last - first, 65536)))

    def _times(self, first: int) -> tuple[int, int]:
        """Return timescale and duration of an mvhd or mdhd box. All ones stand for a duration that is not known."""
        if _read(self.file, first, 1)[0]:
            timescale, duration = struct.unpack(">IQ", _read(self.file, first + 20, 12))
            return timescale, 0 if duration == 2**64 - 1 else duration
        timescale, duration = struct.unpack(">II", _read(self.file, first + 12, 8))
        return timescale, 0 if duration == 2**32 - 1 else duration

    def _read_defaults(self, start: int, end: int) -> None:
        for kind, first, _last in self._boxes(start, end):
            if kind == b"trex":
                number, _index, piece = struct.unpack(">III", _read(self.file, first + 4, 12))
                for track in self.tracks:
                    if track.number == number:
                        track.piece = piece

    def _read_fragment(self, start: int, end: int) -> None:
        for kind, first, last in self._boxes(start, end):
            if kind == b"traf":
                self._read_run(first, last)

    def _read_run(self, start: int, end: int) -> None:
        """Add the samples of a track in a fragment to the end of that track."""
        track, piece = _Track(), 0
        for kind, first, last in self._boxes(start, end):
            if kind == b"tfhd":
                flags, number = struct.unpack(">II", _read(self.file, first, 8))
                track = next((row for row in self.tracks if row.number == number), track)
                place = first + 8 + (8 if flags & 0x1 else 0) + (4 if flags & 0x2 else 0)
                piece = struct.unpack(">I", _read(self.file, place, 4))[0] if flags & 0x8 else track.piece
            elif kind == b"tfdt":
                wide = _read(self.file, first, 1)[0]
                (track.end,) = struct.unpack(">Q" if wide else ">I", _read(self.file, first + 4, 8 if wide else 4))
            elif kind == b"trun":
                track.end += _run_length(_read(self.file, first, last - first), piece)


def _run_length(raw: bytes, piece: int) -> int:
    """Return the duration of the samples of a trun box."""
    flags, count = struct.unpack(">II", raw[:8])
    if not flags & 0x100:
        return count * piece
    place = 8 + (4 if flags & 0x1 else 0) + (4 if flags & 0x4 else 0)
    step = 4 * sum(1 for bit in (0x100, 0x200, 0x400, 0x800) if flags & bit)
    if place + count * step > len(raw):
        raise UnreadableVideo("cut off")
    return sum(struct.unpack_from(">I", raw, place + number * step)[0] for number in range(count))


def _sample_codec(raw: bytes) -> str:
    """Return the codec of the first sample description of an stsd box."""
    name = raw[12:16].decode("latin-1")
    if name in ("avc1", "avc3"):
        place = raw.find(b"avcC")
        return _H264_PROFILES.get(raw[place + 5], "h264") if place >= 0 else "h264"
    if name == "mp4a":
        return _mpeg_audio(raw)
    return _MP4_CODECS.get(name, name.strip().lower())


def _mpeg_audio(raw: bytes) -> str:
    """Return which MPEG sound an `mp4a` is, by the decoder configuration (tag 4) in its esds box."""
    place = raw.find(b"esds")
    tag = raw.find(b"\x04", place + 8) if place >= 0 else -1
    if tag < 0:
        return "aac"
    tag += 1
    while raw[tag] & 0x80:  # the size of the tag, in groups of seven bits
        tag += 1
    return _MPEG_AUDIO.get(raw[tag + 1], "mp4a")


# --- WebM and Matroska ------------------------------------------------------------------------------------------------

_SEGMENT, _INFO, _TRACKS, _CLUSTER = 0x18538067, 0x1549A966, 0x1654AE6B, 0x1F43B675
_DOC_TYPE, _TIMESTAMP_SCALE, _DURATION = 0x4282, 0x2AD7B1, 0x4489
_TRACK, _TRACK_TYPE, _CODEC, _NUMBER, _FRAME = 0xAE, 0x83, 0x86, 0xD7, 0x23E383
_TIMESTAMP, _SIMPLE_BLOCK, _GROUP, _BLOCK, _BLOCK_DURATION = 0xE7, 0xA3, 0xA0, 0xA1, 0x9B
_CLUSTER_ID = b"\x1f\x43\xb6\x75"
_UNKNOWN = -1  # the size of an element that ends where one of its parents' level begins
_WINDOW = 1024 * 1024


@dataclass
class _Webm:
    """A walk through the elements of a WebM file."""

    file: IO[bytes]
    scale: int = 1_000_000  # nanoseconds of a unit
    duration: float = 0.0  # in units
    codecs: dict[int, str] = field(default_factory=dict)  # by type of track: 1 picture, 2 sound
    frames: dict[int, int] = field(default_factory=dict)  # nanoseconds of a frame, by track
    steps: int = 0

    def facts(self) -> VideoFacts:
        size = _size_of(self.file)
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
                return WEBM if _read(self.file, first, last - first).rstrip(b"\0") == b"webm" else MATROSKA
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
                raw = _read(self.file, first, last - first)
                self.duration = struct.unpack(">f" if len(raw) == 4 else ">d", raw)[0]
        if not 0 <= self.duration < 1e15:  # not a number, or none that a film can have
            self.duration = 0.0

    def _read_track(self, start: int, end: int) -> None:
        kind_of_track, codec, number, frame = 0, "", 0, 0
        for kind, first, last in self._elements(start, end):
            if kind == _TRACK_TYPE:
                kind_of_track = self._whole(first, last)
            elif kind == _CODEC:
                codec = _read(self.file, first, last - first).rstrip(b"\0").decode("latin-1")
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
        number, width = _vint(_read(self.file, first, 8), keep_marker=False)
        (offset,) = struct.unpack(">h", _read(self.file, first + width, 2))
        return number, offset, length

    def _last_cluster(self, size: int) -> int | None:
        """Return where the last cluster begins, searched from the end of the file."""
        end = size
        while end > 0 and size - end < _MOST_TAIL:
            start = max(end - _WINDOW, 0)
            self.file.seek(start)
            raw = self.file.read(min(end + 3, size) - start)  # with the beginning of what was searched before
            place = len(raw)
            while (place := raw.rfind(_CLUSTER_ID, 0, place)) >= 0:
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
        return int.from_bytes(_read(self.file, first, last - first), "big")

    def _elements(self, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """Yield kind, first byte and end of each element between two places."""
        while start < end:
            self.steps += 1
            if self.steps > _MOST_BOXES:
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

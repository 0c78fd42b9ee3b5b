"""MP4 and MOV (ISO/IEC 14496-12 and 14496-15)."""

import struct
import sys
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from apps.core.video.reading import MOST_BOXES, MOST_TRACKS, UnreadableVideo, VideoFacts, read_table, size_of

MP4 = "mp4"
# Codecs by the names that browsers' people use. What is not named here keeps the name that the file gives it.
_MP4_CODECS = {
    "avc1": "h264", "avc3": "h264", "hvc1": "hevc", "hev1": "hevc", "dvh1": "hevc", "dvhe": "hevc", "vp08": "vp8",
    "vp09": "vp9", "av01": "av1", "mp4v": "mpeg4", "s263": "h263", "apch": "prores", "apcn": "prores",
    "apcs": "prores", "apco": "prores", "ap4h": "prores", "ap4x": "prores", "jpeg": "mjpeg", "mjpa": "mjpeg",
    "Opus": "opus", "fLaC": "flac", ".mp3": "mp3", "ac-3": "ac3", "ec-3": "eac3", "sowt": "pcm", "twos": "pcm",
    "lpcm": "pcm", "in24": "pcm", "raw ": "pcm", "alac": "alac", "samr": "amr", "ulaw": "pcm", "alaw": "pcm",
}  # fmt: skip
_MPEG_AUDIO = {0x40: "aac", 0x66: "aac", 0x67: "aac", 0x68: "aac", 0x69: "mp3", 0x6B: "mp3", 0xA5: "ac3", 0xA6: "eac3"}
# H.264 with ten bits or with more colour than 4:2:0 is decoded by few browsers: `h264-<profile>`.
_H264_PROFILES = {110: "h264-high10", 122: "h264-high422", 244: "h264-high444", 44: "h264-high444"}
_INSIDE = {b"trak": b"mdia", b"mdia": b"minf", b"minf": b"stbl"}  # the boxes that hold the tables of a track
FIRST_BOXES = {b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot", b"styp"}


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
class Mp4File:
    """A walk through the boxes of an MP4 file."""

    file: IO[bytes]
    tracks: list[_Track] = field(default_factory=list)
    seconds: float = 0.0
    boxes: int = 0

    def facts(self) -> VideoFacts:
        found = False
        fragments: list[tuple[int, int]] = []
        for kind, start, end in self._boxes(0, size_of(self.file)):
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
            if self.boxes > MOST_BOXES:
                raise UnreadableVideo("too many boxes")
            size, kind = struct.unpack(">I4s", read_table(self.file, start, 8))
            head = 8
            if size == 1:
                (size,) = struct.unpack(">Q", read_table(self.file, start + 8, 8))
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
                if len(self.tracks) == MOST_TRACKS:  # each piece of a film looks through all of them
                    raise UnreadableVideo("too many tracks")
                track = _Track()
                self._read_track(first, last, track)
                self.tracks.append(track)
            elif kind == b"mvex":
                self._read_defaults(first, last)

    def _read_track(self, start: int, end: int, track: _Track, inside: bytes = b"trak") -> None:
        for kind, first, last in self._boxes(start, end):
            if kind == _INSIDE.get(inside):
                self._read_track(first, last, track, kind)
            elif kind == b"tkhd":
                place = 20 if read_table(self.file, first, 1)[0] else 12
                (track.number,) = struct.unpack(">I", read_table(self.file, first + place, 4))
            elif kind == b"mdhd":
                track.timescale, track.duration = self._times(first)
            elif kind == b"hdlr" and not track.handler:
                track.handler = read_table(self.file, first + 8, 4).decode("latin-1")
            elif kind == b"stsd":
                track.codec = _sample_codec(read_table(self.file, first, min(last - first, 65536)))

    def _times(self, first: int) -> tuple[int, int]:
        """Return timescale and duration of an mvhd or mdhd box. All ones stand for a duration that is not known."""
        if read_table(self.file, first, 1)[0]:
            timescale, duration = struct.unpack(">IQ", read_table(self.file, first + 20, 12))
            return timescale, 0 if duration == 2**64 - 1 else duration
        timescale, duration = struct.unpack(">II", read_table(self.file, first + 12, 8))
        return timescale, 0 if duration == 2**32 - 1 else duration

    def _read_defaults(self, start: int, end: int) -> None:
        for kind, first, _last in self._boxes(start, end):
            if kind == b"trex":
                number, _index, piece = struct.unpack(">III", read_table(self.file, first + 4, 12))
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
                flags, number = struct.unpack(">II", read_table(self.file, first, 8))
                track = next((row for row in self.tracks if row.number == number), track)
                place = first + 8 + (8 if flags & 0x1 else 0) + (4 if flags & 0x2 else 0)
                piece = struct.unpack(">I", read_table(self.file, place, 4))[0] if flags & 0x8 else track.piece
            elif kind == b"tfdt":
                wide = read_table(self.file, first, 1)[0]
                (track.end,) = struct.unpack(">Q" if wide else ">I", read_table(self.file, first + 4, 8 if wide else 4))
            elif kind == b"trun":
                track.end += _run_length(read_table(self.file, first, last - first), piece)


def _run_length(raw: bytes, piece: int) -> int:
    """Return the duration of the samples of a trun box."""
    flags, count = struct.unpack(">II", raw[:8])
    if not flags & 0x100:
        return count * piece
    place = 8 + (4 if flags & 0x1 else 0) + (4 if flags & 0x4 else 0)
    step = 4 * sum(1 for bit in (0x100, 0x200, 0x400, 0x800) if flags & bit)
    if place + count * step > len(raw):
        raise UnreadableVideo("cut off")
    samples = array("I", raw[place : place + count * step])
    if sys.byteorder == "little":
        samples.byteswap()
    return sum(samples[:: step // 4])


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

"""Captions of every usual form as WebVTT in UTF-8, the only form that browsers show (W3C WebVTT 1).

Each form is read line by line, or by a pattern that looks at few letters at once: the libraries that were tried work
on a hostile file for a time that grows with its square.
"""

import re
from collections.abc import Iterable, Iterator
from html import unescape

from apps.core.decoding import Undecodable, decode

_SIGNED = re.compile(r"WEBVTT(?=[ \t]|$)")
_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})"
_TIMES = re.compile(rf"\s*{_TIME}\s{{0,9}}(?:-->|,)\s{{0,9}}{_TIME}(?:\s.*)?", re.ASCII)  # SRT, WebVTT; SBV
_TAG = re.compile(r"<([^<>]{1,500})>")
_LOOKS = re.compile(r"<[/A-Za-z][^<>]{0,500}>|\{\\[^{}]{0,500}\}")
_SMI_START = re.compile(r"sync\b[^=]{0,99}\bstart\s{0,9}=\s{0,9}[\"']?(\d{1,9})", re.ASCII | re.IGNORECASE)
_SMI_CLASS = re.compile(r"p\b[^=]{0,99}\bclass\s{0,9}=\s{0,9}[\"']?([\w-]{1,50})", re.ASCII | re.IGNORECASE)
_LAST_SHOWN = 5_000  # milliseconds for which the last caption of an SMI file is shown, as players do

Cue = tuple[int, int, str]  # first and last millisecond, and the words


class UnreadableCaptions(ValueError):
    """The bytes are no captions of a known form, or hold none."""


def to_webvtt(raw: bytes) -> bytes:
    """Return WebVTT, SRT, SMI, SBV, ASS or SSA in any usual encoding as WebVTT in UTF-8. Raises UnreadableCaptions.

    WebVTT stays as it is. Of the other forms times and words are kept; looks and places are left out.
    """
    try:
        lines = decode(raw).splitlines()
    except Undecodable:
        raise UnreadableCaptions from None
    if lines and lines[0].startswith("WEBVTT"):
        if not _SIGNED.match(lines[0]) or not any("-->" in line and _TIMES.fullmatch(line) for line in lines):
            raise UnreadableCaptions
        return "\n".join([*lines, ""]).encode()
    head = "\n".join(lines[:50])[:4096].lower()
    if "<sami" in head or "<sync" in head:
        return _written(_smi_cues("\n".join(lines)))
    return _written(_ass_cues(lines) if "[script info]" in head else _timed_cues(lines))


def _written(cues: Iterable[Cue]) -> bytes:
    written = [
        f"{_stamp(start)} --> {_stamp(end)}\n{escaped}\n"
        for start, end, words in sorted(cues)
        if start < end and (escaped := _escaped(words))
    ]
    if not written:
        raise UnreadableCaptions
    return "\n".join(["WEBVTT\n", *written]).encode()


def _stamp(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{rest:03d}"


def _escaped(words: str) -> str:
    """Return the lines of a caption, none of them blank, with what WebVTT would take for a mark of its own."""
    lines = filter(None, (line.strip() for line in words.splitlines()))
    return "\n".join(lines).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _milliseconds(hours: str | None, minutes: str, seconds: str, fraction: str) -> int:
    whole = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
    return whole * 1000 + int(fraction.ljust(3, "0"))


# --- SRT and SBV: a line of times, the words, a blank line ------------------------------------------------------------


def _timed_cues(lines: list[str]) -> Iterator[Cue]:
    times: tuple[int, int] | None = None
    words: list[str] = []
    for line in [*lines, ""]:
        match = _TIMES.fullmatch(line[:200])
        if match is not None or not line.strip():
            if times is not None:
                yield (*times, unescape(_LOOKS.sub("", "\n".join(words))))
            words = []
            times = (_milliseconds(*match.groups()[:4]), _milliseconds(*match.groups()[4:])) if match else None
        elif times is not None:
            words.append(line)


# --- SMI: what is shown until the next moment -------------------------------------------------------------------------


def _smi_cues(text: str) -> list[Cue]:
    """Return the captions of an SMI file in its first language: each is shown until the next of it."""
    found = [(start, language, unescape(words).strip()) for start, language, words in _smi_moments(text)]
    first = next((language for _start, language, words in found if words), "")
    shown = sorted((start, words) for start, language, words in found if language == first)
    ends = [start for start, _words in shown[1:]] + [start + _LAST_SHOWN for start, _words in shown[-1:]]
    return [(start, end, words) for (start, words), end in zip(shown, ends, strict=True)]


def _smi_moments(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield moment, language and words of each paragraph. Its elements are seldom closed."""
    start: int | None = None
    language, words = "", ""
    # Words and what stands in angle brackets follow each other; a new paragraph ends the one before.
    for place, piece in enumerate([*_TAG.split(text), "sync"]):
        if place % 2 == 0:
            words += piece.replace("\n", " ")
            continue
        name = piece.strip().lower()
        if name.startswith("br"):
            words += "\n"
        elif name.startswith(("sync", "p ", "/body")) or name == "p":
            if start is not None and (words.strip() or language):
                yield start, language, words
            words, language = "", ""
            if match := _SMI_CLASS.match(piece.strip()):
                language = match[1].lower()
            elif not name.startswith("p"):
                match = _SMI_START.match(piece.strip())
                start = int(match[1]) if match else None


# --- ASS and SSA ------------------------------------------------------------------------------------------------------


def _ass_cues(lines: list[str]) -> Iterator[Cue]:
    """Yield the dialogues: nine fields with start and end second and third, then the words."""
    for line in lines:
        if line.lower().startswith("dialogue:"):
            fields = line.split(":", 1)[1].split(",", 9)
            match = _TIMES.fullmatch(",".join(fields[1:3])) if len(fields) == 10 else None
            if match is not None:
                words = _LOOKS.sub("", fields[9]).replace("\\N", "\n").replace("\\n", "\n").replace("\\h", " ")
                yield _milliseconds(*match.groups()[:4]), _milliseconds(*match.groups()[4:]), words

"""Bytes of a text file as text, whatever program of a person wrote them."""

import codecs

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_HEAD = 4096


class Undecodable(ValueError):
    """The bytes are no text."""


def decode(raw: bytes) -> str:
    """Return the text of UTF-8, UTF-16 (which Excel calls "Unicode text") or CP949, which Korean Windows writes.

    A mark at the beginning decides, and is left out. Raises Undecodable.
    """
    for encoding in _candidates(raw):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text.rstrip("\x1a")  # the end of a file, as old programs wrote it
    raise Undecodable


def _candidates(raw: bytes) -> tuple[str, ...]:
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return (encoding,)
    head = raw[:_HEAD]
    # Without a mark, UTF-16 is known by the zeros beside its separators and line ends, always on the same side.
    little, big = head[1::2].count(0), head[::2].count(0)
    if little > big:
        return ("utf-16-le",)
    if big > little:
        return ("utf-16-be",)
    return ("utf-8", "cp949")

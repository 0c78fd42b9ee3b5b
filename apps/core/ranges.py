"""Files in parts: what a player asks for when it seeks, and a download takes up again (RFC 9110, 14)."""

import hashlib
import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import File
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag

_RANGE = re.compile(r"bytes=\s*(\d{0,19})-(\d{0,19})\s*", re.ASCII)
_BLOCK = 64 * 1024
# A part without an end is answered with so many bytes, and the player asks for the next when it needs it: a process
# that serves one request at a time is not held for as long as somebody watches.
OPEN_PART = 2 * 1024 * 1024


class Unsatisfiable(ValueError):
    """A part that begins behind the end of the file."""


def part_of(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte of the part that a Range header asks for; None for the whole file.

    What is no range of bytes, or several of them, is passed over. Raises Unsatisfiable.
    """
    found = _RANGE.fullmatch(header)
    if found is None or not (found[1] or found[2]):
        return None
    if not found[1]:
        last = int(found[2])
        if not last or not size:
            raise Unsatisfiable
        return max(size - last, 0), size - 1
    first = int(found[1])
    end = int(found[2]) if found[2] else first + OPEN_PART - 1
    if end < first:
        return None
    if first >= size:
        raise Unsatisfiable
    return first, min(end, size - 1)


def file_response(request: HttpRequest, file: File, *, kind: str, name: str, as_attachment: bool) -> HttpResponseBase:
    """Send an opened file, whole or in the part asked for; 304 to who has it, 416 for what lies behind its end.

    `kind` is the content type, taken as it is (no browser may guess another), `name` what it is saved under. The file
    must never change under its name: its tag is made of name and size.
    """
    size = file.size
    tag = quote_etag(hashlib.sha256(f"{file.name}:{size}".encode()).hexdigest()[:32])
    known = get_conditional_response(request, etag=tag)
    if known is not None:
        file.close()
        return known
    response = _body(request, file, size, tag)
    response["ETag"] = tag
    response["Accept-Ranges"] = "bytes"
    response["Content-Type"] = kind
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = content_disposition_header(as_attachment, name) or "inline"
    return response


def _body(request: HttpRequest, file: Any, size: int, tag: str) -> HttpResponseBase:
    asked = request.headers.get("Range", "") if request.method == "GET" else ""
    if request.headers.get("If-Range", tag) != tag:
        asked = ""
    try:
        part = part_of(asked, size)
    except Unsatisfiable:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    if request.method == "HEAD":
        file.close()
        return HttpResponse(headers={"Content-Length": str(size)})
    if part is None:
        return FileResponse(file)
    first, last = part
    headers = {"Content-Range": f"bytes {first}-{last}/{size}", "Content-Length": str(last - first + 1)}
    response = StreamingHttpResponse(_blocks(file, first, last - first + 1), status=206, headers=headers)
    response._resource_closers.append(file.close)  # type: ignore[attr-defined] # who goes away reads no block
    return response


def _blocks(file: Any, first: int, left: int) -> Iterator[bytes]:
    file.seek(first)
    while left > 0 and (block := file.read(min(_BLOCK, left))):
        left -= len(block)
        yield block

"""Range requests for files: a player asks for a part when it seeks, a download when it resumes (RFC 9110, 14)."""

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
# A range without an end is answered with this many bytes, and the player asks for more when it needs them. So nobody
# occupies a process, which serves one request at a time, for as long as they watch.
OPEN_PART = 2 * 1024 * 1024


class Unsatisfiable(ValueError):
    """A range that begins after the end of the file."""


def part_of(header: str, size: int) -> tuple[int, int] | None:
    """Return the first and last byte that a Range header asks for, None for the whole file.

    A header that is no byte range, or holds several, is ignored. Raises Unsatisfiable.
    """
    match = _RANGE.fullmatch(header)
    if match is None or not (match[1] or match[2]):
        return None
    if not match[1]:
        last = int(match[2])
        if not last or not size:
            raise Unsatisfiable
        return max(size - last, 0), size - 1
    first = int(match[1])
    end = int(match[2]) if match[2] else first + OPEN_PART - 1
    if end < first:
        return None
    if first >= size:
        raise Unsatisfiable
    return first, min(end, size - 1)


def file_response(request: HttpRequest, file: File, *, kind: str, name: str, as_attachment: bool) -> HttpResponseBase:
    """Send an opened file or the requested part of it; 304 if the client has it, 416 for a range after its end.

    `kind` is the content type (no browser may guess another), `name` the name to save it under. A file must never
    change under its name, because its ETag is made of name and size.
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
    response._resource_closers.append(file.close)  # type: ignore[attr-defined] # a client that disconnects reads no block
    return response


def _blocks(file: Any, first: int, left: int) -> Iterator[bytes]:
    file.seek(first)
    while left > 0 and (block := file.read(min(_BLOCK, left))):
        left -= len(block)
        yield block

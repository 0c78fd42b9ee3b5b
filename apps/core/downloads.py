"""Files about people: whatever leaves about somebody else is recorded.

A page shows what is there now and stays behind a log-in; a file stays wherever it was saved. Why the admin asks for a
reason and these do not: docs/decisions/012-files-about-people.md.
"""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from apps.core import audit, sheets


def record(request: HttpRequest, about: models.Model, what: str, *, whose: int | None = None, **facts: Any) -> None:
    """Record that the member takes `what` of `about` along, unless it is one's own: `whose` is the id of a member.

    Whoever asks for the head of an answer takes nothing.
    """
    if request.method == "GET" and request.user.pk != whose:
        act = f"{about._meta.app_label}.{what}_downloaded"
        audit.record(by=request.user, act=act, subject=about, after=facts)


def file_response(file: Any, name: str, **more: Any) -> FileResponse:
    """Return a kept file under the name to show, as one that a browser saves and neither runs nor keeps.

    Raises Http404 if it is lost. Whose file leaves is recorded apart (`record`).
    """
    try:
        opened = file.open()
    except FileNotFoundError:
        raise Http404 from None
    headers = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}
    return FileResponse(opened, as_attachment=True, filename=name, headers=headers, **more)


def sheet_response(
    request: HttpRequest,
    rows: Sequence[Sequence[sheets.Cell]],
    form: str,
    *,
    about: models.Model,
    what: str,
    name: str,
    title: str,
    widths: Sequence[int],
    **facts: Any,
) -> HttpResponse:
    """Return a file of people, with a head in its first row: CSV if `form` is "csv", else XLSX with the sheet `title`.

    `name` is the name of the file. The trail says: `what` of `about`, in which form, how many rows, `facts`.
    """
    if form == "csv":
        response = HttpResponse(sheets.csv_bytes(rows), content_type=sheets.CSV)
    else:
        response = HttpResponse(sheets.xlsx_bytes(rows, title, widths=widths), content_type=sheets.XLSX)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "no-store"
    record(request, about, what, rows=len(rows) - 1, form=form, **facts)
    return response

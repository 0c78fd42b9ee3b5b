"""The photos and files of a report, and the evidence of a lecture."""

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.requests import MemberRequest
from apps.core import clock, downloads
from apps.core.errors import NotAllowed, refusal_of
from apps.core.http import act, require_safe_or_post, sent, submit
from apps.core.particles import fill
from apps.mentoring import paper
from apps.mentoring.forms import ReportFileForm
from apps.mentoring.rules import report_files as rules
from apps.mentoring.rules.reports import check_can_write
from apps.mentoring.selectors import report_files as selectors
from apps.mentoring.selectors.reports import get_report, get_session_to_report, report_or_none
from apps.mentoring.services import report_files
from apps.mentoring.services.reports import draft_of


@require_safe_or_post
def report_files_edit(request: MemberRequest, session_id: int) -> HttpResponse:
    """Show what was added to a report that may be written, and add one more."""
    session = get_session_to_report(session_id, request.user)
    kept = report_or_none(session)
    refused = refusal_of(check_can_write, request.user, session, kept, clock.now())
    if isinstance(refused, NotAllowed):
        raise refused
    if refused is not None and request.method != "POST":
        return redirect("mentoring:report", session_id) if kept is not None else redirect(session)
    here = reverse("mentoring:report_files", args=[session_id])
    form = ReportFileForm(sent(request), request.FILES or None)
    if answer := submit(
        request,
        form,
        report_files.add_report_file,
        session_id=session_id,
        success=lambda row: fill(_("%(kind)s[을/를] 올렸습니다."), {"kind": row.get_kind_display()}),
        to=here,
    ):
        return answer
    report = kept or draft_of(session)
    context = {
        "session": session,
        "form": form,
        "rows": selectors.file_rows(report),
        "needs_photos": rules.is_lecture(report),
        "crumbs": [
            (_("멘토링"), reverse("mentoring:list")),
            (session.title, session.get_absolute_url()),
            (_("멘토링 보고"), reverse("mentoring:report_edit", args=[session_id])),
            (_("사진과 파일"), ""),
        ],
    }
    return render(request, "mentoring/report_files.html", context)


@require_POST
def report_file_remove(request: MemberRequest, session_id: int, file_id: int) -> HttpResponse:
    return act(
        request,
        report_files.remove_report_file,
        session_id=session_id,
        file_id=file_id,
        success=_("삭제했습니다."),
        to=reverse("mentoring:report_files", args=[session_id]),
    )


@require_safe
def report_file(request: MemberRequest, session_id: int, file_id: int) -> FileResponse:
    """Send a photo to look at, or a file to save. What somebody takes of another's report is recorded."""
    row = selectors.get_report_file(session_id, file_id, request.user)
    try:
        opened = row.file.open()
    except FileNotFoundError:
        raise Http404 from None
    headers = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}
    if row.is_photo:
        return FileResponse(opened, content_type="image/jpeg", headers=headers)
    downloads.record(request, row.report, "report_file", whose=row.report.session.author_id)
    return FileResponse(opened, as_attachment=True, filename=row.name, headers=headers)


@require_safe
def evidence(request: MemberRequest, session_id: int) -> HttpResponse:
    """Send the evidence of a lecture as a PDF, in the reader's language."""
    report = get_report(session_id, request.user)
    rules.check_has_evidence(report)
    content = paper.evidence_of(report, get_language() or "ko")
    downloads.record(request, report, "evidence", whose=report.session.author_id)
    response = HttpResponse(content, content_type="application/pdf")
    name = _("멘토-특강-증빙-%(day)s-%(number)d.pdf") % {"day": report.session.date.isoformat(), "number": session_id}
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "private, no-store"
    return response

"""Pages of the reports of sessions: to write one, to read and print it, to decide on it, and the list of one's own."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.requests import MemberRequest
from apps.core import clock
from apps.core.errors import NotAllowed, allowed, refusal_of
from apps.core.http import act, require_safe_or_post, sent, submit
from apps.core.paging import requested_page
from apps.core.text import whole_number
from apps.mentoring.forms.reports import ReportForm, ReturnForm
from apps.mentoring.models import Session
from apps.mentoring.rules import reports as rules
from apps.mentoring.rules.report_files import check_has_evidence, is_lecture
from apps.mentoring.selectors import report_files
from apps.mentoring.selectors import reports as selectors
from apps.mentoring.services import reports


@require_safe
def report_list(request: MemberRequest) -> HttpResponse:
    """Show the member's sessions that began, with what became of their reports."""
    shown = selectors.read_shown(request.GET.get("show"))
    page = selectors.report_list(request.user, shown, requested_page(request.GET.get("page")), clock.now())
    context = {
        "page": page,
        "shown": shown,
        "query": f"show={shown}" if shown else "",
        "tabs": selectors.report_tabs(shown),
        "crumbs": [(_("멘토링"), reverse("mentoring:list")), (_("내 멘토링 보고"), "")],
    }
    return render(request, "mentoring/report_list.html", context)


@require_safe
def report(request: MemberRequest, session_id: int) -> HttpResponse:
    """Show a report to its author and to staff, who decide on it here."""
    page = selectors.report_page(session_id, request.user, clock.now())
    report = page.report
    context = {
        "page": page,
        "session": report.session,
        "files": report_files.file_rows(report),
        "has_evidence": allowed(check_has_evidence, report),
        "is_author": report.session.author_id == request.user.pk,
        "crumbs": _crumbs(report.session),
    }
    return render(request, "mentoring/report.html", context)


@require_safe_or_post
def report_edit(request: MemberRequest, session_id: int) -> HttpResponse:
    """Write a report: save it as a draft, or submit it."""
    session = selectors.get_session_to_report(session_id, request.user)
    kept = selectors.report_or_none(session)
    refused = refusal_of(rules.check_can_write, request.user, session, kept, clock.now())
    if isinstance(refused, NotAllowed):
        raise refused
    if refused is not None and request.method != "POST":  # what was typed stays in the form
        if kept is not None:
            return redirect("mentoring:report", session_id)
        messages.error(request, refused.message)
        return redirect(session)
    shown = kept or reports.draft_of(session)
    people = selectors.people_of(shown)
    absent = rules.was_somebody_absent([person.presence for person in people])
    form = ReportForm(sent(request), report=shown, was_somebody_absent=absent)
    submits = "submit" in request.POST
    done = (
        _("보고를 제출했습니다. 운영자가 확인하면 알려 드립니다.") if submits else _("작성 중인 보고를 저장했습니다.")
    )
    if answer := submit(
        request,
        form,
        reports.submit_report if submits else reports.save_report,
        session_id=session_id,
        given=lambda: {"given": form.given(), "expected_revision": form.cleaned_data["revision"]},
        refused=lambda error: form.refuse(error, kept.revision if kept else 0),
        success=done,
        to=reverse("mentoring:report" if submits else "mentoring:report_edit", args=[session_id]),
    ):
        return answer
    context = {
        "session": session,
        "title": selectors.title_of(session),
        "form": form,
        "people": people,
        "counts": selectors.count_people(people),
        "reason": kept.return_reason if kept else "",
        "is_saved": kept is not None,
        "files": report_files.file_rows(shown),
        "needs_photos": is_lecture(shown),
        "crumbs": _crumbs(session),
    }
    return render(request, "mentoring/report_form.html", context)


@require_POST
def report_approve(request: HttpRequest, session_id: int) -> HttpResponse:
    return act(
        request,
        reports.approve_report,
        session_id=session_id,
        expected_revision=whole_number(request.POST.get("revision")),
        success=_("보고를 승인하고 멘토에게 알렸습니다."),
        to=reverse("mentoring:report", args=[session_id]),
    )


@require_safe_or_post
def report_return(request: MemberRequest, session_id: int) -> HttpResponse:
    """Send a report back with a reason that its author reads."""
    page = selectors.report_page(session_id, request.user, clock.now())
    session = page.report.session
    rules.check_can_decide(request.user, session)
    report_url = reverse("mentoring:report", args=[session_id])
    if not page.can_return:
        return redirect(report_url)
    form = ReturnForm(sent(request))
    if answer := submit(
        request,
        form,
        reports.return_report,
        session_id=session_id,
        success=_("보완을 요청하고 멘토에게 알렸습니다."),
        to=report_url,
    ):
        return answer
    context = {"page": page, "session": session, "form": form, "crumbs": _crumbs(session, (_("보완 요청"), ""))}
    return render(request, "mentoring/report_return.html", context)


def _crumbs(session: Session, *last: tuple[str, str]) -> list[tuple[str, str]]:
    report_url = reverse("mentoring:report", args=[session.pk]) if last else ""
    first = [(_("멘토링"), reverse("mentoring:list")), (session.title, session.get_absolute_url())]
    return [*first, (_("멘토링 보고"), report_url), *last]

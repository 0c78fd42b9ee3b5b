"""Pages of a session's applicants, for its author and staff: list, files, message, cancelling an application."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from apps.accounts.requests import MemberRequest
from apps.core import clock
from apps.core.downloads import sheet_response
from apps.core.errors import refusal_of
from apps.core.http import require_safe_or_post, sent, submit
from apps.mentoring import rules, sheets
from apps.mentoring.forms import MessageForm, RemoveForm
from apps.mentoring.models import Session
from apps.mentoring.selectors import detail
from apps.mentoring.selectors.applicants import applicants_of
from apps.mentoring.services import applications, sessions


@require_safe
def attendee_list(request: HttpRequest, session_id: int) -> HttpResponse:
    return _list(request, session_id, "mentoring/attendees.html")


@require_safe
def attendee_sheet(request: HttpRequest, session_id: int) -> HttpResponse:
    """Show the list to print and sign."""
    return _list(request, session_id, "mentoring/attendee_sheet.html", (_("출석부"), ""))


def _list(request: HttpRequest, session_id: int, template: str, *crumbs: tuple[str, str]) -> HttpResponse:
    session = detail.get_managed_session(session_id, request.user)
    context = {
        "session": session,
        "people": applicants_of(session, clock.now()),
        "about": detail.when_and_where(session),
        "is_over": session.ends_at <= clock.now(),
        "crumbs": _crumbs(session, *crumbs),
    }
    return render(request, template, context)


@require_safe
def attendee_file(request: HttpRequest, session_id: int, form: str) -> HttpResponse:
    """Return the list as CSV or XLSX."""
    session = detail.get_managed_session(session_id, request.user)
    rows = sheets.rows_of(applicants_of(session, clock.now()))
    name = _("멘토링-%(number)d-신청자.%(form)s") % {"number": session_id, "form": form}
    return sheet_response(
        request, rows, form, about=session, what="applicants", name=name, title=session.title, widths=sheets.WIDTHS
    )


@require_safe_or_post
def attendee_message(request: HttpRequest, session_id: int) -> HttpResponse:
    """Write to everyone who holds a seat."""
    session = detail.get_managed_session(session_id, request.user)
    form = MessageForm(sent(request))
    if answer := submit(
        request,
        form,
        sessions.message_applicants,
        session_id=session_id,
        success=lambda n: ngettext("%(n)d명에게 안내를 보냈습니다.", "%(n)d명에게 안내를 보냈습니다.", n) % {"n": n},
        to=reverse("mentoring:attendees", args=[session_id]),
    ):
        return answer
    context = {"session": session, "form": form, "crumbs": _crumbs(session, (_("안내 보내기"), ""))}
    return render(request, "mentoring/attendee_message.html", context)


@require_safe_or_post
def application_remove(request: MemberRequest, application_id: int) -> HttpResponse:
    """Cancel an applicant's application with a reason that the applicant reads."""
    application = detail.get_application_to_manage(application_id, request.user)
    session = application.session
    rules.check_can_manage(request.user, session)
    refused = refusal_of(rules.check_is_not_over, session, clock.now(), is_waiting=application.is_waiting)
    if refused is not None:
        messages.error(request, refused.message)
        return redirect("mentoring:attendees", session.pk)
    form = RemoveForm(sent(request))
    if answer := submit(
        request,
        form,
        applications.cancel_application,
        application_id=application_id,
        session_id=session.pk,
        success=_("%(name)s 님의 신청을 취소했습니다.") % {"name": application.member.name},
        to=reverse("mentoring:attendees", args=[session.pk]),
    ):
        return answer
    context = {
        "application": application,
        "session": session,
        "form": form,
        "crumbs": _crumbs(session, (_("신청 취소"), "")),
    }
    return render(request, "mentoring/attendee_remove.html", context)


def _crumbs(session: Session, *last: tuple[str, str]) -> list[tuple[str, str]]:
    list_url = reverse("mentoring:attendees", args=[session.pk])
    first = [(_("멘토링"), reverse("mentoring:list")), (session.title, session.get_absolute_url())]
    return [*first, (_("신청자 관리"), list_url if last else ""), *last]

"""The classroom, the page of a content with its files, and the saves of its player."""

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.requests import MemberRequest
from apps.core import clock
from apps.core.errors import DomainError
from apps.core.http import act
from apps.core.ranges import file_response
from apps.elearning.class_frame import class_crumbs
from apps.elearning.progress import badges, labels, rules, services
from apps.elearning.progress.forms import SaveForm
from apps.elearning.progress.models import Progress
from apps.elearning.progress.selectors import classroom as rooms
from apps.elearning.progress.selectors import list_course_progress
from apps.elearning.progress.selectors import player as players

SPEEDS = ("0.75", "1", "1.25", "1.5", "2")
# A file that others wrote, opened by itself, may load and run nothing. PDF is left out, because browsers do not open it
# in a sandbox; a PDF can never act as a page of ours, whatever it contains.
_ALONE = "default-src 'none'; frame-ancestors 'self'; sandbox"
_READER = "default-src 'none'; frame-ancestors 'self'; object-src 'self'; style-src 'unsafe-inline'"


@require_safe
def room(request: MemberRequest, class_id: int) -> HttpResponse:
    page = rooms.classroom_page(class_id, request.user, clock.now())
    context = {
        **page.standing.frame("classes:room"),
        "page": page,
    }
    return render(request, "elearning/progress/room.html", context)


@require_safe
def content(request: MemberRequest, class_id: int, content_id: int) -> HttpResponse:
    page = players.player_page(class_id, content_id, request.user, clock.now())
    context = {
        "page": page,
        "content": page.content,
        "speeds": SPEEDS,
        "course_class": page.standing.course_class,
        "crumbs": class_crumbs(page.standing.course_class, (page.content.title, ""), page="classes:room"),
    }
    response = render(request, "elearning/progress/content.html", context)
    policy = {}
    if page.shown.frame:
        policy["frame-src"] = ["'self'"]
    if page.shown.other_host:
        policy["media-src"] = [page.shown.other_host]
    response._csp_update = policy  # type: ignore[attr-defined]
    return response


# --- Its files --------------------------------------------------------------------------------------------------------


@require_safe
@xframe_options_sameorigin
def content_file(request: MemberRequest, class_id: int, content_id: int, field: str = "file") -> HttpResponseBase:
    """Send a content's file or captions, in parts if a player asks for parts; `?download=1` saves it.

    What an office program wrote is always saved.
    """
    file, kind, name = players.get_content_file(class_id, content_id, request.user, clock.now(), field=field)
    saved = "download" in request.GET or kind == players.ONLY_SAVED
    response = file_response(request, file, kind=kind, name=name, as_attachment=saved)
    response["Content-Security-Policy"] = _READER if kind == "application/pdf" else _ALONE
    return response


# --- What is kept -----------------------------------------------------------------------------------------------------


@require_POST
def save(request: MemberRequest, class_id: int, content_id: int) -> JsonResponse:
    """Save what the player sends, every few seconds and when the page is left; refusals are JSON too."""
    try:
        enrolment = rooms.own_enrolment(class_id, request.user)
        form = SaveForm(request.POST)
        if not form.is_valid():
            raise rules.unreadable_progress()
        packet = form.packet()
        row = services.save_progress(by=request.user, enrolment_id=enrolment.pk, content_id=content_id, packet=packet)
    except DomainError as error:
        return JsonResponse({"code": error.code, "message": error.message}, status=error.status)
    except ObjectDoesNotExist:
        return JsonResponse({"code": "not_found", "message": _("찾을 수 없는 콘텐츠입니다.")}, status=404)
    return JsonResponse(_answer(row))


def _answer(row: Progress) -> dict[str, object]:
    """Return the answer to the player.

    `why` says why the content cannot be completed yet, `missing` which parts of a video were not seen, `seen` which
    were; `course_rate` is set if a completion may have changed it, else null.
    """
    now = clock.now()
    badge = badges.status_badge(row, now)
    return {
        "rate": row.progress_rate,
        "status": row.status_at(now),
        "status_text": badge.text,
        "status_kind": badge.kind,
        "why": players.why_not_yet(row.content, row, now),
        "seen": row.seen,
        "missing": labels.missing_text(row.content, row),
        "saved_at": rooms.saved_words(row.saved_at, now),
        "course_rate": list_course_progress([row.enrolment_id])[0].rate if row.completed_at == row.saved_at else None,
    }


@require_POST
def complete(request: MemberRequest, class_id: int, content_id: int) -> HttpResponse:
    enrolment = rooms.own_enrolment(class_id, request.user)
    return act(
        request,
        services.complete_content,
        success=_("학습을 완료했습니다."),
        to=reverse("classes:content", args=[class_id, content_id]),
        enrolment_id=enrolment.pk,
        content_id=content_id,
    )

"""Pages to open, edit, copy and delete a session."""

from functools import partial

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from js_asset import Media

from apps.core import clock, drafts
from apps.core.errors import DomainError
from apps.core.http import act, add_error, require_safe_or_post, submit
from apps.mentoring import rules
from apps.mentoring.forms import NewSessionForm, SessionForm, editor_words, initial_of
from apps.mentoring.models import Session
from apps.mentoring.selectors import detail
from apps.mentoring.services import sessions
from apps.mentoring.views.series import open_series
from apps.planner.forms import know_holidays


@login_not_required
@require_safe_or_post
def session_new(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return drafts.log_in_first(request)
    rules.check_can_open(request.user)
    return _open(request, initial={"reg_start": clock.today()}, title=_("멘토링 열기"))


@login_not_required
@require_safe_or_post
def session_copy(request: HttpRequest, session_id: int) -> HttpResponse:
    """Show the form to open a session, filled in from a session that the member manages, but without its days."""
    if not request.user.is_authenticated:
        return drafts.log_in_first(request)
    session = detail.get_session_to_edit(session_id, request.user)
    rules.check_can_open(request.user)
    initial = initial_of(session, copy=True) | {"reg_start": clock.today()}
    return _open(request, initial=initial, title=_("멘토링 복사하여 열기"), source=session)


def _open(request: HttpRequest, *, initial: dict, title: str, source: Session | None = None) -> HttpResponse:
    form = drafts.build_form(request, partial(NewSessionForm, source=source), initial)
    if request.method == "POST" and form.is_valid() and form.repeats:
        days = open_series(request, form, title=title, source=source)
        return days or _show(request, form, title=title, submit=_("멘토링 열기"), session=source)
    answer = submit(
        request,
        form,
        sessions.open_session,
        given=lambda: {
            "given": form.given(),
            "holidays": form.cleaned_data["holidays"],
            "images": form.new_images(),
            "copied_from": source,
        },
        refused=lambda error: _refused(form, error),
        success=_("멘토링을 열었습니다. 운영자가 개설을 승인하면 알려 드립니다."),
        to=Session.get_absolute_url,
    )
    return answer or _show(request, form, title=title, submit=_("멘토링 열기"), session=source)


@login_not_required
@require_safe_or_post
def session_edit(request: HttpRequest, session_id: int) -> HttpResponse:
    if not request.user.is_authenticated:
        return drafts.log_in_first(request)
    session = detail.get_session_to_edit(session_id, request.user)
    form = drafts.build_form(request, partial(SessionForm, session=session), initial_of(session))
    latest: list[tuple[str, str]] = []
    answer = submit(
        request,
        form,
        sessions.edit_session,
        session_id=session_id,
        given=lambda: {
            "changes": form.changes(),
            "images": form.new_images(),
            "alts": form.new_alts(),
            "expected_revision": form.cleaned_data["revision"],
            "holidays": form.cleaned_data["holidays"],
        },
        refused=lambda error: latest.extend(_refused_edit(form, session, error)),
        success=_("수정한 내용을 저장했습니다."),
        to=Session.get_absolute_url,
    )
    title, button = _("멘토링 수정하기"), _("수정한 내용 저장하기")
    return answer or _show(request, form, title=title, submit=button, session=session, latest=latest)


def _refused(form: SessionForm, error: DomainError, *, revision: int | None = None) -> None:
    add_error(form, error, revision=revision)
    know_holidays(form, error)


def _refused_edit(form: SessionForm, session: Session, error: DomainError) -> list[tuple[str, str]]:
    """Add the refusal to the form and return the values that somebody else saved first.

    The form then holds the new revision, so that to save once more overwrites those values.
    """
    _refused(form, error, revision=session.revision)
    if error.code != "changed_meanwhile":
        return []
    latest = form.differing()
    form.images.tell()
    return latest


@require_safe_or_post
def session_delete(request: HttpRequest, session_id: int) -> HttpResponse:
    """Say what deleting means for the applicants, then delete."""
    session = detail.get_managed_session(session_id, request.user)
    if request.method == "POST":
        return act(
            request,
            sessions.delete_session,
            success=_("멘토링을 삭제했습니다."),
            to=reverse("mentoring:list"),
            otherwise=session.get_absolute_url(),
            session_id=session_id,
        )
    context = {"session": session, "crumbs": _crumbs(session, pgettext("the act", "삭제"))} | detail.delete_context(
        session
    )
    return render(request, "mentoring/session_delete.html", context)


def _show(
    request: HttpRequest,
    form: SessionForm,
    *,
    title: str,
    submit: str,
    session: Session | None,
    latest: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "submit": submit,
        "session": session,
        "latest": latest or [],
        "cancel_url": session.get_absolute_url() if session else reverse("mentoring:list"),
        "editor_words": editor_words(),
        "editor_media": Media.from_media(form.media, nonce=request.csp_nonce),  # type: ignore[attr-defined]  # by django-csp
        "crumbs": _crumbs(session, title),
    }
    return render(request, "mentoring/session_form.html", context)


def _crumbs(session: Session | None, last: str) -> list[tuple[str, str]]:
    middle = [(session.title, session.get_absolute_url())] if session else []
    return [(_("멘토링"), reverse("mentoring:list")), *middle, (last, "")]

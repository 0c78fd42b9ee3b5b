"""The file for the attendees of a session: to get it, and, for those who run the session, to change it."""

from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.requests import MemberRequest
from apps.core import downloads
from apps.core.http import act, add_error, put_back, require_safe_or_post, sent, submit
from apps.mentoring import rules
from apps.mentoring.forms import HandoutForm
from apps.mentoring.models import Session
from apps.mentoring.selectors import detail
from apps.mentoring.services import handouts


@require_safe
def handout(request: MemberRequest, session_id: int) -> FileResponse:
    """Send the file to those who take part, as one that a browser neither runs nor keeps.

    What staff take of a session of somebody else's is recorded.
    """
    session = detail.get_session_with_handout(session_id, request.user)
    is_staff = request.user.may("mentoring.change_session")
    answer = downloads.file_response(session.handout, session.handout_name)
    downloads.record(request, session, "handout", whose=session.author_id if is_staff else request.user.pk)
    return answer


@require_safe_or_post
def handout_edit(request: MemberRequest, session_id: int) -> HttpResponse:
    session = detail.get_managed_session(session_id, request.user)
    marks = rules.handout_marks(session)
    form = HandoutForm(sent(request), request.FILES or None, initial={"expected": marks})

    def refused(error) -> None:
        add_error(form, error)
        if error.code == "changed_meanwhile":
            put_back(form, expected=marks)

    if answer := submit(
        request,
        form,
        handouts.set_handout,
        session_id=session_id,
        refused=refused,
        success=_("자료를 올렸습니다. 자리를 받은 사람에게 알렸습니다."),
        to=Session.get_absolute_url,
    ):
        return answer
    title = _("자료 바꾸기") if session.handout else _("자료 올리기")
    context = {"session": session, "form": form, "title": title, "crumbs": _crumbs(session, title)}
    return render(request, "mentoring/handout_form.html", context)


@require_safe_or_post
def handout_remove(request: MemberRequest, session_id: int) -> HttpResponse:
    """Ask first: the file is not kept."""
    session = detail.get_managed_session(session_id, request.user)
    if request.method == "POST":
        return act(
            request,
            handouts.remove_handout,
            session_id=session_id,
            expected=request.POST.get("expected", ""),
            success=_("자료를 삭제했습니다."),
            to=session.get_absolute_url(),
        )
    if not session.handout:
        return redirect("mentoring:handout_edit", session_id)
    context = {
        "session": session,
        "marks": rules.handout_marks(session),
        "crumbs": _crumbs(session, _("자료 삭제하기")),
    }
    return render(request, "mentoring/handout_remove.html", context)


def _crumbs(session: Session, last: str) -> list[tuple[str, str]]:
    return [(_("멘토링"), reverse("mentoring:list")), (session.title, session.get_absolute_url()), (last, "")]

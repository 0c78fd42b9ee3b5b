"""Pages of a member's links: the list, ending one, and the picture of a linked member."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ObjectDoesNotExist
from django.core.signing import BadSignature
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.requests import MemberRequest
from apps.accounts.states import MemberType
from apps.core.http import act, require_safe_or_post
from apps.linking import selectors
from apps.linking.services import links


@require_safe
def link_list(request: MemberRequest) -> HttpResponse:
    me = request.user
    context = {
        "links": selectors.list_linked_accounts(me),
        "is_student": me.member_type == MemberType.STUDENT,
        "is_teacher": me.member_type == MemberType.TEACHER,
        "crumbs": [(_("연동"), "")],
    }
    return render(request, "linking/link_list.html", context)


@require_safe_or_post
def link_remove(request: MemberRequest, member_id: int) -> HttpResponse:
    """Say what ends with the link and ask for confirmation, then end it."""
    back = reverse("linking:list")
    if request.method == "POST":
        try:
            return act(request, links.remove_link, success=_("연동을 해제했습니다."), to=back, other_id=member_id)
        except ObjectDoesNotExist:  # the form was sent twice, or the other side ended it first
            messages.info(request, _("이미 해제된 연동입니다."))
            return redirect(back)
    link = selectors.get_linked_account(request.user, member_id)
    crumbs = [(_("연동"), back), (_("연동 해제"), "")]
    return render(request, "linking/link_remove.html", {"link": link, "crumbs": crumbs})


@require_safe
@login_not_required
def linked_picture(request: HttpRequest, key: str) -> FileResponse:
    """Send the picture of a linked member to anyone who has its address, for an hour and while the link lasts."""
    try:
        file = selectors.get_picture_owner(key).profile_image.open()
    except (BadSignature, ObjectDoesNotExist, FileNotFoundError):
        raise Http404 from None
    headers = {"Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer"}
    return FileResponse(file, content_type="image/jpeg", headers=headers)

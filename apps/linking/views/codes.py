"""Pages to make a code, to enter one, and to confirm the link with its owner.

The code is sent in the body of a POST and is in no address; the server remembers whose it was. Browsers keep none of
these pages.
"""

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from apps.accounts.requests import MemberRequest
from apps.accounts.states import MemberType
from apps.core import clock, http, parts, spoken
from apps.core.errors import Throttled
from apps.core.http import require_safe_or_post
from apps.core.text import whole_number
from apps.linking import selectors
from apps.linking.forms import CodeForm
from apps.linking.models import AccountLink
from apps.linking.rules import CannotLink
from apps.linking.services import codes, links
from apps.linking.states import CODE_LENGTH, LinkRefusal


@require_safe_or_post
@never_cache
def code_detail(request: MemberRequest) -> HttpResponse:
    """Show the member's live code; POST makes a new one."""
    if request.method == "POST":
        return http.act(
            request,
            codes.make_code,
            success=_("새 코드를 만들었습니다. 5분 안에 한 번 쓸 수 있습니다."),
            to=reverse("linking:code"),
        )
    now = clock.now()
    row = selectors.live_code(request.user, now)
    context = {
        "crumbs": [(_("연동"), reverse("linking:list")), (_("코드 만들기"), "")],
        "code": row.code if row else "",
        "halves": [row.code[: CODE_LENGTH // 2], row.code[CODE_LENGTH // 2 :]] if row else [],
        "until": spoken.say_time(row.expire_at) if row else "",
        "seconds": int((row.expire_at - now).total_seconds()) if row else 0,
        "opens": _record_words() if request.user.member_type == MemberType.STUDENT else "",
    }
    return render(request, "linking/code.html", context)


@require_safe_or_post
@sensitive_post_parameters("code")
@never_cache
def code_enter(request: MemberRequest) -> HttpResponse:
    """Ask for another member's code. The next page shows whose it is."""
    form = CodeForm(http.sent(request))
    throttled = None
    if form.is_valid():
        try:
            codes.verify_code(by=request.user, code=form.cleaned_data["code"], address=http.client_address(request))
        except CannotLink as refused:
            form.add_error("code", _refusal_sentence(refused))
        except Throttled as refused:
            form.add_error("code", refused.message)
            throttled = refused
        else:
            return redirect("linking:confirm")
    context = {"form": form, "crumbs": [(_("연동"), reverse("linking:list")), (_("코드 입력"), "")]}
    page = render(request, "linking/enter.html", context)
    if throttled is not None:
        page.status_code = throttled.status
        page["Retry-After"] = str(throttled.retry_after)
    return page


def _refusal_sentence(refused: CannotLink) -> str:
    """Return the text of seed 002; for a wrong code also what the person can do."""
    if refused.code == LinkRefusal.NO_MATCH:
        return _("유효하지 않은 코드입니다. 대문자와 소문자를 확인하고, 5분이 지났다면 새 코드를 받아 주세요.")
    return f"{refused.message}."


@require_safe_or_post
@never_cache
def link_confirm(request: MemberRequest) -> HttpResponse:
    """Show the owner of the code that was looked up; POST links the two members."""
    claim = selectors.newest_claim(request.user, clock.now())
    if request.method == "POST":
        return _add_link(request, request.POST.get("mentor", ""))
    if claim is None:
        messages.info(request, _("확인한 코드가 없거나 5분이 지났습니다. 코드를 다시 입력해 주세요."))
        return redirect("linking:enter")
    context = {
        "other": claim.owner,
        "is_student": request.user.member_type == MemberType.STUDENT,
        "opens": _record_words(),
        "crumbs": [(_("연동"), reverse("linking:list")), (_("확인"), "")],
    }
    return render(request, "linking/confirm.html", context)


def _record_words() -> str:
    """Return what a student's record holds, part by part: what a link opens is named whole before anyone agrees."""
    return ", ".join(str(part.title) for part in parts.RECORD)


def _add_link(request: MemberRequest, mentor: str) -> HttpResponse:
    other_id = whole_number(mentor) or 0
    try:
        selectors.get_linked_account(request.user, other_id)
    except ObjectDoesNotExist:
        return http.act(
            request,
            links.add_link,
            other_id=other_id,
            success=_linked_message,
            to=lambda _link: reverse("linking:list"),
            otherwise=reverse("linking:enter"),
        )
    return redirect("linking:list")  # the form was sent twice


def _linked_message(link: AccountLink) -> str:
    return _("%(nickname)s 님과 계정을 연동했습니다.") % {"nickname": link.linked_member.nickname}

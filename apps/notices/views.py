"""Pages of a member's notices."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.requests import MemberRequest
from apps.core import throttle
from apps.core.http import act, client_address, require_safe_or_post, sent, submit
from apps.core.paging import requested_page
from apps.core.text import whole_number
from apps.notices import answering, kinds, selectors, services, unsubscribing
from apps.notices.forms import form_of, groups_of, initial_of
from apps.notices.rules import ANSWERS_OF_NETWORK


@require_safe
def notice_list(request: MemberRequest) -> HttpResponse:
    """List the notices, newest first. `?unread=1` shows only unread ones."""
    unread_only = request.GET.get("unread") == "1"
    page = selectors.get_notice_page(request.user, requested_page(request.GET.get("page")), unread_only=unread_only)
    list_url = reverse("notices:list")
    context = {
        "crumbs": [(_("내 배움터"), reverse("portal:me")), (_("알림"), "")],
        "page": page,
        "query": "unread=1" if unread_only else "",
        "unread_only": unread_only,
        "until": page.items[0].pk if page.number == 1 and page.items else None,
        "list_url": list_url,
        "tabs": [
            {"label": _("전체"), "url": list_url, "current": not unread_only},
            {"label": _("읽지 않음"), "url": f"{list_url}?unread=1", "current": unread_only},
        ],
    }
    return render(request, "notices/notice_list.html", context)


@require_safe
@never_cache
def open_notice(request: MemberRequest, notice_id: int) -> HttpResponse:
    """Mark a notice as read and redirect to its page.

    It is a GET, because it is a link that people open in other windows and from the keyboard. The mark is its reader's
    alone, does no harm twice, and can be made by nobody else; a prefetch of the browser marks nothing.
    """
    if "prefetch" in request.headers.get("Sec-Purpose", ""):
        return HttpResponse(status=503)
    notice = services.open_notice(by=request.user, notice_id=notice_id)
    return redirect(notice.path or "notices:list")


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    until = whole_number(request.POST.get("until"))
    return act(
        request,
        services.mark_all_read,
        until=until,
        success=_("모두 읽음으로 표시했습니다."),
        to=reverse("notices:list"),
    )


@require_safe_or_post
def mail_settings(request: MemberRequest) -> HttpResponse:
    """Choose when each kind of notice also comes by mail."""
    groups = groups_of(kinds.kinds_for(request.user))

    def saved() -> dict[str, str]:
        return initial_of(groups, selectors.timings_of(request.user))

    form = form_of(groups)(sent(request), initial=saved(), again=saved)
    if answer := submit(
        request,
        form,
        services.choose_mail,
        success=_("알림 설정을 저장했습니다."),
        to=reverse("notices:settings"),
        given=lambda: {"timings": form.timings()},
        unchanged=form.check_again,
    ):
        return answer
    context = {
        "crumbs": [(_("내 배움터"), reverse("portal:me")), (_("알림"), reverse("notices:list")), (_("알림 설정"), "")],
        "form": form,
    }
    return render(request, "notices/settings.html", context)


@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ask before switching off a kind of mail, and do it on POST.

    A mail program sends the POST by itself, without cookies (RFC 8058): the signed address is what may do it.
    """
    member, kind = unsubscribing.read_token(token)
    done = request.method == "POST"
    if done:
        services.switch_off_mail(member=member, kind=kind.key)
    context = {
        "crumbs": [(_("첫 화면"), reverse("portal:home")), (_("메일 그만 받기"), "")],
        "kind": kind.label,
        "is_digest": kind.is_digest,
        "done": done,
        "settings_url": reverse("notices:settings"),
    }
    return render(request, "notices/unsubscribe.html", context)


@login_not_required
@never_cache
@require_safe_or_post
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Ask before the act that a link of a mail is for, and do it on POST; afterwards say what became of it."""
    link = answering.open_link(token)
    crumbs = [(_("첫 화면"), reverse("portal:home")), (_("메일에 답하기"), "")]
    if link is None:
        return _private(render(request, "notices/answer_ended.html", {"crumbs": crumbs}, status=410))
    form = link.form(sent(request))
    if request.method == "POST":
        throttle.hit("answer", throttle.network_of(client_address(request)), ANSWERS_OF_NETWORK)
        if not link.can or (form.is_valid() and answering.give_answer(link, form)):
            return _private(redirect(request.path))
    context = {"crumbs": crumbs, "link": link, "asked": link.asked, "form": form}
    return _private(render(request, "notices/answer.html", context))


def _private(response: HttpResponse) -> HttpResponse:
    """Keep the address, which may act, from search engines and from other addresses that the page leads to.

    Not `no-referrer`: a browser would send the form with `Origin: null`, which is not ours.
    """
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "strict-origin"
    return response

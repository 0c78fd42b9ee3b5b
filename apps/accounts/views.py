"""A member's own pages: stored data, who sees it, how to change it and how to leave."""

import copy

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from apps.accounts import export as exports
from apps.accounts import overview, rules, selectors, visibility
from apps.accounts.forms import LeaveForm, MentorForm, ProfileForm
from apps.accounts.models import Member
from apps.accounts.requests import MemberRequest
from apps.accounts.services import consents, leaving, mentors, sessions
from apps.accounts.services import profile as profiles
from apps.accounts.states import CONSENT_VERSIONS, ConsentKind, MentorStatus
from apps.core import clock, http
from apps.core.errors import DomainError, allowed
from apps.core.http import require_safe_or_post


@require_safe
def home(request: MemberRequest) -> HttpResponse:
    return render(request, "accounts/home.html", {"groups": overview.list_groups(request.user)})


@require_safe_or_post
def profile(request: HttpRequest) -> HttpResponse:
    # The form writes the input into its instance; a copy keeps a refused name out of the header.
    form = ProfileForm(http.sent(request), request.FILES or None, instance=copy.copy(request.user))
    answer = http.submit(
        request,
        form,
        profiles.edit_profile,
        success=_("내 정보를 저장했습니다."),
        to=reverse("accounts:profile"),
        unchanged=form.check_again,
    )
    return answer or render(request, "accounts/profile.html", {"form": form, "member": request.user})


@require_safe
def seen(request: MemberRequest) -> HttpResponse:
    return render(request, "accounts/seen.html", {"audiences": selectors.list_audience_views(request.user)})


@require_safe
@login_not_required
def image(request: MemberRequest, member_id: int) -> FileResponse:
    """Send the picture of a member to those who may see it."""
    member = Member.objects.select_related("mentor_profile").filter(pk=member_id).first()
    if member is None or not member.profile_image or not visibility.may_see_image(request.user, member):
        raise Http404
    try:
        file = member.profile_image.open()
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(file, content_type="image/jpeg", headers={"Cache-Control": "private, max-age=300"})


@require_safe
def consent_list(request: MemberRequest) -> HttpResponse:
    return render(request, "accounts/consents.html", {"lines": selectors.list_consents(request.user)})


@require_POST
def consent_change(request: HttpRequest, kind: str) -> HttpResponse:
    """Give or withdraw a consent."""
    if kind not in ConsentKind.values:
        raise Http404
    what = ConsentKind(kind)
    agreed = request.POST.get("agree") == "yes"
    done = _("%(kind)s에 동의했습니다.") if agreed else _("%(kind)s 동의를 철회했습니다.")
    return http.act(
        request,
        consents.give_consent if agreed else consents.withdraw_consent,
        kind=what,
        success=done % {"kind": what.label},
        to=reverse("accounts:consents"),
    )


@require_safe
def session_list(request: MemberRequest) -> HttpResponse:
    rows = selectors.list_log_ins(request.user, request.session.session_key)
    return render(request, "accounts/sessions.html", {"rows": rows, "others": sum(not row.current for row in rows)})


@require_POST
def session_end(request: HttpRequest, session_id: int | None = None) -> HttpResponse:
    return http.act(
        request,
        sessions.end_sessions,
        keep_key=request.session.session_key,
        session_id=session_id,
        success=lambda n: _("로그인 %(n)d건을 끝냈습니다.") % {"n": n} if n else _("이미 끝난 로그인입니다."),
        to=reverse("accounts:sessions"),
    )


@require_safe
@never_cache
def export(request: MemberRequest) -> HttpResponse:
    """Send all data about the member as a JSON file."""
    now = clock.local(clock.now())
    data = {"exported_at": now, **exports.export_all(request.user)}
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="baeumteo-{now:%Y%m%d}.json"'
    return response


@require_safe_or_post
def mentor(request: MemberRequest) -> HttpResponse:
    """Ask to become a mentor, see the decision, edit the mentor's profile."""
    profile = getattr(request.user, "mentor_profile", None)
    asks = allowed(rules.check_can_ask_to_be_mentor, profile)
    form = MentorForm(http.sent(request), instance=copy.copy(profile))
    asked, saved = _("멘토를 신청했습니다. 결과는 알림과 메일로 알려 드립니다."), _("멘토 소개를 저장했습니다.")
    answer = http.submit(
        request,
        form,
        mentors.request_mentor if asks else mentors.edit_mentor_profile,
        success=asked if asks else saved,
        to=reverse("accounts:mentor"),
        unchanged=form.check_again,
    )
    if answer:
        return answer
    status = profile.status if profile else None
    context = {
        "form": form,
        "profile": profile,
        "asks": asks,
        "is_pending": status == MentorStatus.PENDING,
        "is_approved": status == MentorStatus.APPROVED,
        "is_rejected": status == MentorStatus.REJECTED,
    }
    return render(request, "accounts/mentor.html", context)


@require_safe_or_post
@sensitive_post_parameters("password")
@never_cache
def leave(request: MemberRequest) -> HttpResponse:
    form = LeaveForm(http.sent(request), request=request)
    if request.method == "POST" and form.is_valid():
        try:
            leaving.end_membership(by=request.user)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            logout(request)
            messages.success(request, _("탈퇴했습니다. 그동안 함께해 주셔서 고맙습니다."))
            return redirect("portal:home")
    return render(request, "accounts/leave.html", {"form": form})


@require_safe
@login_not_required
def terms(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/terms.html", {"version": CONSENT_VERSIONS[ConsentKind.TERMS]})


@require_safe
@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/privacy.html", {"version": CONSENT_VERSIONS[ConsentKind.PRIVACY]})

"""Feedback on a session: the page for those who came, and what whoever runs it reads."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.requests import MemberRequest
from apps.core import clock, spoken
from apps.core.errors import Conflict, NotAllowed
from apps.core.http import require_safe_or_post, sent, submit
from apps.mentoring.forms.feedback import FeedbackForm
from apps.mentoring.rules import feedback as rules
from apps.mentoring.selectors import detail
from apps.mentoring.selectors import feedback as selectors
from apps.mentoring.services import feedback


@require_safe_or_post
def feedback_give(request: MemberRequest, session_id: int) -> HttpResponse:
    """Ask whoever came to the session three questions."""
    session, now = selectors.get_session(session_id, request.user), clock.now()
    refused = selectors.refusal_to_give(session, request.user, now)
    if isinstance(refused, NotAllowed):
        raise refused
    if refused is not None:
        messages.error(request, refused.message)
        return redirect(session)
    form = FeedbackForm(sent(request))
    answer = submit(
        request, form, feedback.give_feedback, session_id=session_id, success=_("답해 주셔서 고맙습니다."),
        to=session.get_absolute_url(),
    )  # fmt: skip
    context = {
        "session": session,
        "about": detail.when_and_where(session),
        "form": form,
        "until": spoken.say_until(rules.closes_at(session), today=clock.local(now).date()),
        "fewest": rules.FEWEST,
        "crumbs": [
            (_("멘토링"), reverse("mentoring:list")),
            (session.title, session.get_absolute_url()),
            (_("만족도"), ""),
        ],
    }
    return answer or render(request, "mentoring/feedback.html", context)


@require_safe
def feedback_results(request: MemberRequest, session_id: int) -> HttpResponse:
    """Show the feedback to whoever runs the session, or when and why not."""
    session = detail.get_managed_session(session_id, request.user)
    try:
        results, refused = selectors.get_results(session, request.user, clock.now()), ""
    except Conflict as error:
        results, refused = None, error.message
    context = {
        "session": session,
        "about": detail.when_and_where(session),
        "results": results,
        "refused": refused,
        "crumbs": [
            (_("멘토링"), reverse("mentoring:list")),
            (session.title, session.get_absolute_url()),
            (_("신청자 관리"), reverse("mentoring:attendees", args=[session.pk])),
            (_("만족도"), ""),
        ],
    }
    return render(request, "mentoring/feedback_results.html", context)

"""Other times for a lesson: the page on which they are offered, and the two answers to them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.accounts.requests import MemberRequest
from apps.core import clock
from apps.core.errors import NotAllowed, refusal_of
from apps.core.http import act, require_safe_or_post, sent, submit
from apps.lessons.forms import TimesForm
from apps.lessons.models import Lesson
from apps.lessons.rules import times as time_rules
from apps.lessons.selectors import detail, offers
from apps.lessons.services import times
from apps.lessons.views.lessons import lesson_crumbs


@require_safe_or_post
def lesson_offer_times(request: MemberRequest, lesson_id: int) -> HttpResponse:
    """Offer up to three other times; the page says when both are free."""
    lesson, now = detail.get_lesson(lesson_id, request.user), clock.now()
    refused = refusal_of(time_rules.check_can_offer_times, request.user, lesson, now=now)
    if isinstance(refused, NotAllowed):
        raise refused
    if refused is not None:
        messages.error(request, refused.message)
        return redirect(lesson)
    form = TimesForm(sent(request), initial={"read_at": offers.marks_of(lesson)})
    answer = submit(
        request, form, times.offer_times, given=form.given, to=lesson.get_absolute_url(), lesson_id=lesson.pk,
        refused=lambda error: form.refuse(error, offers.marks_of(lesson)),
        success=_("다른 시간을 제안했습니다. 상대에게 알렸습니다."),
    )  # fmt: skip
    if answer is not None:
        return answer
    context = {
        "lesson": lesson,
        "form": form,
        "about": detail.lesson_in_words(lesson),
        "common": offers.list_common_times(lesson, now),
        "offer": offers.get_offer(lesson, request.user, now),
        "crumbs": lesson_crumbs(lesson, request.user, _("다른 시간 제안")),
    }
    return render(request, "lessons/lesson_times.html", context)


@require_POST
def lesson_take_time(request: HttpRequest, lesson_id: int, time_id: int) -> HttpResponse:
    """Take an offered time. `knowing`: the page named what clashes with it."""
    lesson = Lesson.objects.visible_to(request.user).only("pk").get(pk=lesson_id)
    return act(
        request, times.take_time, success=_("수업 시간을 정했습니다. 두 분의 일정에 넣고 상대에게 알렸습니다."),
        to=lesson.get_absolute_url(), lesson_id=lesson_id, time_id=time_id, knowing="knowing" in request.POST,
    )  # fmt: skip


@require_POST
def lesson_decline_times(request: HttpRequest, lesson_id: int) -> HttpResponse:
    """Decline the offered times, or withdraw one's own."""
    lesson = Lesson.objects.visible_to(request.user).only("pk").get(pk=lesson_id)
    return act(
        request, times.decline_times, success=_("제안을 끝냈습니다. 상대에게 알렸습니다."),
        to=lesson.get_absolute_url(), lesson_id=lesson_id, expected_offer=request.POST.get("offer"),
    )  # fmt: skip

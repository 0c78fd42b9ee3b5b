"""The page on which a mentor gives one lesson a place of its own."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from apps.accounts.requests import MemberRequest
from apps.core import clock
from apps.core.errors import NotAllowed, refusal_of
from apps.core.http import require_safe_or_post, sent, submit
from apps.lessons import rules
from apps.lessons.forms import PlaceForm
from apps.lessons.models import Lesson
from apps.lessons.selectors import detail
from apps.lessons.services import places
from apps.lessons.views.lessons import lesson_crumbs


@require_safe_or_post
def lesson_place(request: MemberRequest, lesson_id: int) -> HttpResponse:
    """Set where one agreed lesson is; its tutorial stays as it is."""
    lesson = detail.get_lesson(lesson_id, request.user)
    refused = refusal_of(rules.check_can_set_place, request.user, lesson, now=clock.now())
    if isinstance(refused, NotAllowed):
        raise refused
    if refused is not None:
        messages.error(request, refused.message)
        return redirect(lesson)
    form = PlaceForm(
        sent(request), initial=_values(lesson), again=lambda: _values(detail.get_lesson(lesson_id, request.user))
    )
    answer = submit(
        request, form, places.set_place, lesson_id=lesson_id, unchanged=form.check_again,
        success=_("수업의 장소를 저장했습니다. 바뀐 내용은 멘티에게 알렸습니다."), to=lesson.get_absolute_url(),
    )  # fmt: skip
    if answer is not None:
        return answer
    context = {
        "lesson": lesson,
        "form": form,
        "about": detail.lesson_in_words(lesson),
        "crumbs": lesson_crumbs(lesson, request.user, _("장소 바꾸기")),
    }
    return render(request, "lessons/lesson_place.html", context)


def _values(lesson: Lesson) -> dict[str, Any]:
    return {"venue": lesson.venue_name, "join_url": lesson.join_url}

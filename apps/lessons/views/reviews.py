"""The reviews of a tutorial, the page on which a mentee writes one, and the one on which its mentor answers."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from apps.accounts.requests import MemberRequest
from apps.core import clock, text
from apps.core.errors import NotAllowed, refusal_of
from apps.core.http import require_safe_or_post, sent, submit
from apps.core.paging import requested_page
from apps.lessons.forms import AnswerForm, ReviewForm
from apps.lessons.models import Review, Tutorial
from apps.lessons.rules import reviews as rules
from apps.lessons.selectors import reviews as selectors
from apps.lessons.selectors.tutorials import get_tutorial
from apps.lessons.services import reviews


@login_not_required
@require_safe
def review_list(request: HttpRequest, tutorial_id: int) -> HttpResponse:
    tutorial = get_tutorial(tutorial_id, request.user)
    page = selectors.get_review_list(tutorial, requested_page(request.GET.get("page")), request.user)
    context = {
        "tutorial": tutorial,
        "page": page,
        "rating": selectors.rating_of(tutorial.review_count, tutorial.score_sum),
        "own": selectors.get_own_part(tutorial_id, request.user, clock.now()),
        "crumbs": _crumbs(tutorial, _("후기")),
    }
    return render(request, "lessons/review_list.html", context)


@require_safe_or_post
def review_write(request: MemberRequest, tutorial_id: int) -> HttpResponse:
    """Write one's review of a tutorial, or change it."""
    tutorial = get_tutorial(tutorial_id, request.user)
    review = selectors.get_own_review(tutorial_id, request.user)
    refused = selectors.refusal_to_review(tutorial_id, request.user, review, clock.now())
    if isinstance(refused, NotAllowed):
        raise refused
    if refused is not None:
        messages.error(request, refused.message)
        return redirect(tutorial)
    form = ReviewForm(
        sent(request),
        initial=_review_values(review),
        again=lambda: _review_values(selectors.get_own_review(tutorial_id, request.user)),
    )
    answer = submit(
        request, form, reviews.write_review, tutorial_id=tutorial_id, unchanged=form.check_again,
        success=_("후기를 남겼습니다. 고맙습니다.") if review is None else _("후기를 수정했습니다."),
        to=tutorial.get_absolute_url(),
    )  # fmt: skip
    title = _("후기 쓰기") if review is None else _("내 후기 수정하기")
    context = {
        "tutorial": tutorial,
        "form": form,
        "title": title,
        "hidden": review.hidden_reason if review else "",
        "name": text.mask_name(request.user.name),
        "crumbs": _crumbs(tutorial, title),
    }
    return answer or render(request, "lessons/review_form.html", context)


@require_safe_or_post
def review_answer(request: MemberRequest, review_id: int) -> HttpResponse:
    """Answer a review of one's tutorial, or change the answer."""
    review = Review.objects.select_related("tutorial", "mentee").get(pk=review_id)
    refused = refusal_of(rules.check_can_answer, request.user, review.tutorial, review)
    if isinstance(refused, NotAllowed):
        raise refused
    if refused is not None:
        messages.error(request, refused.message)
        return redirect(review)
    form = AnswerForm(
        sent(request),
        initial={"answer": review.answer},
        again=lambda: {"answer": Review.objects.only("answer").get(pk=review_id).answer},
    )
    answer = submit(
        request, form, reviews.answer_review, review_id=review_id, unchanged=form.check_again,
        success=_("답글을 저장했습니다."), to=review.get_absolute_url(),
    )  # fmt: skip
    title = _("답글 수정하기") if review.answer else _("답글 쓰기")
    context = {
        "review": review,
        "tutorial": review.tutorial,
        "form": form,
        "title": title,
        "crumbs": _crumbs(review.tutorial, title),
    }
    return answer or render(request, "lessons/review_answer.html", context)


def _review_values(review: Review | None) -> dict[str, Any]:
    return {"score": review.score, "words": review.words} if review else {}


def _crumbs(tutorial: Tutorial, last: str) -> list[tuple[str, str]]:
    return [
        (pgettext("all of them", "과외"), reverse("tutorials:list")),
        (tutorial.title, tutorial.get_absolute_url()),
        (last, ""),
    ]

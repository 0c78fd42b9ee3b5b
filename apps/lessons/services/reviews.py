"""Reviews of tutorials: writing and changing them, the mentor's answer, and hiding them by staff.

A tutorial keeps the number and the sum of the scores that are shown, so that no list has to count; every act that
changes them locks the tutorial and counts anew.
"""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Count, Sum
from django.db.models.functions import Coalesce

from apps.accounts.models import Member
from apps.accounts.services.presence import hold_member
from apps.core import audit, clock, spelling
from apps.core.rules import check_reason
from apps.lessons import notices
from apps.lessons.models import Lesson, Review, Tutorial
from apps.lessons.rules import reviews as rules
from apps.notices.services import tell


@transaction.atomic
def write_review(
    *, tutorial_id: int, by: Member, score: int, words: str, unchanged: Callable[[], None] | None = None
) -> Review:
    """Write the member's review of a tutorial and tell its mentor; change it within 14 days if there is one.

    `unchanged` is called under the lock and raises if the review is not what was read (`GuardedForm.check_again`).
    Raises Tutorial.DoesNotExist, and as `rules.reviews.check_can_review` and `check_review`.
    """
    hold_member(by.pk)
    tutorial = _lock_tutorial(Tutorial.objects.visible_to(by).only("pk").get(pk=tutorial_id).pk)
    review = Review.objects.filter(tutorial=tutorial, mentee=by).first()
    now = clock.now()
    rules.check_can_review(Lesson.objects.to_review(by).filter(tutorial=tutorial).exists(), review, now=now)
    words = spelling.text(words)
    rules.check_review(score, words)
    if unchanged:
        unchanged()
    if review is None:
        review = Review.objects.create(tutorial=tutorial, mentee=by, score=score, words=words, written_at=now)
        audit.record(by=by, act="lessons.reviewed", subject=review, after=audit.snapshot(review, ("tutorial", "score")))
        _tell([tutorial.mentor], review, notices.REVIEWED, name=by.name, about=by)
    elif (review.score, review.words) != (score, words):
        before = audit.snapshot(review, ("score", "words"))
        review.score, review.words, review.changed_at = score, words, now
        review.save(update_fields=["score", "words", "changed_at"])
        after = audit.snapshot(review, ("score", "words"))
        audit.record(by=by, act="lessons.review_changed", subject=review, before=before, after=after)
    _count_reviews(tutorial)
    return review


@transaction.atomic
def answer_review(*, review_id: int, by: Member, answer: str, unchanged: Callable[[], None] | None = None) -> Review:
    """Answer a review as the tutorial's mentor and tell its author, or change the answer there is.

    `unchanged` as in `write_review`. Raises Review.DoesNotExist, and as `rules.reviews.check_can_answer` and
    `check_answer`.
    """
    review = _lock_review(review_id)
    rules.check_can_answer(by, review.tutorial, review)
    answer = spelling.text(answer)
    rules.check_answer(answer)
    if unchanged:
        unchanged()
    if review.answer == answer:
        return review
    before = audit.snapshot(review, ("answer",))
    is_first = not review.answer
    review.answer = answer
    if is_first:
        review.answered_at = clock.now()
    else:
        review.answer_changed_at = clock.now()
    review.save(update_fields=["answer", "answered_at", "answer_changed_at"])
    act = "lessons.review_answered" if is_first else "lessons.review_answer_changed"
    audit.record(by=by, act=act, subject=review, before=before, after=audit.snapshot(review, ("answer",)))
    if is_first:
        _tell([review.mentee], review, notices.REVIEW_ANSWERED, name=by.name, about=by)
    return review


@transaction.atomic
def hide_review(*, review_id: int, by: Member, reason: str) -> Review:
    """Hide a review from everybody as staff, and tell its author and the mentor why.

    Raises Review.DoesNotExist, Invalid `reason_missing`, `reason_too_long`, and as `rules.reviews.check_can_hide`.
    """
    review = _lock_review(review_id)
    rules.check_can_hide(by, review)
    check_reason(reason)
    review.hidden_at, review.hidden_by, review.hidden_reason = clock.now(), by, spelling.text(reason)
    _save_hidden(review)
    audit.record(by=by, act="lessons.review_hidden", subject=review, reason=review.hidden_reason)
    _tell([review.mentee, review.tutorial.mentor], review, notices.REVIEW_HIDDEN, reason=review.hidden_reason)
    return review


@transaction.atomic
def show_review(*, review_id: int, by: Member) -> Review:
    """Show a hidden review again as staff, and tell its author and the mentor.

    Raises Review.DoesNotExist, and as `rules.reviews.check_can_show`.
    """
    review = _lock_review(review_id)
    rules.check_can_show(by, review)
    review.hidden_at, review.hidden_by, review.hidden_reason = None, None, ""
    _save_hidden(review)
    audit.record(by=by, act="lessons.review_shown", subject=review)
    _tell([review.mentee, review.tutorial.mentor], review, notices.REVIEW_SHOWN)
    return review


def _save_hidden(review: Review) -> None:
    review.save(update_fields=["hidden_at", "hidden_by", "hidden_reason"])
    _count_reviews(review.tutorial)


def _lock_tutorial(tutorial_id: int) -> Tutorial:
    rows = Tutorial.objects.select_for_update(no_key=True, of=("self",)).select_related("mentor")
    return rows.only("title", "mentor").get(pk=tutorial_id)


def _lock_review(review_id: int) -> Review:
    """Lock the tutorial and then its review. Raises Review.DoesNotExist."""
    _lock_tutorial(Review.objects.only("tutorial_id").get(pk=review_id).tutorial_id)
    rows = Review.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("tutorial__mentor", "mentee").get(pk=review_id)


def _count_reviews(tutorial: Tutorial) -> None:
    """Write the number and the sum of the reviews that are shown to their locked tutorial. Statements: 2."""
    Tutorial.objects.filter(pk=tutorial.pk).update(**_sum_up(tutorial))


def _sum_up(tutorial: Tutorial) -> dict[str, int]:
    """Return the number and the sum of the reviews of a tutorial that are shown."""
    shown = Review.objects.shown().filter(tutorial=tutorial)
    return shown.aggregate(review_count=Count("pk"), score_sum=Coalesce(Sum("score"), 0))


def _tell(members: list[Member], review: Review, kind: str, **more: Any) -> None:
    tell(members, kind, path=review.get_absolute_url(), title=review.tutorial.title, **more)

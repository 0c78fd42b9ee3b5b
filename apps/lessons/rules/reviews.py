"""Who may review a tutorial, answer a review or hide one, and what a review may say."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core.errors import Conflict, Invalid, NotAllowed
from apps.lessons.models import Review, Tutorial

LOWEST, HIGHEST = 1, 5
LONGEST_REVIEW = 500
CHANGED_WITHIN = timedelta(days=14)
ASKED_FOR = timedelta(days=14)  # how long my page asks for a review of a completed lesson


def check_can_review(has_held: bool, review: Review | None, *, now: datetime) -> None:
    """Check that a member may write a review, or change the one there is within 14 days.

    `has_held`: whether a lesson of the tutorial that the member took is completed (`LessonQuerySet.to_review`).
    Raises NotAllowed `no_lesson_held`, Conflict `review_stays`.
    """
    if review is None:
        if not has_held:
            raise NotAllowed("no_lesson_held", _("이 과외의 수업을 마친 멘티만 후기를 쓸 수 있습니다."))
        return
    if now >= review.written_at + CHANGED_WITHIN:
        raise Conflict("review_stays", _("후기는 쓴 날부터 14일 동안만 수정할 수 있습니다."))


def check_review(score: int, words: str) -> None:
    """Check what a review says. Raises Invalid `score_out_of_range`, `words_missing`, `words_too_long`."""
    if not LOWEST <= score <= HIGHEST:
        raise Invalid("score_out_of_range", _("점수는 1점부터 5점까지 줄 수 있습니다."), field="score")
    _check_words(words, "words")


def check_can_answer(member: Member, tutorial: Tutorial, review: Review) -> None:
    """Check that the member may answer a review, or change the answer: the tutorial's mentor.

    Raises NotAllowed `not_the_mentor`, Conflict `review_hidden`.
    """
    if tutorial.mentor_id != member.pk:
        raise NotAllowed("not_the_mentor", _("이 과외의 멘토만 답글을 쓸 수 있습니다."))
    if review.hidden_at is not None:
        raise Conflict("review_hidden", _("운영자가 숨긴 후기에는 답글을 쓸 수 없습니다."))


def check_answer(words: str) -> None:
    """Check what an answer says. Raises Invalid `words_missing`, `words_too_long`."""
    _check_words(words, "answer")


def check_can_hide(member: Member, review: Review) -> None:
    """Check that the member may hide a review: staff who neither wrote it nor are its mentor, and it is shown.

    Raises NotAllowed `not_staff`, `own_review`, Conflict `review_hidden`.
    """
    _check_keeps_reviews(member, review)
    if review.hidden_at is not None:
        raise Conflict("review_hidden", _("이미 숨긴 후기입니다."))


def check_can_show(member: Member, review: Review) -> None:
    """Check that the member may show a review again: staff as in `check_can_hide`, and it is hidden.

    Raises NotAllowed `not_staff`, `own_review`, Conflict `review_shown`.
    """
    _check_keeps_reviews(member, review)
    if review.hidden_at is None:
        raise Conflict("review_shown", _("이미 보이는 후기입니다."))


def _check_keeps_reviews(member: Member, review: Review) -> None:
    if not member.may("lessons.change_review"):
        raise NotAllowed("not_staff", _("운영자만 후기를 숨기거나 다시 보일 수 있습니다."))
    if member.pk in {review.mentee_id, review.tutorial.mentor_id}:
        raise NotAllowed("own_review", _("본인이 쓴 후기와 본인 과외의 후기는 다른 운영자가 처리합니다."))


def _check_words(words: str, field: str) -> None:
    if not words:
        raise Invalid("words_missing", _("내용을 입력해 주세요."), field=field)
    if len(words) > LONGEST_REVIEW:
        sentence = _("%(most)d자까지 쓸 수 있습니다.") % {"most": LONGEST_REVIEW}
        raise Invalid("words_too_long", sentence, field=field)

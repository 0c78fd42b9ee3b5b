"""Reviews of tutorials."""

from typing import Annotated, Any

from pydantic import BaseModel, Field

from apps.core.api.envelope import Out, Pagination, pagination
from apps.core.api.fields import Input, PageNumber
from apps.core.paging import Page
from apps.lessons.models import Review, Tutorial
from apps.lessons.rules.reviews import HIGHEST, LONGEST_REVIEW, LOWEST
from apps.lessons.schemas.shared import Average, Instant, instant
from apps.lessons.selectors.reviews import average_of, name_for

Score = Annotated[int, Field(ge=LOWEST, le=HIGHEST, examples=[5])]
Words = Annotated[str, Field(max_length=LONGEST_REVIEW, examples=["막힌 곳에서 바로 시작해 주셔서 좋았습니다."])]


class ReviewsQuery(BaseModel):
    page: PageNumber = 1


class ReviewInput(Input):
    score: Score
    words: Words


class ReviewAnswerInput(Input):
    answer: Words


class ReviewItem(Out):
    """A review. `menteeName` is masked for whoever is not its author, the mentor or staff.

    `changedAt` and `answerChangedAt` are null while the words are the first ones.
    """

    review_id: int
    score: Score
    words: str
    mentee_name: Annotated[str, Field(examples=["홍*동"])]
    written_at: Instant
    changed_at: Instant | None
    answer: str | None
    answered_at: Instant | None
    answer_changed_at: Instant | None


class ReviewPage(Out):
    """The reviews of a tutorial, the newest first."""

    average_score: Average
    reviews: list[ReviewItem]
    pagination: Pagination


class ReviewSaved(Out):
    review_id: int
    tutorial_id: int
    score: Score
    words: str
    answer: str | None


def review_page(tutorial: Tutorial, page: Page, member: Any) -> ReviewPage:
    items = [
        ReviewItem(
            review_id=row.pk, score=row.score, words=row.words, mentee_name=name_for(row, member),
            written_at=instant(row.written_at), changed_at=_instant(row.changed_at), answer=row.answer or None,
            answered_at=_instant(row.answered_at), answer_changed_at=_instant(row.answer_changed_at),
        )
        for row in page
    ]  # fmt: skip
    average = average_of(tutorial.review_count, tutorial.score_sum)
    return ReviewPage(average_score=average, reviews=items, pagination=pagination(page))


def review_saved(review: Review) -> ReviewSaved:
    return ReviewSaved(
        review_id=review.pk, tutorial_id=review.tutorial_id, score=review.score, words=review.words,
        answer=review.answer or None,
    )  # fmt: skip


def _instant(moment: Any) -> str | None:
    return instant(moment) if moment else None

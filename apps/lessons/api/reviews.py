"""The reviews of a tutorial: read by everybody, written by its mentees, answered by its mentor."""

from typing import Annotated

from django.utils.translation import gettext as _
from ninja import Path, Query

from apps.accounts.requests import ApiRequest
from apps.core.api.envelope import Reply, answers, capped_message, router
from apps.core.api.fields import BIGGEST_ID
from apps.core.api.lazy import gettext_lazy
from apps.lessons import schemas
from apps.lessons.api.shared import missing_as_in_seed
from apps.lessons.api.tutorials import TutorialId
from apps.lessons.selectors import api as selectors
from apps.lessons.selectors.reviews import list_reviews_asked
from apps.lessons.services import reviews

review_routes = router(gettext_lazy("과외"))

ReviewId = Annotated[int, Path(alias="reviewId", ge=1, le=BIGGEST_ID)]


@review_routes.get(
    "/{tutorialId}/reviews",
    response=answers(schemas.ReviewPage),
    summary=gettext_lazy("과외 후기 목록"),
    description=gettext_lazy("최근에 쓴 것부터 10개씩 답합니다. 운영자가 숨긴 후기는 없습니다."),
)
def list_reviews(
    request: ApiRequest, tutorial_id: TutorialId, query: Query[schemas.ReviewsQuery]
) -> Reply[schemas.ReviewPage]:
    with missing_as_in_seed():
        tutorial = selectors.get_tutorial(tutorial_id, request.auth)
    page = list_reviews_asked(tutorial, query.page, request.auth)
    return Reply(message=capped_message(page), data=schemas.review_page(tutorial, page, request.auth))


@review_routes.put(
    "/{tutorialId}/review",
    response=answers(schemas.ReviewSaved, 403, 409),
    summary=gettext_lazy("후기 쓰기와 수정하기(멘티)"),
    description=gettext_lazy("수업을 마친 멘티가 과외마다 하나를 씁니다. 쓴 날부터 14일 동안 수정할 수 있습니다."),
)
def write_review(
    request: ApiRequest, tutorial_id: TutorialId, given: schemas.ReviewInput
) -> Reply[schemas.ReviewSaved]:
    with missing_as_in_seed():
        review = reviews.write_review(tutorial_id=tutorial_id, by=request.auth, score=given.score, words=given.words)
    return Reply(message=_("후기를 저장했습니다."), data=schemas.review_saved(review))


@review_routes.put(
    "/reviews/{reviewId}/answer",
    response=answers(schemas.ReviewSaved, 403, 404, 409),
    summary=gettext_lazy("후기에 답글 쓰기와 수정하기(멘토)"),
)
def answer_review(
    request: ApiRequest, review_id: ReviewId, given: schemas.ReviewAnswerInput
) -> Reply[schemas.ReviewSaved]:
    review = reviews.answer_review(review_id=review_id, by=request.auth, answer=given.answer)
    return Reply(message=_("답글을 저장했습니다."), data=schemas.review_saved(review))

"""Input and output of the endpoints of feedback. The words of a pace are the same in every language."""

from typing import Annotated, Literal, get_args

from pydantic import Field

from apps.core.api.envelope import Out
from apps.core.api.fields import Input
from apps.core.api.lazy import gettext_lazy as _
from apps.mentoring.rules.feedback import HIGHEST, LONGEST_COMMENT, LOWEST
from apps.mentoring.selectors.feedback import FeedbackResults
from apps.mentoring.states import Pace

PaceWord = Literal["느림", "알맞음", "빠름"]
PACES: dict[str, Pace] = dict(zip(get_args(PaceWord), Pace, strict=True))


class FeedbackInput(Input):
    useful: int = Field(ge=LOWEST, le=HIGHEST, description=_("얼마나 도움이 되었는지, 5가 아주 많이입니다."))
    pace: PaceWord
    recommends: bool
    comment: str | None = Field(default="", max_length=LONGEST_COMMENT)


class PaceCount(Out):
    pace: PaceWord
    count: int


class SessionFeedbackResults(Out):
    """All answers together. Who answered, when and in which order is told to nobody."""

    count: int
    useful: Annotated[float, Field(examples=[4.3], description=_("5점 만점의 평균입니다."))]
    paces: list[PaceCount]
    recommend: Annotated[int, Field(description=_("추천한다고 답한 사람의 수입니다."))]
    comments: list[str]


def feedback_results(found: FeedbackResults) -> SessionFeedbackResults:
    paces = [PaceCount(pace=word, count=found.paces[place][1]) for place, word in enumerate(get_args(PaceWord))]
    return SessionFeedbackResults(
        count=found.number, useful=found.useful, paces=paces, recommend=found.recommend, comments=found.comments
    )

"""Schemas of the endpoints of completion, with the field names of seed 001, 3-33 to 3-37 and 3-40."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from django.utils.translation import gettext as _
from pydantic import BaseModel, BeforeValidator, Field, WithJsonSchema

from apps.accounts.models import Member
from apps.core import clock
from apps.core.api.fields import STAYS, Day, Id, read_number
from apps.core.api.flat import FlatInput, FlatReply, PageQuery, Paging
from apps.core.api.lazy import gettext_lazy
from apps.elearning.completion.models import Completion
from apps.elearning.completion.rules import LONGEST_MEMO, MOST_AT_ONCE, SCORES, CompletionInput, Scores, tells_scores
from apps.elearning.completion.selectors.batch_plan import PlannedCompletion
from apps.elearning.completion.states import STATUSES, CompletionStatus


def _status(raw: Any) -> CompletionStatus:
    if isinstance(raw, str) and raw in STATUSES:
        return CompletionStatus(raw)
    raise ValueError(_("다음 가운데 하나여야 합니다: %(words)s.") % {"words": ", ".join(CompletionStatus.values)})


def _score(raw: Any) -> Decimal | None:
    if raw is None:
        return None
    score = read_number(raw)
    if score is not None and 0 <= score <= 100 and score == round(score, 2):
        return score
    raise ValueError(_("점수는 0 이상 100 이하로, 소수점 아래 두 자리까지 적어 주세요."))


Status = Annotated[
    CompletionStatus, BeforeValidator(_status), WithJsonSchema({"type": "string", "enum": CompletionStatus.values})
]
Score = Annotated[
    Decimal | None,
    BeforeValidator(_score),
    WithJsonSchema({"anyOf": [{"type": "number", "minimum": 0, "maximum": 100, "examples": [85.5]}, {"type": "null"}]}),
]
InstantText = Annotated[str, Field(examples=["2026-01-15T14:00:00+09:00"])]


# --- In ---------------------------------------------------------------------------------------------------------------


_BY_RULE = gettext_lazy("null이면 지금의 수료 기준으로 다시 계산합니다.")


class CompletionCreateInput(FlatInput):
    """A first decision. What is left out or null follows the class's rule; the date is then today."""

    enrollment_id: Id
    completion_date: Day | None = None
    completion_status: Status | None = None
    total_score: Score = None
    attendance_score: Score = None
    assessment_score: Score = None
    progress_score: Score = None
    memo: str | None = Field(
        default=None,
        max_length=LONGEST_MEMO,
        description=gettext_lazy("수료 기준으로 계산한 것과 다르게 정할 때에는 반드시 적습니다. 학습자도 봅니다."),
    )

    def given(self) -> CompletionInput:
        scores = Scores(**{name: getattr(self, f"{name}_score") for name in SCORES})
        return CompletionInput(self.completion_status, self.completion_date, scores, self.memo or "")


class CompletionEditInput(FlatInput):
    """Changes of a decision (seed 001, 3-37); what is left out stays."""

    completion_date: Day | None = Field(
        default=None,
        description=gettext_lazy(
            "null은 수료일이 없는 상태에만 쓸 수 있습니다. 수료가 아닌 상태가 되면 저절로 비웁니다."
        ),
    )
    completion_status: Status = STAYS
    total_score: Score = Field(
        default=None,
        description=gettext_lazy("null이면 각 점수로 다시 계산합니다. 직접 정한 적이 없으면 각 점수를 따라 바뀝니다."),
    )
    attendance_score: Score = Field(default=None, description=_BY_RULE)
    assessment_score: Score = Field(default=None, description=_BY_RULE)
    progress_score: Score = Field(default=None, description=_BY_RULE)
    memo: str | None = Field(
        default=None,
        max_length=LONGEST_MEMO,
        description=gettext_lazy("null이면 비웁니다. 수료 기준으로 계산한 것과 다르게 정한 수료에는 있어야 합니다."),
    )

    def changes(self) -> dict[str, Any]:
        given = self.model_dump(exclude_unset=True)
        return {"status" if name == "completion_status" else name: value for name, value in given.items()}


class CompletionBatchInput(FlatInput):
    course_id: Id
    class_id: Id
    completion_date: Day | None = None
    student_ids: list[Id] | None = Field(
        default=None,
        min_length=1,
        max_length=MOST_AT_ONCE,
        description=gettext_lazy("학습자의 회원 번호입니다. 보내지 않으면 차수의 모든 수강생입니다."),
    )


class CompletionListQuery(PageQuery):
    completion_status: Status | None = None


# --- Out --------------------------------------------------------------------------------------------------------------


class CompletionItem(BaseModel):
    completion_id: int
    enrollment_id: int
    course_id: int
    class_id: int
    user_id: int
    user_name: Annotated[str, Field(examples=["김하준"])]
    completion_status: CompletionStatus
    completion_date: Annotated[str, Field(examples=["2026-01-15"])] | None
    total_score: float | None
    attendance_score: float | None
    assessment_score: float | None
    progress_score: float | None
    is_manual: bool
    memo: str
    decided_at: InstantText
    created_at: InstantText
    updated_at: InstantText


class Skipped(BaseModel):
    user_id: int
    code: Annotated[str, Field(examples=["unmet"])]
    reason: Annotated[str, Field(examples=["수료 기준을 채우지 못했습니다: 진도 65%(80% 이상 필요)."])]


class CreatedReply(FlatReply):
    completion_id: int


class CompletionReply(FlatReply):
    completion: CompletionItem


class CompletionsReply(FlatReply):
    completions: list[CompletionItem]
    paging: Paging


class BatchReply(FlatReply):
    processed: int
    skipped: list[Skipped]


# --- From rows to answers ---------------------------------------------------------------------------------------------


def _instant(moment: datetime) -> str:
    return clock.local(moment).isoformat(timespec="seconds")


def item(row: Completion, reader: Member) -> CompletionItem:
    """Return the answer for a completion with its enrolment, member and class."""
    enrolment = row.enrolment
    hides = enrolment.member_id == reader.pk and not tells_scores(row)
    scores = {name: None if hides else getattr(row, name) for name in (f"{score}_score" for score in SCORES)}
    return CompletionItem(
        completion_id=row.pk,
        enrollment_id=row.enrolment_id,
        course_id=enrolment.course_class.course_id,
        class_id=enrolment.course_class_id,
        user_id=enrolment.member_id,
        user_name=enrolment.member.name,
        completion_status=CompletionStatus(row.status),
        completion_date=row.completion_date.isoformat() if row.completion_date else None,
        is_manual=row.is_manual,
        memo=row.memo,
        decided_at=_instant(row.decided_at),
        created_at=_instant(row.created_at),
        updated_at=_instant(row.updated_at),
        **scores,
    )


def skipped(planned: PlannedCompletion) -> Skipped:
    assert planned.refusal is not None  # noqa: S101 - only refused ones are skipped
    return Skipped(user_id=planned.member_id, code=planned.refusal.code, reason=planned.refusal.message)

"""Schemas of the endpoints of assessments, with the field names of seed 001, 3-23 to 3-32."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from pydantic import BaseModel, BeforeValidator, Field, WithJsonSchema

from apps.core import clock
from apps.core.api.fields import STAYS, Day, Id, read_instant, read_number
from apps.core.api.flat import FlatInput, FlatReply, Paging
from apps.core.api.lazy import gettext_lazy
from apps.elearning.assessment.models import Assessment, AssessmentResult
from apps.elearning.assessment.rules import HIGHEST_SCORE, LONGEST, LONGEST_NAME, LONGEST_TEXT, MOST_ATTEMPTS
from apps.elearning.assessment.services import AssessmentInput, ResultInput
from apps.elearning.assessment.services.results import Kept
from apps.elearning.assessment.states import AssessmentType, Counting


def _points(raw: Any) -> Decimal:
    points = read_number(raw)
    if points is not None and 0 <= points <= HIGHEST_SCORE and points == round(points, 2):
        return points
    raise ValueError(_("점수는 0 이상 10,000 미만으로, 소수점 아래 두 자리까지 적어 주세요."))


def _instant(raw: Any) -> datetime:
    if (moment := read_instant(raw)) is not None:
        return moment
    raise ValueError(_("일시를 2026-01-15T14:00:00+09:00처럼 적어 주세요."))


def _kind(raw: Any) -> AssessmentType:
    if isinstance(raw, str) and raw in AssessmentType.values:
        return AssessmentType(raw)
    raise ValueError(_("다음 가운데 하나여야 합니다: %(words)s.") % {"words": ", ".join(AssessmentType.values)})


_POINTS_SCHEMA = {"type": "number", "minimum": 0, "maximum": float(HIGHEST_SCORE), "examples": [85.5]}
Points = Annotated[Decimal, BeforeValidator(_points), WithJsonSchema(_POINTS_SCHEMA)]
Instant = Annotated[
    datetime,
    BeforeValidator(_instant),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-01-15T14:00:00+09:00"]}),
]
Kind = Annotated[
    AssessmentType, BeforeValidator(_kind), WithJsonSchema({"type": "string", "enum": list(AssessmentType.values)})
]
Name = Annotated[str, Field(max_length=LONGEST_NAME, examples=["중간 시험"])]
Text = Annotated[str, Field(max_length=LONGEST_TEXT)]
Minutes = Annotated[int, Field(ge=1, le=LONGEST)]
Attempts = Annotated[int, Field(ge=1, le=MOST_ATTEMPTS)]
YesNo = Literal["Y", "N"]
InstantText = Annotated[str, Field(examples=["2026-01-15T14:00:00+09:00"])]
DayText = Annotated[str, Field(examples=["2026-01-15"])]
PointsOut = Annotated[float, Field(examples=[85.5])]

_LIMIT = gettext_lazy("분입니다. 없거나 null이면 제한하지 않습니다.")
_COUNTING = gettext_lazy(
    "ALL은 모든 학습자의 평균에, RAISING은 평균이 오르는 학습자에게만 반영합니다. "
    "시작한 차수에 만든 평가는 RAISING입니다."
)
_ONCE = gettext_lazy("없거나 null이면 1입니다.")
_PASS = gettext_lazy("없거나 null이면 합격 점수에 따릅니다.")
_UNGRADED = gettext_lazy("없거나 null이면 아직 채점하지 않은 결과입니다.")
_PASSED = {"Y": True, "N": False, None: None}

# --- In ---------------------------------------------------------------------------------------------------------------


class AssessmentCreateInput(FlatInput):
    """An assessment to create (seed 001, 3-23)."""

    course_id: Id
    class_id: Id
    assessment_name: Name
    assessment_type: Kind
    assessment_desc: Text | None = ""
    start_date: Day
    end_date: Day
    total_score: Points
    pass_score: Points
    time_limit: Minutes | None = Field(default=None, description=_LIMIT)
    attempt_limit: Attempts | None = Field(default=None, description=_ONCE)
    is_active: bool | None = Field(default=True, description=gettext_lazy("없거나 null이면 true입니다."))

    def given(self) -> AssessmentInput:
        return AssessmentInput(**_by_our_names(self.model_dump(exclude={"course_id", "class_id"})))


class AssessmentEditInput(FlatInput):
    """Changes of an assessment (seed 001, 3-26); what is left out stays."""

    assessment_name: Name = STAYS
    assessment_type: Kind = STAYS
    assessment_desc: Text | None = Field(default=None, description=gettext_lazy("null이면 비웁니다."))
    start_date: Day = STAYS
    end_date: Day = STAYS
    total_score: Points = STAYS
    pass_score: Points = STAYS
    time_limit: Minutes | None = Field(default=None, description=gettext_lazy("분입니다. null이면 제한하지 않습니다."))
    attempt_limit: Attempts | None = Field(default=None, description=gettext_lazy("null이면 처음 값인 1입니다."))
    is_active: bool = STAYS

    def changes(self) -> dict[str, Any]:
        return _by_our_names(self.model_dump(exclude_unset=True))


_NAMES = {"assessment_name": "name", "assessment_type": "type", "assessment_desc": "description"}


_EMPTY: dict[str, Any] = {"assessment_desc": "", "attempt_limit": 1, "is_active": True}  # what null stands for


def _by_our_names(given: dict[str, Any]) -> dict[str, Any]:
    return {_NAMES.get(name, name): _EMPTY.get(name) if value is None else value for name, value in given.items()}


class ResultCreateInput(FlatInput):
    """A result to enter (seed 001, 3-28)."""

    enrollment_id: Id
    attempt: Attempts
    score: Points | None = Field(default=None, description=_UNGRADED)
    pass_yn: YesNo | None = Field(default=None, description=_PASS)
    start_time: Instant | None = None
    end_time: Instant | None = None

    def given(self) -> ResultInput:
        return ResultInput(
            self.enrollment_id, self.attempt, self.score, _PASSED[self.pass_yn], self.start_time, self.end_time
        )


class GradeInput(FlatInput):
    """A grade (seed 001, 3-32); what is left out stays."""

    score: Points | None = Field(default=None, description=gettext_lazy("null이면 채점하지 않은 결과로 되돌립니다."))
    pass_yn: YesNo | None = Field(default=None, description=gettext_lazy("null이면 합격 점수에 따릅니다."))
    feedback: Text | None = Field(default=None, description=gettext_lazy("null이면 비웁니다."))

    def grade(self) -> dict[str, Any]:
        sent = self.model_fields_set
        return {
            "score": self.score if "score" in sent else Kept.KEPT,
            "passed": _PASSED[self.pass_yn] if "pass_yn" in sent else Kept.KEPT,
            "feedback": (self.feedback or "") if "feedback" in sent else None,
        }


# --- Out --------------------------------------------------------------------------------------------------------------


class AssessmentItem(BaseModel):
    assessment_id: int
    course_id: int
    class_id: int
    assessment_name: Annotated[str, Field(examples=["중간 시험"])]
    assessment_type: AssessmentType
    assessment_desc: str
    start_date: DayText
    end_date: DayText
    total_score: PointsOut
    pass_score: PointsOut
    time_limit: Annotated[int | None, Field(description=gettext_lazy("분입니다."))]
    attempt_limit: int
    counting: Annotated[Counting, Field(description=_COUNTING)]
    is_active: bool
    is_published: Annotated[bool, Field(description=gettext_lazy("학습자가 결과를 볼 수 있는지입니다."))]
    created_at: InstantText
    updated_at: InstantText


class ResultItem(BaseModel):
    result_id: int
    assessment_id: int
    assessment_name: Annotated[str, Field(examples=["중간 시험"])]
    enrollment_id: int
    user_id: int
    user_name: Annotated[str, Field(examples=["김하준"])]
    attempt: int
    score: Annotated[float | None, Field(examples=[85.5])]
    pass_yn: YesNo | None
    start_time: InstantText | None
    end_time: InstantText | None
    feedback: str
    graded_at: InstantText | None
    created_at: InstantText
    updated_at: InstantText


class AssessmentCreatedReply(FlatReply):
    assessment_id: int


class AssessmentReply(FlatReply):
    assessment: AssessmentItem


class AssessmentsReply(FlatReply):
    assessments: list[AssessmentItem]


class ResultCreatedReply(FlatReply):
    result_id: int


class ResultReply(FlatReply):
    result: ResultItem


class ResultsReply(FlatReply):
    results: list[ResultItem]


class ResultPageReply(ResultsReply):
    paging: Paging


# --- From rows to answers ---------------------------------------------------------------------------------------------


def _moment(at: datetime) -> str:
    return clock.local(at).isoformat(timespec="seconds")


def item(row: Assessment) -> AssessmentItem:
    return AssessmentItem(
        assessment_id=row.pk,
        course_id=row.course_class.course_id,
        class_id=row.course_class_id,
        assessment_name=row.name,
        assessment_type=AssessmentType(row.type),
        assessment_desc=row.description,
        start_date=row.start_date.isoformat(),
        end_date=row.end_date.isoformat(),
        total_score=float(row.total_score),
        pass_score=float(row.pass_score),
        time_limit=row.time_limit,
        attempt_limit=row.attempt_limit,
        counting=Counting(row.counting),
        is_active=row.is_active,
        is_published=row.published_at is not None,
        created_at=_moment(row.created_at),
        updated_at=_moment(row.updated_at),
    )


def result_item(row: AssessmentResult) -> ResultItem:
    return ResultItem(
        result_id=row.pk,
        assessment_id=row.assessment_id,
        assessment_name=row.assessment.name,
        enrollment_id=row.enrolment_id,
        user_id=row.enrolment.member_id,
        user_name=row.enrolment.member.name,
        attempt=row.attempt,
        score=None if row.score is None else float(row.score),
        pass_yn=None if row.passed is None else "Y" if row.passed else "N",
        start_time=_moment(row.started_at) if row.started_at else None,
        end_time=_moment(row.ended_at) if row.ended_at else None,
        feedback=row.feedback,
        graded_at=_moment(row.graded_at) if row.graded_at else None,
        created_at=_moment(row.created_at),
        updated_at=_moment(row.updated_at),
    )

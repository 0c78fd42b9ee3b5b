"""What an assessment may be, who enters results, and which results may be entered."""

from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import text
from apps.core.errors import Conflict, Invalid, NotAllowed
from apps.elearning.assessment.models import Assessment
from apps.elearning.assessment.rules.counting import plain
from apps.elearning.assessment.states import AssessmentType, Counting
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.states import EnrolmentStatus

MOST_ATTEMPTS = 100
LONGEST = 24 * 60  # minutes of a time limit
HIGHEST_SCORE = Decimal("9999.99")
HIGHEST_WEIGHT = 100
NO_ROW = -1  # the revision of an attempt that has no row yet
CENT = Decimal("0.01")  # the finest step of a score
LONGEST_NAME = 200
LONGEST_TEXT = 5000


# --- Who --------------------------------------------------------------------------------------------------------------


def check_can_assess(member: Member, *, teaches: bool) -> None:
    """Check that the member runs the class, as instructor or staff (docs/domain.md, Assessments: who may)."""
    if not (teaches or member.may("elearning.change_assessment")):
        raise NotAllowed("not_the_instructor", _("이 차수의 강사와 운영자만 평가를 관리할 수 있습니다."))


# --- What: an assessment ----------------------------------------------------------------------------------------------


def check_assessment(
    *,
    name: str,
    type: str,
    description: str,
    start_date: date,
    end_date: date,
    total_score: Decimal,
    pass_score: Decimal,
    time_limit: int | None,
    attempt_limit: int,
    weight: int,
    counting: str,
    is_required: bool,
) -> None:
    """Check the fields of an assessment (docs/domain.md, Assessments). Raises Invalid.

    Among them: `pass_score ≤ total_score`, `start_date ≤ end_date`.
    """
    if not name:
        raise Invalid("name_missing", _("평가명을 입력해 주세요."), field="name")
    if len(name) > LONGEST_NAME:
        raise Invalid(
            "name_too_long", _("평가명은 %(most)d자까지 쓸 수 있습니다.") % {"most": LONGEST_NAME}, field="name"
        )
    if type not in AssessmentType.values:
        raise Invalid("type_unknown", _("평가 유형을 선택해 주세요."), field="type")
    if len(description) > LONGEST_TEXT:
        raise Invalid(
            "description_too_long",
            _("설명은 %(most)d자까지 쓸 수 있습니다.") % {"most": LONGEST_TEXT},
            field="description",
        )
    if start_date > end_date:
        raise Invalid("dates_out_of_order", _("종료일은 시작일과 같거나 늦어야 합니다."), field="end_date")
    if not 0 < total_score <= HIGHEST_SCORE:
        raise Invalid("total_out_of_range", _("총점은 0보다 크고 10,000보다 작아야 합니다."), field="total_score")
    if not 0 <= pass_score <= total_score:
        raise Invalid("pass_out_of_range", _("합격 점수는 0점 이상, 총점 이하여야 합니다."), field="pass_score")
    _check_fine(total_score, "total_score")
    _check_fine(pass_score, "pass_score")
    if time_limit is not None and not 1 <= time_limit <= LONGEST:
        raise Invalid("time_out_of_range", _("제한 시간은 1분 이상 24시간 이하여야 합니다."), field="time_limit")
    if not 1 <= attempt_limit <= MOST_ATTEMPTS:
        raise Invalid(
            "attempts_out_of_range",
            _("응시 가능 횟수는 1회 이상 %(most)d회 이하여야 합니다.") % {"most": MOST_ATTEMPTS},
            field="attempt_limit",
        )
    if not 0 <= weight <= HIGHEST_WEIGHT:
        raise Invalid(
            "weight_out_of_range",
            _("비중은 0 이상 %(most)d 이하여야 합니다.") % {"most": HIGHEST_WEIGHT},
            field="weight",
        )

    if counting not in Counting.values:
        raise Invalid("counting_unknown", _("누구에게 반영할지 선택해 주세요."), field="counting")
    if is_required and counting != Counting.ALL:
        raise Invalid(
            "required_counts_for_all",
            _("합격해야 수료할 수 있는 평가는 모든 학습자의 평균에 반영해야 합니다."),
            field="counting",
        )


def counting_by_default(course_class: CourseClass, now: datetime) -> Counting:
    """Return whose mean a new assessment is part of where nobody said so.

    A class that has begun asks for no more than it did: what is new raises means and lowers none.
    """
    return Counting.RAISING if now >= course_class.starts_at else Counting.ALL


def check_meets_class(start_date: date, end_date: date, course_class: CourseClass) -> None:
    """Check that the assessment does not lie wholly outside of its class."""
    if end_date < course_class.start_date or start_date > course_class.end_date:
        raise Invalid(
            "outside_the_class",
            _("평가 기간이 차수 기간(%(period)s) 밖에 있습니다. 적어도 하루는 차수 기간 안에 두세요.")
            % {"period": text.period(course_class.start_date, course_class.end_date)},
            field="start_date" if start_date > course_class.end_date else "end_date",
        )


def check_fits_results(assessment: Assessment, *, highest: Decimal | None, last_attempt: int) -> None:
    """Check that the existing results stay possible: the highest score, the last attempt. Raises Conflict."""
    if highest is not None and assessment.total_score < highest:
        raise Conflict(
            "total_below_results",
            _("이미 %(score)s점을 받은 학습자가 있습니다. 총점은 그 이상이어야 합니다.") % {"score": plain(highest)},
            field="total_score",
        )
    if assessment.attempt_limit < last_attempt:
        raise Conflict(
            "limit_below_results",
            _("이미 %(n)d번째 응시한 학습자가 있습니다. 응시 가능 횟수는 그 이상이어야 합니다.") % {"n": last_attempt},
            field="attempt_limit",
        )


def check_can_delete(*, has_results: bool) -> None:
    """Check that there are no results; with results it is switched off instead (docs/domain.md, Assessments)."""
    if has_results:
        raise Conflict(
            "has_results", _("결과가 등록된 평가는 삭제할 수 없습니다. 더 쓰지 않으려면 ‘사용’을 꺼 주세요.")
        )


# --- What: a result ---------------------------------------------------------------------------------------------------


def check_takes_part(enrolment: Enrolment | None, assessment: Assessment) -> Enrolment:
    """Check that the learner takes part in the class, and return the enrolment; None means that there is none.

    Raises Invalid, Conflict on `enrollment_id`.
    """
    if enrolment is None:
        raise Invalid("enrolment_unknown", _("없는 수강신청입니다."), field="enrollment_id")
    if enrolment.course_class_id != assessment.course_class_id:
        raise Invalid("other_class", _("이 평가의 차수에 속한 수강신청이 아닙니다."), field="enrollment_id")
    if enrolment.status != EnrolmentStatus.APPROVED:
        raise Conflict(
            "not_approved",
            _("승인된 수강신청이 아닙니다. 지금 상태: %(state)s") % {"state": enrolment.get_status_display()},
            field="enrollment_id",
        )
    return enrolment


def attempt_taken(attempt: int) -> Conflict:
    return Conflict(
        "attempt_taken",
        _("이 학습자의 %(n)d번째 응시 결과가 이미 있습니다. 채점으로 수정해 주세요.") % {"n": attempt},
        field="attempt",
    )


def check_is_active(assessment: Assessment) -> None:
    if not assessment.is_active:
        raise Conflict("inactive", _("사용하지 않는 평가입니다."))


def check_attempt(attempt: int, assessment: Assessment) -> None:
    if not 1 <= attempt <= assessment.attempt_limit:
        raise Invalid(
            "attempt_out_of_range",
            _("응시 회차는 1 이상 %(most)d 이하여야 합니다.") % {"most": assessment.attempt_limit},
            field="attempt",
        )


def check_is_published(assessment: Assessment) -> None:
    """Check that learners may see their results of the assessment. Raises NotAllowed `not_published`."""
    if assessment.published_at is None:
        raise NotAllowed("not_published", _("아직 공개되지 않은 결과입니다. 강사가 결과를 공개하면 볼 수 있습니다."))


def check_score(score: Decimal | None, assessment: Assessment) -> None:
    """Check that 0 ≤ score ≤ total_score, with two decimals at most; None is not graded yet."""
    if score is not None and not 0 <= score <= assessment.total_score:
        raise Invalid(
            "score_out_of_range",
            _("점수는 0 이상 %(most)s 이하여야 합니다.") % {"most": plain(assessment.total_score)},
            field="score",
        )
    if score is not None:
        _check_fine(score, "score")


def _check_fine(score: Decimal, field: str) -> None:
    if score != score.quantize(CENT):
        raise Invalid("score_too_fine", _("점수는 소수점 아래 두 자리까지 쓸 수 있습니다."), field=field)


def check_times(started_at: datetime | None, ended_at: datetime | None) -> None:
    if started_at is not None and ended_at is not None and ended_at < started_at:
        raise Invalid("times_out_of_order", _("끝낸 시각은 시작한 시각보다 빠를 수 없습니다."), field="end_time")


def check_feedback(feedback: str) -> None:
    if len(feedback) > LONGEST_TEXT:
        raise Invalid(
            "feedback_too_long", _("피드백은 %(most)d자까지 쓸 수 있습니다.") % {"most": LONGEST_TEXT}, field="feedback"
        )


def passes(score: Decimal | None, assessment: Assessment, *, given: bool | None) -> bool | None:
    """Return whether the attempt is passed; None: not graded yet.

    The instructor's decision (`given`) goes before the pass score (docs/domain.md, Assessments).
    """
    if given is not None:
        return given
    return None if score is None else score >= assessment.pass_score

"""When a quiz is opened, taken and shown."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from apps.core import clock, spoken
from apps.core.errors import Conflict
from apps.elearning.assessment.models import Assessment
from apps.elearning.assessment.rules import check_is_active
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.quiz.rules.terms import AnyTerms, closes_at, opens_at
from apps.elearning.quiz.states import GRACE

if TYPE_CHECKING:
    from apps.elearning.quiz.models import Attempt


def check_is_draft(*, is_open: bool, submitted: bool) -> None:
    """Check that the quiz is not open to its learners: what they answer stays as it is.

    The explanation may still change. `submitted`: somebody has submitted, so that the opening stays.
    """
    if not is_open:
        return
    if submitted:
        raise Conflict(
            "submitted", _("이미 제출한 학습자가 있어 문항을 바꿀 수 없습니다. 해설은 언제든 수정할 수 있습니다.")
        )
    raise Conflict("open", _("학습자에게 열려 있는 시험은 수정할 수 없습니다. 먼저 다시 닫은 뒤 문항을 수정해 주세요."))


def check_can_open(assessment: Assessment, course_class: CourseClass, now: datetime, *, questions: int) -> None:
    """Check that learners can take the quiz once it is open: questions, and a time in which to answer them."""
    check_is_active(assessment)
    if not questions:
        raise Conflict("no_questions", _("문항이 없습니다. 문항을 하나 이상 만든 뒤 열어 주세요."))
    if course_class.called_off_at is not None:
        raise Conflict("called_off", _("폐강된 차수입니다."))
    opens, closes = max(opens_at(assessment), course_class.starts_at), min(closes_at(assessment), course_class.ends_at)
    if opens >= closes:
        raise Conflict(
            "outside_class", _("응시 기간이 차수 기간과 겹치지 않습니다. 평가의 시작일과 종료일을 수정해 주세요.")
        )
    if now >= closes:
        raise Conflict("over", _("응시 기간이 이미 끝났습니다. 평가의 종료일을 고친 뒤 열어 주세요."))


def check_can_take_back(*, submitted: bool) -> None:
    """Check that nobody has submitted: from then on the quiz stays open, and only mistakes are corrected."""
    if submitted:
        raise Conflict("submitted", _("이미 제출한 학습자가 있어 시험을 다시 닫을 수 없습니다."))


def check_can_begin(terms: AnyTerms, course_class: CourseClass, now: datetime, *, is_open: bool, used: int) -> None:
    """Check that an attempt may begin: an open quiz, a running class, the learner's dates, an attempt left.

    `used`: the number of the last attempt, which may be a result entered by hand.
    """
    if not is_open:
        raise Conflict("not_opened", _("아직 열리지 않은 시험입니다. 강사가 열면 응시할 수 있습니다."))
    if course_class.called_off_at is not None:
        raise Conflict("called_off", _("폐강된 차수입니다."))
    opens, closes = max(opens_at(terms), course_class.starts_at), min(closes_at(terms), course_class.ends_at)
    if now < opens:
        when = spoken.say_moment(opens, today=clock.local(now).date())
        raise Conflict("not_open_yet", _("%(when)s부터 응시할 수 있습니다.") % {"when": when})
    if now >= closes:
        raise Conflict("over", _("응시 기간이 끝났습니다."))
    if used >= terms.attempt_limit:
        raise Conflict("no_attempt_left", _("응시 가능 횟수 %(n)d회를 모두 썼습니다.") % {"n": terms.attempt_limit})


def is_over(attempt: "Attempt", now: datetime) -> bool:
    """Return whether no answers are taken any more, including the grace for the last save."""
    return now > attempt.due_at + GRACE


def check_is_open(attempt: "Attempt") -> None:
    if attempt.submitted_at is not None:
        raise Conflict("submitted", _("이미 제출한 응시입니다. 답을 더 바꿀 수 없습니다."))


def check_in_time(attempt: "Attempt", now: datetime) -> None:
    if is_over(attempt, now):
        raise Conflict("time_over", _("응시 시간이 끝나 답을 더 저장할 수 없습니다."))


def check_is_submitted(attempt: "Attempt") -> None:
    if attempt.submitted_at is None:
        raise Conflict("not_submitted", _("아직 제출하지 않은 응시입니다."))


def shows_answers(assessment: Assessment, attempt: "Attempt", now: datetime, *, last_end: datetime) -> bool:
    """Return whether a learner may see which answers are right.

    The attempt must be submitted, the results published, and the quiz closed for everybody. `last_end`: when the last
    learner's time ends (`selectors.terms.last_end`).
    """
    published = attempt.submitted_at is not None and assessment.published_at is not None
    return published and now > last_end + GRACE

"""When, how long and how often a learner may take a quiz."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from apps.core import clock, spoken
from apps.core.errors import Invalid
from apps.elearning.assessment.models import Assessment
from apps.elearning.assessment.rules import LONGEST, MOST_ATTEMPTS
from apps.elearning.catalogue.models import CourseClass

if TYPE_CHECKING:
    from apps.elearning.quiz.models import Accommodation, Attempt


@dataclass(frozen=True)
class Terms:
    """When, how long (in minutes) and how often one learner may take a quiz. An assessment has everybody's."""

    start_date: date
    end_date: date
    time_limit: int | None
    attempt_limit: int


AnyTerms = Terms | Assessment


@dataclass(frozen=True)
class AccommodationInput:
    """What one learner gets besides everybody's terms; a day that is None is the assessment's."""

    extra_minutes: int = 0
    extra_attempts: int = 0
    start_date: date | None = None
    end_date: date | None = None


def terms_of(assessment: Assessment, own: "Accommodation | AccommodationInput | None") -> Terms:
    """Return a learner's terms. `own`: what was granted to the learner, None for nothing."""
    own = own or AccommodationInput()
    limit = assessment.time_limit
    return Terms(
        own.start_date or assessment.start_date,
        own.end_date or assessment.end_date,
        None if limit is None else limit + own.extra_minutes,
        assessment.attempt_limit + own.extra_attempts,
    )


def check_accommodation(given: AccommodationInput, assessment: Assessment, course_class: CourseClass) -> None:
    """Check what one learner is granted. Raises Invalid on the field that is wrong."""
    if not 0 <= given.extra_minutes <= LONGEST:
        raise Invalid(
            "minutes_out_of_range", _("더 주는 시간은 0분 이상 24시간 이하여야 합니다."), field="extra_minutes"
        )
    if not 0 <= given.extra_attempts <= MOST_ATTEMPTS:
        raise Invalid(
            "attempts_out_of_range",
            _("더 주는 횟수는 0회 이상 %(most)d회 이하여야 합니다.") % {"most": MOST_ATTEMPTS},
            field="extra_attempts",
        )
    terms, today = terms_of(assessment, given), clock.today()
    if terms.start_date > terms.end_date:
        raise Invalid(
            "dates_out_of_order",
            _("이 학습자의 종료일이 시작일보다 빠릅니다. 지금 정한 기간: %(first)s ~ %(last)s")
            % {
                "first": spoken.say_day(terms.start_date, today=today),
                "last": spoken.say_day(terms.end_date, today=today),
            },
            field="end_date",
        )
    if given.end_date is not None and given.end_date > course_class.end_date:
        raise Invalid(
            "after_class",
            _("종료일은 차수의 마지막 날인 %(day)s까지 정할 수 있습니다.")
            % {"day": spoken.say_day(course_class.end_date, today=today)},
            field="end_date",
        )


def opens_at(terms: AnyTerms) -> datetime:
    return clock.start_of(terms.start_date)


def closes_at(terms: AnyTerms) -> datetime:
    """Return the end of the last day in Seoul."""
    return clock.start_of(terms.end_date) + clock.ONE_DAY


def due_at(terms: AnyTerms, start: datetime) -> datetime:
    """Return when an attempt begun at `start` ends: after the time limit, or with the last day if that comes first."""
    end = closes_at(terms)
    return end if terms.time_limit is None else min(start + timedelta(minutes=terms.time_limit), end)


def due_anew(attempt: "Attempt", terms: AnyTerms) -> datetime:
    """Return when an attempt that goes on ends under changed terms: later at once, never earlier than it was told."""
    return max(attempt.due_at, due_at(terms, attempt.started_at))

"""Texts of assessments and results."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from apps.core import clock, spoken
from apps.core.components import When
from apps.elearning.assessment.models import Assessment
from apps.elearning.assessment.rules import plain
from apps.elearning.assessment.states import Counting

MISSING = "–"


def score(value: Decimal | None) -> str:
    return MISSING if value is None else plain(value)


def points(value: Decimal | None, assessment: Assessment) -> str:
    """Return `85 / 100점`."""
    if value is None:
        return _("채점 전")
    return _("%(score)s / %(total)s점") % {"score": plain(value), "total": plain(assessment.total_score)}


def days(assessment: Assessment) -> When:
    """Return the days on which it is taken."""
    return spoken.when_period(assessment.start_date, assessment.end_date, today=clock.today())


def marks(assessment: Assessment) -> str:
    """Return `총점 100점, 합격 60점`."""
    given = {"total": plain(assessment.total_score), "least": plain(assessment.pass_score)}
    return _("총점 %(total)s점, 합격 %(least)s점") % given


def time_limit(assessment: Assessment) -> str:
    return _("%(n)d분") % {"n": assessment.time_limit} if assessment.time_limit else _("제한 없음")


def attempts(assessment: Assessment) -> str:
    return _("%(n)d번까지") % {"n": assessment.attempt_limit}


def attempts_left(assessment: Assessment, last: int, extra: int = 0) -> str:
    """Return how many attempts are left.

    `last` is the number of the last attempt, 0 for none; `extra`: the attempts that the learner has besides
    everybody's.
    """
    limit = assessment.attempt_limit + extra
    return _("%(left)d회 남음 (총 %(limit)d회)") % {"left": max(limit - last, 0), "limit": limit}


def facts(assessment: Assessment) -> list[tuple[str, str, str]]:
    """Return label, value and note of what everybody in the class may know."""
    needed = _("합격해야 수료할 수 있습니다") if assessment.is_required else _("합격하지 않아도 수료할 수 있습니다")
    period = days(assessment)
    shown = [
        (_("유형"), str(assessment.get_type_display()), ""),
        (_("기간"), period.words, period.exact),
        (_("점수"), marks(assessment), ""),
        (_("제한 시간"), time_limit(assessment), ""),
        (_("응시"), attempts(assessment), ""),
        (_("비중"), weight(assessment), ""),
        (pgettext("heading", "수료"), needed, ""),
    ]
    if assessment.counting == Counting.RAISING:
        shown.insert(-1, (_("반영"), str(Counting.RAISING.label), ""))
    return shown


def weight(assessment: Assessment) -> str:
    return str(assessment.weight) if assessment.weight else _("평가 합계에 넣지 않음")

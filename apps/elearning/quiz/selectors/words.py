"""Numbers and states of a quiz in words."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core import text
from apps.elearning.assessment.models import Assessment
from apps.elearning.quiz import rules
from apps.elearning.quiz.models import Attempt


@dataclass(frozen=True)
class Badge:
    text: str
    kind: str


def score(value: Decimal | int) -> str:
    """`85` and `85.5`, not `85.00`."""
    return f"{Decimal(value).normalize():f}"


def out_of(value: Decimal, whole: Decimal | int) -> str:
    return _("%(score)s점 / %(whole)s점") % {"score": score(value), "whole": score(whole)}


def window(assessment: Assessment) -> str:
    """The days on which it can be taken, both included."""
    first, last = text.sentence_day(assessment.start_date), text.sentence_day(assessment.end_date)
    return first if first == last else f"{first} ~ {last}"


def limit(assessment: Assessment) -> str:
    if assessment.time_limit is None:
        return _("시간 제한 없음")
    return _("%(n)d분") % {"n": assessment.time_limit}


def times(number: int) -> str:
    return ngettext("%(n)d회", "%(n)d회", number) % {"n": number}


def length(span: timedelta) -> str:
    """How long it took, in whole minutes."""
    minutes = int(span.total_seconds() // 60)
    return _("%(n)d분") % {"n": minutes} if minutes else _("1분 미만")


def badge(attempt: Attempt) -> Badge:
    """For who runs the quiz."""
    if attempt.submitted_at is None:
        return Badge(_("응시 중"), "info")
    if attempt.result is None or attempt.result.score is None:
        return Badge(_("채점 필요"), "soon")
    return Badge(_("채점 완료"), "done")


def published_score(attempt: Attempt, assessment: Assessment) -> Decimal | None:
    """What the learner may know of the score; None while there is none, or none that is published."""
    return attempt.result.score if attempt.result is not None and assessment.published_at is not None else None


def learners_badge(attempt: Attempt, assessment: Assessment) -> Badge:
    """For the learner: nothing of the marks before the results are published."""
    if attempt.submitted_at is None:
        return Badge(_("응시 중"), "next")
    if attempt.result is None or published_score(attempt, assessment) is None:
        return Badge(_("제출 완료"), "done")
    return Badge(_("합격"), "open") if attempt.result.passed else Badge(_("불합격"), "done")


def begun_until(attempt: Attempt) -> str:
    return text.sentence_moment(attempt.due_at)


def how_it_goes(assessment: Assessment) -> list[str]:
    """What a learner should know before they begin, a sentence each."""
    closes = text.sentence_moment(rules.closes_at(assessment))
    if assessment.time_limit is None:
        first = _("시간 제한은 없으며, %(when)s까지 제출하면 됩니다.") % {"when": closes}
    else:
        first = _(
            "시작하면 %(minutes)s이 주어집니다. 창을 닫아도 시간은 계속 흐르며, 늦게 시작해도 %(when)s에는 끝납니다."
        ) % {"minutes": limit(assessment), "when": closes}
    return [
        first,
        _("답은 쓰는 대로 저장됩니다. 창을 닫았다가 다시 들어와도 이어서 응시할 수 있습니다."),
        _("시간이 끝나면 그때까지 저장된 답이 자동으로 제출됩니다."),
        _("제출한 뒤에는 답을 바꿀 수 없습니다."),
    ]

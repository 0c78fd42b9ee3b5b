"""Texts for the numbers and states of a quiz."""

from datetime import timedelta
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core import clock, spoken
from apps.elearning.assessment.models import Assessment
from apps.elearning.quiz import rules
from apps.elearning.quiz.models import Accommodation, Answer, Attempt, Question
from apps.elearning.quiz.rules import AnyTerms


def score(value: Decimal | int) -> str:
    """Return `85` or `85.5`, without zeros at the end."""
    return f"{Decimal(value).normalize():f}"


def out_of(value: Decimal, whole: Decimal | int) -> str:
    return _("%(score)s점 / %(whole)s점") % {"score": score(value), "whole": score(whole)}


def from_to(old: Decimal | None, new: Decimal | None, whole: Decimal | int) -> str:
    """Return `2점 → 5점 / 5점`, with – for what is not marked."""
    before, after = ("–" if value is None else score(value) for value in (old, new))
    return _("%(before)s점 → %(after)s점 / %(whole)s점") % {"before": before, "after": after, "whole": score(whole)}


def window(assessment: AnyTerms) -> str:
    """Return the days on which the quiz can be taken, both included."""
    return spoken.say_period(assessment.start_date, assessment.end_date, today=clock.today())


def limit(assessment: AnyTerms) -> str:
    if assessment.time_limit is None:
        return _("시간 제한 없음")
    return _("%(n)d분") % {"n": assessment.time_limit}


def times(number: int) -> str:
    return ngettext("%(n)d회", "%(n)d회", number) % {"n": number}


def length(span: timedelta) -> str:
    """Return how long an attempt took, in whole minutes."""
    minutes = int(span.total_seconds() // 60)
    return _("%(n)d분") % {"n": minutes} if minutes else _("1분 미만")


def begun_until(attempt: Attempt) -> str:
    return spoken.say_until(attempt.due_at, today=clock.today())


def seen(answer: Answer | None) -> str:
    """Return what a page says of the answer that it shows: its revision and digest; `forms.read_seen` reads it back."""
    revision, given = (answer.revision, answer.given) if answer else (0, "")
    return f"{revision}-{rules.digest_of(given)}"


def terms(assessment: Assessment) -> list[tuple[str, str]]:
    """Return under which terms the quiz is taken."""
    total, least = score(assessment.total_score), score(assessment.pass_score)
    return [
        (_("총점"), _("%(total)s점 (합격 %(pass)s점 이상)") % {"total": total, "pass": least}),
        (_("응시 기간"), window(assessment)),
        (_("제한 시간"), limit(assessment)),
        (_("응시 가능 횟수"), times(assessment.attempt_limit)),
    ]


def granted(own: Accommodation | None) -> str:
    """Return what one learner was granted, '' for nothing."""
    if own is None:
        return ""
    parts = []
    if own.extra_minutes:
        parts.append(_("시간 %(n)d분 추가") % {"n": own.extra_minutes})
    if own.extra_attempts:
        parts.append(_("응시 %(n)d회 추가") % {"n": own.extra_attempts})
    if own.start_date:
        parts.append(_("%(day)s부터") % {"day": spoken.say_day(own.start_date, today=clock.today())})
    if own.end_date:
        parts.append(_("%(day)s까지") % {"day": spoken.say_day(own.end_date, today=clock.today())})
    return ", ".join(parts)


def correction(question: Question) -> str:
    """Return how a question was put right and why, '' if it was not."""
    if not question.correction:
        return ""
    return f"{question.get_correction_display()} · {question.correction_reason}"


def instructions(assessment: AnyTerms) -> list[str]:
    """Return the sentences that a learner should read before beginning, besides how answers are saved (`_how.html`)."""
    closes = spoken.say_until(rules.closes_at(assessment), today=clock.today())
    if assessment.time_limit is None:
        first = _("시간 제한은 없으며, %(when)s까지 제출하면 됩니다.") % {"when": closes}
    else:
        first = _(
            "시작하면 %(minutes)s이 주어집니다. 창을 닫아도 시간은 계속 흐르며, 늦게 시작해도 %(when)s에 끝납니다."
        ) % {"minutes": limit(assessment), "when": closes}
    return [
        first,
        _("시간이 끝나면 그때까지 저장된 답이 자동으로 제출됩니다."),
        _("제출한 뒤에는 답을 바꿀 수 없습니다."),
    ]

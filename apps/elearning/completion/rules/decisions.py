"""What may be decided of a completion, and what follows from what was left open."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from apps.core import clock, spelling, text
from apps.core.errors import Invalid
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.completion.models import Completion
from apps.elearning.completion.rules.accounts import (
    NO_SCORES,
    PARTS,
    SCORES,
    Account,
    Required,
    Scores,
    status_by_rule,
    total,
)
from apps.elearning.completion.rules.acting import check_is_last_day
from apps.elearning.completion.states import DATED, STATUSES, CompletionStatus

LONGEST_MEMO = 500  # characters
CENT = Decimal("0.01")  # the finest step of a score


@dataclass(frozen=True)
class CompletionInput:
    """What a person enters (seed 001, 3-33).

    None follows the class's rule; `completion_date` None is today.
    """

    status: str | None = None
    completion_date: date | None = None
    scores: Scores = NO_SCORES
    memo: str = ""


@dataclass(frozen=True)
class Decision:
    """What is written for one enrolment. `is_manual`: it differs from what the class's rule gives."""

    status: CompletionStatus
    completion_date: date | None
    scores: Scores
    is_manual: bool
    memo: str = ""


def decision(
    given: CompletionInput, reached: Account, required: Required, course_class: CourseClass, *, now: datetime
) -> Decision:
    """Return the decision that follows from the input and the account.

    Raises Invalid for values that are not allowed, Conflict `not_ended`.
    """
    _check_given(given)
    scores = _merged(given.scores, reached.scores, course_class)
    status = _status(given.status, scores, required, course_class, now)
    if status in DATED:
        check_is_last_day(course_class, now)
    is_manual = status != reached.status or scores != reached.scores
    memo = _memo(given.memo, is_manual=is_manual)
    return Decision(status, _dated(given.completion_date, status, course_class, now), scores, is_manual, memo)


def changed_decision(
    row: Completion,
    changes: Mapping[str, Any],
    reached: Account,
    required: Required,
    course_class: CourseClass,
    *,
    now: datetime,
) -> Decision:
    """Return the decision that a row becomes by `changes`, by the names of the row's columns; the rest stays.

    A status or a score of None follows the class's rule again. What follows from the named ones follows them: the total
    from its parts unless somebody chose another total, the day from a status that has none, or first gets one.

    Raises Invalid for values that are not allowed, among them `date_missing`, Conflict `not_ended`.
    """
    named = Scores(**{name: changes.get(f"{name}_score") for name in SCORES})
    day = changes.get("completion_date")
    _check_given(CompletionInput(changes.get("status"), day, named, changes.get("memo") or ""))
    kept = Scores(**{name: getattr(row, f"{name}_score") for name in SCORES})
    scores = _changed_scores(kept, changes, reached.scores, course_class)
    status = CompletionStatus(row.status)
    if "status" in changes:
        status = _status(changes.get("status"), scores, required, course_class, now)
    if status in DATED and status != row.status:
        check_is_last_day(course_class, now)
    if "completion_date" in changes and (day is not None or status in DATED):
        _check_not_emptied(day)
        day = _dated(day, status, course_class, now)
    else:
        day = (
            row.completion_date if row.status in DATED and status in DATED else _dated(None, status, course_class, now)
        )
    is_manual = row.is_manual
    if (status, scores) != (row.status, kept):
        is_given = [changes.get("status"), *(getattr(named, name) for name in SCORES)]
        by_rule = [reached.status, *(getattr(reached.scores, name) for name in SCORES)]
        differs = any(given is not None and given != rule for given, rule in zip(is_given, by_rule, strict=True))
        is_manual = differs or (row.is_manual and (status, scores) != (reached.status, reached.scores))
    return Decision(status, day, scores, is_manual, _memo(changes.get("memo", row.memo) or "", is_manual=is_manual))


def _changed_scores(kept: Scores, changes: Mapping[str, Any], computed: Scores, course_class: CourseClass) -> Scores:
    """Return the kept scores with the changed ones; None is the computed one again."""
    parts = {
        part: _first(changes[f"{part}_score"], getattr(computed, part))
        if f"{part}_score" in changes
        else getattr(kept, part)
        for part in PARTS
    }
    scores = Scores(**parts, total=kept.total)
    follows = "total_score" in changes or (scores != kept and kept.total == total(course_class, kept))
    return replace(scores, total=_first(changes.get("total_score"), total(course_class, scores))) if follows else scores


def _status(
    given: str | None, scores: Scores, required: Required, course_class: CourseClass, now: datetime
) -> CompletionStatus:
    """Return the given status, else the one that follows by the class's rule."""
    if given:
        return CompletionStatus(given)
    return status_by_rule(course_class, scores, required, now)


def _memo(raw: str, *, is_manual: bool) -> str:
    memo = spelling.line(raw)
    if is_manual and not memo:
        raise Invalid(
            "memo_missing", _("수료 기준으로 계산한 것과 다르게 정할 때에는 메모에 이유를 적어 주세요."), field="memo"
        )
    return memo


def _check_not_emptied(day: date | None) -> None:
    if day is None:
        raise Invalid(
            "date_missing",
            _("수료한 학습자의 수료일은 비울 수 없습니다. 날짜를 적거나 수료 상태를 먼저 바꿔 주세요."),
            field="completion_date",
        )


def _merged(given: Scores, computed: Scores, course_class: CourseClass) -> Scores:
    """Return the given scores over the computed ones; a given part changes the total, unless the total is given too."""
    parts = {part: _first(getattr(given, part), getattr(computed, part)) for part in PARTS}
    scores = Scores(**parts)
    return replace(scores, total=_first(given.total, total(course_class, scores)))


def _first(given: Decimal | None, otherwise: Decimal | None) -> Decimal | None:
    return otherwise if given is None else given


def _check_given(given: CompletionInput) -> None:
    if given.status is not None and given.status not in STATUSES:
        raise Invalid("status_unknown", _("수료 상태를 선택해 주세요."), field="completion_status")
    for name in SCORES:
        score = getattr(given.scores, name)
        if score is not None and not (0 <= score <= 100 and score == score.quantize(CENT)):
            raise Invalid(
                "score_out_of_range",
                _("점수는 0 이상 100 이하로, 소수점 아래 두 자리까지 적어 주세요."),
                field=f"{name}_score",
            )
    if len(given.memo) > LONGEST_MEMO:
        raise Invalid(
            "memo_too_long", _("메모는 %(most)d자까지 쓸 수 있습니다.") % {"most": LONGEST_MEMO}, field="memo"
        )


def _dated(given: date | None, status: CompletionStatus, course_class: CourseClass, now: datetime) -> date | None:
    """Return the day of the completion, today where none is given; None for a status without a day."""
    today = clock.local(now).date()
    if status not in DATED:
        if given is not None:
            raise Invalid("date_without_completion", _("수료일은 수료하는 경우에만 적습니다."), field="completion_date")
        return None
    day = given or today
    check_date(day, course_class, today)
    return day


def check_date(day: date, course_class: CourseClass, today: date) -> None:
    """Check that the day lies between the first day of the class and today."""
    if not course_class.start_date <= day <= today:
        raise Invalid(
            "date_out_of_range",
            _("수료일은 차수가 시작한 %(start)s부터 오늘까지 가운데 하루여야 합니다.")
            % {"start": text.day(course_class.start_date)},
            field="completion_date",
        )

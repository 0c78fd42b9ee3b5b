"""What completes a class, who decides it and when.

Nothing here reads a row, writes, locks or reads the clock: scores and `now` are given. `teaches`: the member is an
instructor of the class.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import clock, spelling, text
from apps.core.errors import Conflict, Invalid, NotAllowed
from apps.core.rules import check_revision
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.completion.models import Completion
from apps.elearning.completion.states import DATED, STATUSES, CompletionStatus
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.states import EnrolmentStatus

HONOUR_FROM = Decimal(90)  # of 100 in total: completed with honours
LONGEST_MEMO = 500  # characters
MOST_AT_ONCE = 1000  # learners in one act
CENT = Decimal("0.01")  # the finest step of a score
Required = Sequence[tuple[str, bool]]  # the assessments a class requires, and whether each is passed


# --- Who --------------------------------------------------------------------------------------------------------------


def check_can_decide(member: Member, *, teaches: bool) -> None:
    """Check that the member runs the class, as instructor or staff (seed 001, 3-33; docs/domain.md, Completion)."""
    if not (teaches or member.may("elearning.change_completion")):
        raise NotAllowed("not_the_instructor", _("수료는 이 차수의 강사와 운영자만 처리할 수 있습니다."))


def check_can_see(member: Member, *, is_own: bool, teaches: bool) -> None:
    if not (is_own or teaches or member.may("elearning.view_completion")):
        raise NotAllowed("not_the_instructor", _("다른 학습자의 수료는 이 차수의 강사와 운영자만 볼 수 있습니다."))


def check_is_not_own(member: Member, enrolment: Enrolment) -> None:
    """Check that the completion is not the member's own; this holds for staff as well."""
    if enrolment.member_id == member.pk:
        raise NotAllowed("own_completion", _("본인의 수료는 직접 처리할 수 없습니다. 다른 담당자가 처리해야 합니다."))


# --- What a class asks for --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Scores:
    """The percent of each part; None: the class does not have the part, or there is nothing to add up for `total`."""

    attendance: Decimal | None = None
    assessment: Decimal | None = None
    progress: Decimal | None = None
    total: Decimal | None = None


PARTS = ("attendance", "assessment", "progress")
SCORES = (*PARTS, "total")


class Ask(Enum):
    """What a class may ask for."""

    PROGRESS = "progress"
    ATTENDANCE = "attendance"
    TOTAL = "total"
    ASSESSMENT = "assessment"


@dataclass(frozen=True)
class Need:
    """One thing that a class asks for: a least percent, or an assessment (`name`) to be passed.

    `is_met` is None for a learner whose results are not published yet.
    """

    ask: Ask
    is_met: bool | None
    least: Decimal = Decimal(0)
    reached: Decimal | None = None
    name: str = ""


@dataclass(frozen=True)
class Account:
    """What a learner has reached, which needs are met, and the status that follows by the class's rule.

    `is_sealed`: as the learner sees it before results are published, without the scores that would reveal them.
    """

    scores: Scores
    needs: tuple[Need, ...]
    status: CompletionStatus
    is_sealed: bool = False

    @property
    def missing(self) -> tuple[Need, ...]:
        return tuple(need for need in self.needs if need.is_met is False)

    @property
    def is_met(self) -> bool:
        return bool(self.needs) and all(need.is_met for need in self.needs)


def account(course_class: CourseClass, scores: Scores, required: Required, *, now: datetime) -> Account:
    """Return the one account that learner, instructor and staff see (docs/domain.md, Completion).

    `scores` come without the total, which is computed here. `required`: whether each required assessment is passed.
    """
    whole = replace(scores, total=total(course_class, scores))
    needs = _needs(course_class, whole, required)
    return Account(whole, needs, _outcome(needs, whole.total, course_class, now))


def total(course_class: CourseClass, scores: Scores) -> Decimal | None:
    """Return the mean of the parts by the class's weights, rounded down to two places; None without any part.

    A part that the class does not have (no contents, no meetings and no attendance, no assessment that counts) is left
    out and the weights of the others make the whole. If these weigh nothing, they count alike.
    """
    parts = [(getattr(course_class, f"{part}_weight"), getattr(scores, part)) for part in PARTS]
    counted = [(weight, score) for weight, score in parts if score is not None]
    if not counted:
        return None
    weights = sum(weight for weight, _score in counted)
    if not weights:
        counted, weights = [(1, score) for _weight, score in counted], len(counted)
    cents = sum(weight * int(score * 100) for weight, score in counted)
    return Decimal(cents // weights) / 100


def _needs(course_class: CourseClass, scores: Scores, required: Required) -> tuple[Need, ...]:
    """Return what the class asks for, without what is asked at 0 percent and without parts it does not have."""
    asked = (
        (Ask.PROGRESS, course_class.least_progress, scores.progress),
        (Ask.ATTENDANCE, course_class.least_attendance, scores.attendance),
        (Ask.TOTAL, course_class.least_score, scores.total),
    )
    bounds = [
        Need(ask, reached >= least, Decimal(least), reached)
        for ask, least, reached in asked
        if least and reached is not None
    ]
    return (*bounds, *(Need(Ask.ASSESSMENT, passed, name=name) for name, passed in required))


def _outcome(
    needs: Iterable[Need], total: Decimal | None, course_class: CourseClass, now: datetime
) -> CompletionStatus:
    """Return the status that follows from the needs.

    It is PENDING before the class's last day, and where the class asks for nothing that can be measured. A learner who
    misses something has failed only once the last day is over.
    """
    needs = list(needs)
    if not needs or now < last_day_of(course_class):
        return CompletionStatus.PENDING
    if not all(need.is_met for need in needs):
        return CompletionStatus.FAILED if now >= course_class.ends_at else CompletionStatus.PENDING
    is_honour = total is not None and total >= HONOUR_FROM
    return CompletionStatus.COMPLETED_HONOR if is_honour else CompletionStatus.COMPLETED


def sealed_account(whole: Account) -> Account:
    """Return the account as its learner may see it before results are published, without what would reveal them."""
    hidden = {Ask.TOTAL, Ask.ASSESSMENT}
    needs = tuple(replace(need, is_met=None, reached=None) if need.ask in hidden else need for need in whole.needs)
    return replace(
        whole,
        scores=replace(whole.scores, assessment=None, total=None),
        needs=needs,
        status=CompletionStatus.PENDING,
        is_sealed=True,
    )


# --- What may be decided ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CompletionInput:
    """What a person enters (seed 001, 3-33).

    None follows the class's rule; `completion_date` None is today.
    """

    status: str | None = None
    completion_date: date | None = None
    scores: Scores = Scores()
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
    return _outcome(_needs(course_class, scores, required), scores.total, course_class, now)


def _memo(raw: str, *, is_manual: bool) -> str:
    memo = spelling.line(raw)
    if is_manual and not memo:
        raise Invalid(
            "memo_missing", _("수료 기준으로 셈한 것과 다르게 정할 때에는 메모에 이유를 적어 주세요."), field="memo"
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
        raise Invalid("status_unknown", _("수료 상태를 골라 주세요."), field="completion_status")
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


# --- When -------------------------------------------------------------------------------------------------------------


def last_day_of(course_class: CourseClass) -> datetime:
    """Return the beginning of the class's last day in Seoul, from which on learners can be completed."""
    return clock.start_of(course_class.end_date)


def check_is_last_day(course_class: CourseClass, now: datetime) -> None:
    """Check that the last day has begun: before it attendance may fall and enrolments may be cancelled."""
    if now < last_day_of(course_class):
        raise Conflict(
            "not_ended",
            _("수료는 차수의 마지막 날(%(day)s)부터 처리할 수 있습니다.") % {"day": text.day(course_class.end_date)},
        )


def check_may_end(*, completed: bool) -> None:
    """Check that nobody concerned has completed, before an enrolment is cancelled or the class is called off."""
    if completed:
        raise Conflict(
            "completed",
            _("이미 수료한 학습자의 수강은 취소할 수 없습니다. 수료를 먼저 고쳐 주세요."),
        )


def check_has_begun(course_class: CourseClass, now: datetime) -> None:
    if now < course_class.starts_at:
        raise Conflict("not_begun", _("아직 시작하지 않은 차수의 수료는 정할 수 없습니다."))


def check_can_renew(course_class: CourseClass, now: datetime, *, changes: bool, fall: int) -> None:
    """Check that a class may take over the contents of its course: it keeps its own, runs, and nobody would fall.

    `fall`: how many learners would have a lower progress.
    """
    if course_class.contents_kept_at is None or not changes:
        raise Conflict("as_its_course", _("이 차수의 콘텐츠는 이미 과정과 같습니다."))
    if course_class.called_off_at is not None:
        raise Conflict("called_off", _("폐강된 차수입니다."))
    if now >= course_class.ends_at:
        raise Conflict("ended", _("이미 종료된 차수의 콘텐츠는 바꿀 수 없습니다."))
    if fall:
        raise Conflict(
            "lowers_progress",
            _("그대로 맞추면 수강생 %(n)d명의 진도가 낮아집니다. 다음 차수부터 쓰이도록 두어 주세요.") % {"n": fall},
        )


def check_is_learner(enrolment: Enrolment) -> None:
    if enrolment.status != EnrolmentStatus.APPROVED:
        raise Conflict(
            "not_approved",
            _("지금 상태가 ‘%(state)s’입니다. 승인된 학습자의 수료만 처리할 수 있습니다.")
            % {"state": enrolment.get_status_display()},
        )


def check_not_decided(row: Completion | None) -> None:
    """Check that there is no completion yet: an enrolment has one (seed 001, 3-33), which 3-37 changes."""
    if row is not None:
        raise Conflict(
            "already_decided", _("이 수강신청의 수료 정보가 이미 있습니다. 고치려면 그 수료 정보를 수정해 주세요.")
        )


def check_unchanged(row: Completion | None, expected_revision: int | None) -> None:
    """Check that nobody wrote the row since it was read.

    The revision 0 stands for "there was no row"; None checks nothing.
    """
    sentence = _("그사이 다른 사람이 이 수료 정보를 고쳤습니다. 지금의 내용을 확인하고 다시 저장해 주세요.")
    check_revision(row.revision if row else 0, expected_revision, sentence)


def tells_scores(row: Completion) -> bool:
    """Return whether the learner may read the stored scores: not while it is on hold, as results may be unpublished."""
    return row.status != CompletionStatus.PENDING


# --- Many at once -----------------------------------------------------------------------------------------------------


def check_batch(number: int) -> None:
    if not 1 <= number <= MOST_AT_ONCE:
        raise Invalid(
            "batch_size",
            _("학습자를 한 번에 1명 이상 %(most)d명 이하로 보내 주세요.") % {"most": MOST_AT_ONCE},
            field="student_ids",
        )


def check_is_in_class(enrolment: Enrolment | None) -> None:
    if enrolment is None:
        raise Invalid("not_in_class", _("이 차수의 수강생이 아닙니다."), field="student_ids")


def check_can_complete(row: Completion | None, reached: Account, unmet: str) -> None:
    """Check that the batch may complete the learner (seed 001, 3-40); `unmet` is the sentence for what is missing.

    It completes nobody twice, nobody with a decision by hand, and only those who meet what the class asks for.
    """
    if row is not None and row.status in DATED:
        raise Conflict("already_completed", _("이미 수료했습니다. (%(state)s)") % {"state": row.get_status_display()})
    if row is not None and row.is_manual:
        raise Conflict(
            "decided_by_hand", _("직접 ‘%(state)s’로 정한 학습자입니다.") % {"state": row.get_status_display()}
        )
    if not reached.needs:
        raise Conflict("no_rule", _("이 차수에는 셈할 수 있는 수료 기준이 없어 한 명씩 정해야 합니다."))
    if not reached.is_met:
        raise Conflict("unmet", unmet)

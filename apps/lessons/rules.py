"""Who may do what with tutorials and lessons, and when. Nothing here writes, locks, sends or reads the clock."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import Member
from apps.core import clock, text
from apps.core.errors import Conflict, Invalid, NotAllowed
from apps.core.rules import check_reason, check_revision
from apps.lessons import weekly_hours
from apps.lessons.models import DayOff, Lesson, Tutorial
from apps.lessons.states import MOVES, LessonStatus, Role, roles_that_can_make
from apps.lessons.weekly_hours import Hours, WeeklySpan

SHORTEST, LONGEST = 10, 720  # minutes of a lesson
HIGHEST_PRICE = 10_000_000  # KRW
LONGEST_TITLE = 200
LONGEST_DESCRIPTION = 5000
LONGEST_NOTE = 100
LONGEST_REST = timedelta(days=366)
LONGEST_MESSAGE = 1000
FARTHEST = timedelta(days=365)  # how far ahead a lesson may be asked for


# --- Tutorials and hours ----------------------------------------------------------------------------------------------


def check_can_offer(member: Member) -> None:
    """Mentors offer tutorials and keep hours, and staff who may add tutorials (docs/domain.md, Lessons)."""
    if not (member.is_mentor or member.may("lessons.add_tutorial")):
        raise NotAllowed("not_a_mentor", _("멘토만 과외를 열 수 있습니다. 내 정보에서 멘토 신청을 먼저 해 주세요."))


def manages_tutorial(member: Member, tutorial: Tutorial) -> bool:
    """Its mentor, and staff who may change tutorials."""
    return tutorial.mentor_id == member.pk or member.may("lessons.change_tutorial")


def check_can_manage_tutorial(member: Member, tutorial: Tutorial) -> None:
    if not manages_tutorial(member, tutorial):
        raise NotAllowed("not_the_mentor", _("이 과외를 연 멘토와 운영자만 할 수 있습니다."))


def check_tutorial(*, title: str, description: str, price: int, duration: int) -> None:
    """What a tutorial must be: `price` in whole KRW, `duration` in minutes."""
    if not title:
        raise Invalid("title_missing", _("제목을 입력해 주세요."), field="title")
    if len(title) > LONGEST_TITLE:
        raise Invalid("title_too_long", _("제목은 200자까지 쓸 수 있습니다."), field="title")
    if not description:
        raise Invalid("description_missing", _("소개를 입력해 주세요."), field="description")
    if len(description) > LONGEST_DESCRIPTION:
        raise Invalid(
            "description_too_long",
            _("소개는 %(most)d자까지 쓸 수 있습니다.") % {"most": LONGEST_DESCRIPTION},
            field="description",
        )
    if not 0 <= price <= HIGHEST_PRICE:
        raise Invalid(
            "price_out_of_range",
            _("수업료는 0원 이상 %(most)s 이하여야 합니다.") % {"most": text.won(HIGHEST_PRICE)},
            field="price",
        )
    if not SHORTEST <= duration <= LONGEST:
        raise Invalid(
            "duration_out_of_range",
            _("수업 시간은 %(least)d분 이상 %(most)d분 이하여야 합니다.") % {"least": SHORTEST, "most": LONGEST},
            field="duration",
        )


def check_title_is_new(*, taken: bool) -> None:
    """One open tutorial of a name and mentor: two could not be told apart, and a second click makes no second one."""
    if taken:
        raise Conflict(
            "title_taken", _("같은 제목으로 신청을 받는 과외가 이미 있습니다. 제목을 다르게 써 주세요."), field="title"
        )


def check_tutorial_unchanged(tutorial: Tutorial, expected_revision: int | None) -> None:
    """Nobody else edited the tutorial since its form was opened. None asks nothing."""
    sentence = _("그사이 다른 사람이 이 과외를 고쳤습니다. 아래에서 지금의 내용을 확인하고 다시 저장해 주세요.")
    check_revision(tutorial.revision, expected_revision, sentence)


def check_can_reopen(tutorial: Tutorial) -> None:
    """Only someone who still gives lessons takes requests. Needs the mentor with their profile."""
    mentor = tutorial.mentor
    if not mentor.is_active or not (mentor.is_mentor or mentor.may("lessons.add_tutorial")):
        raise Conflict("mentor_gone", _("이 멘토는 지금 수업을 하지 않아 신청을 받을 수 없습니다."))


def check_close_reason(member: Member, tutorial: Tutorial, reason: str) -> None:
    """Acting against another person needs a reason (docs/domain.md, People)."""
    check_reason(reason, required=tutorial.mentor_id != member.pk)


def check_weekly_hours(spans: Sequence[WeeklySpan]) -> None:
    """Spans of a weekday are in order and do not overlap; they may touch."""
    for span in spans:
        start, end = weekly_hours.minutes_of(span)
        if start >= end:
            raise Invalid(
                "ends_before_start",
                _("%(day)s %(hours)s: 끝나는 시각은 시작 시각보다 늦어야 합니다.")
                % {"day": weekly_hours.weekday_name(span.weekday), "hours": weekly_hours.span_in_words(span)},
            )
    ordered = sorted(spans)
    for before, after in pairwise(ordered):
        if before.weekday == after.weekday and weekly_hours.minutes_of(after)[0] < weekly_hours.minutes_of(before)[1]:
            raise Invalid(
                "hours_overlap",
                _("%(day)s의 %(first)s[과/와] %(second)s[이/가] 겹칩니다. 한 시간대로 합치거나 나누어 주세요.")
                % {
                    "day": weekly_hours.weekday_name(before.weekday),
                    "first": weekly_hours.span_in_words(before),
                    "second": weekly_hours.span_in_words(after),
                },
            )


def check_day_off(first_day: date, last_day: date, *, today: date, others: Iterable[DayOff]) -> None:
    """Days off, both ends included: in order, not over yet, not for longer than a year, not twice."""
    if first_day > last_day:
        raise Invalid("rest_out_of_order", _("마지막 날은 첫날과 같거나 늦어야 합니다."), field="last_day")
    if last_day < today:
        raise Invalid("rest_is_past", _("이미 지난 날입니다. 오늘이나 그 뒤의 날을 써 주세요."), field="first_day")
    if last_day - first_day >= LONGEST_REST:
        raise Invalid("rest_too_long", _("쉬는 날은 한 번에 1년까지 정할 수 있습니다."), field="last_day")
    for other in others:
        if other.first_day <= last_day and other.last_day >= first_day:
            raise Conflict(
                "rest_overlaps",
                _("이미 정한 쉬는 날(%(days)s)과 겹칩니다.") % {"days": day_off_in_words(other)},
                field="first_day",
            )


def day_off_in_words(rest: DayOff) -> str:
    """`2026년 1월 5일 (월)`, or from when until when."""
    first = text.sentence_day(rest.first_day)
    if rest.first_day == rest.last_day:
        return first
    return _("%(first)s부터 %(last)s까지") % {"first": first, "last": text.sentence_day(rest.last_day)}


def check_within_hours(
    starts_at: datetime, ends_at: datetime, hours: Sequence[Hours], days_off: Iterable[DayOff]
) -> None:
    """A lesson lies wholly within one span of its mentor's week and touches none of their days off.

    A mentor without `hours` gives lessons at all times. Raises Conflict `day_off`, `outside_hours`, which say when the
    mentor gives lessons.
    """
    first_day = clock.local(starts_at).date()
    last_day = clock.local(ends_at - timedelta(microseconds=1)).date()
    for rest in days_off:
        if rest.first_day <= last_day and rest.last_day >= first_day:
            raise Conflict(
                "day_off",
                _("멘토가 수업을 쉬는 날(%(days)s)입니다. 다른 날을 골라 주세요.") % {"days": day_off_in_words(rest)},
                field="date",
            )
    if hours and not weekly_hours.contain_time(hours, starts_at, ends_at):
        raise Conflict(
            "outside_hours",
            _("이 멘토는 %(hours)s에 수업합니다. %(minutes)d분 수업이 그 안에 끝나도록 시간을 골라 주세요.")
            % {"hours": weekly_hours.hours_in_words(hours), "minutes": (ends_at - starts_at) // timedelta(minutes=1)},
            field="time",
        )


# --- Lessons ----------------------------------------------------------------------------------------------------------


def role_of(member: Member, lesson: Lesson) -> Role | None:
    """What the member is to the lesson. Whoever gives or takes it is that, and not staff, whatever they may."""
    if lesson.mentor_id == member.pk:
        return Role.MENTOR
    if lesson.mentee_id == member.pk:
        return Role.MENTEE
    return Role.STAFF if member.may("lessons.change_lesson") else None


def check_can_see(member: Member, lesson: Lesson) -> None:
    """A lesson is between its mentor and its mentee (seed 003 §4); staff may look."""
    if role_of(member, lesson) is None and not member.may("lessons.view_lesson"):
        raise NotAllowed("not_yours", _("수업 조회 권한이 없습니다"))


def check_can_request(member: Member, tutorial: Tutorial) -> None:
    """Of an open tutorial, not one's own (docs/domain.md, Lessons). Raises NotAllowed `own_tutorial`, Conflict
    `closed`. Needs the tutorial's mentor."""
    if tutorial.mentor_id == member.pk:
        raise NotAllowed("own_tutorial", _("내가 연 과외에는 수업을 신청할 수 없습니다."))
    if not (tutorial.is_open and tutorial.mentor.is_active):
        raise Conflict("closed", _("지금은 신청을 받지 않는 과외입니다."))


def check_lesson_time(starts_at: datetime, *, now: datetime) -> None:
    """In the future (seed 003, 비즈니스 규칙 1), and not more than a year ahead. Raises Invalid on `date`."""
    if starts_at <= now:
        raise Invalid("in_the_past", _("과거 시간으로 예약할 수 없습니다"), field="date")
    if starts_at - now > FARTHEST:
        raise Invalid("too_far", _("수업은 1년 뒤까지 신청할 수 있습니다."), field="date")


def check_not_asked_yet(*, asked: bool) -> None:
    if asked:
        raise Conflict("already_requested", _("같은 시간에 이미 신청한 수업입니다."), field="time")


def check_message(message: str) -> None:
    if len(message) > LONGEST_MESSAGE:
        raise Invalid(
            "message_too_long",
            _("신청 메시지는 %(most)d자까지 쓸 수 있습니다.") % {"most": LONGEST_MESSAGE},
            field="message",
        )


def check_can_approve(member: Member, lesson: Lesson, *, now: datetime) -> None:
    """Its mentor, while it waits and its time has not come. Whether the mentor is free then is the planner's to say."""
    _check_move(member, lesson, LessonStatus.APPROVED)
    if lesson.starts_at <= now:
        raise Invalid("time_passed", _("수업 시간이 지나 승인할 수 없습니다. 사유를 적어 거절해 주세요."))


def check_can_reject(member: Member, lesson: Lesson) -> None:
    """Its mentor, while it waits, also when its time has passed."""
    _check_move(member, lesson, LessonStatus.REJECTED)


def check_can_start(member: Member, lesson: Lesson) -> None:
    """Its mentor, once it is approved: the seed asks for no time."""
    _check_move(member, lesson, LessonStatus.IN_PROGRESS)


def check_can_complete(member: Member, lesson: Lesson) -> None:
    """Its mentor, while it runs."""
    _check_move(member, lesson, LessonStatus.COMPLETED)


def check_can_cancel(member: Member, lesson: Lesson, *, now: datetime) -> None:
    """The mentee and staff while it waits or is approved, the mentor once it is approved; until it begins."""
    _check_move(member, lesson, LessonStatus.CANCELLED)
    if lesson.starts_at <= now:
        raise Invalid("too_late_to_cancel", _("수업 시간이 지나 취소할 수 없습니다."))


def _check_move(member: Member, lesson: Lesson, to: LessonStatus) -> None:
    """The table of states.MOVES. Raises NotAllowed `not_yours`, Invalid `wrong_state` with the seed's sentence."""
    role = role_of(member, lesson)
    if role is None or role not in roles_that_can_make(to):
        raise NotAllowed("not_yours", _("수업을 처리할 권한이 없습니다"))
    status = LessonStatus(lesson.status)
    if role not in MOVES.get((status, to), ()):
        if to == LessonStatus.CANCELLED and role == Role.MENTOR and status == LessonStatus.PENDING:
            raise Invalid("wrong_state", _("승인한 수업만 취소할 수 있습니다. 대기중인 신청은 거절해 주세요."))
        raise Invalid("wrong_state", str(_WRONG_STATE[to]))


# Seed 003 §5–8, to the letter; CANCELLED, to which it knows no way, in its manner.
_WRONG_STATE = {
    LessonStatus.APPROVED: gettext_lazy("대기중 상태의 수업만 승인할 수 있습니다"),
    LessonStatus.REJECTED: gettext_lazy("대기중 상태의 수업만 거절할 수 있습니다"),
    LessonStatus.IN_PROGRESS: gettext_lazy("승인됨 상태의 수업만 시작할 수 있습니다"),
    LessonStatus.COMPLETED: gettext_lazy("진행중 상태의 수업만 완료할 수 있습니다"),
    LessonStatus.CANCELLED: gettext_lazy("대기중이거나 승인됨 상태의 수업만 취소할 수 있습니다"),
}


def check_reject_reason(reason: str) -> None:
    """Seed 003 §6 (사유 누락)."""
    check_reason(reason, missing=_("거절 사유를 입력해주세요"))


def check_cancel_reason(member: Member, lesson: Lesson, reason: str) -> None:
    """The mentee may give one; acting against another person needs one (docs/domain.md, People)."""
    check_reason(reason, required=role_of(member, lesson) != Role.MENTEE, missing=_("취소 사유를 입력해주세요"))

"""Until when a question about a lesson has to be answered, and who may offer and take other times for it."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import clock, spoken
from apps.core.errors import Conflict, Invalid, NotAllowed
from apps.lessons.models import Lesson, OfferedTime
from apps.lessons.rules import check_answered_in_time, check_lesson_time, role_of
from apps.lessons.states import OFFERS_TIMES, LessonStatus, Role

ANSWERED_WITHIN = timedelta(hours=48)  # a request, else it ends by itself
ANSWERED_BEFORE = timedelta(hours=3)  # ahead of the lesson's time
SHORTEST_TO_ANSWER = timedelta(hours=1)
MOST_TIMES = 3  # that one offers at once


def answer_deadline(asked_at: datetime, starts_at: datetime) -> datetime:
    """Return until when a question about a lesson has to be answered: 48 hours, or three hours before the lesson.

    A question that comes late still has an hour, and none is open when the lesson begins.
    """
    before = max(starts_at - ANSWERED_BEFORE, asked_at + SHORTEST_TO_ANSWER)
    return min(asked_at + ANSWERED_WITHIN, before, starts_at)


def remind_at(asked_at: datetime, answer_by: datetime) -> datetime:
    """Return when whoever has not answered is reminded: at half of the time."""
    return asked_at + (answer_by - asked_at) / 2


def check_can_offer_times(member: Member, lesson: Lesson, *, now: datetime) -> None:
    """Check that the member may offer other times: the mentor for a request, either for an agreed lesson ahead.

    Raises NotAllowed `not_yours`, Invalid `wrong_state`, `time_passed`, `answered_too_late`.
    """
    role = role_of(member, lesson)
    if role not in {Role.MENTOR, Role.MENTEE}:
        raise NotAllowed("not_yours", _("수업을 처리할 권한이 없습니다"))
    if role not in OFFERS_TIMES.get(LessonStatus(lesson.status), ()):
        raise Invalid("wrong_state", _("답을 기다리는 신청에는 멘토가, 승인된 수업에는 두 분 모두 제안할 수 있습니다."))
    if lesson.status == LessonStatus.PENDING:
        check_answered_in_time(lesson, now=now)
    elif lesson.starts_at <= now:
        raise Invalid("time_passed", _("수업 시간이 지나 다른 시간을 제안할 수 없습니다."))


def check_offered_times(starts: Sequence[datetime], lesson: Lesson, *, now: datetime) -> None:
    """Check the times of an offer: one to three other times, each once, in the future and within a year.

    Raises Invalid `times_missing`, `times_too_many`, `time_twice`, `same_time`, and those of `check_lesson_time`.
    """
    if not starts:
        raise Invalid("times_missing", _("제안할 시간을 하나 이상 입력해 주세요."), field="times")
    if len(starts) > MOST_TIMES:
        sentence = _("시간은 한 번에 %(most)d개까지 제안할 수 있습니다.") % {"most": MOST_TIMES}
        raise Invalid("times_too_many", sentence, field="times")
    if len(set(starts)) < len(starts):
        raise Invalid("time_twice", _("같은 시간을 두 번 제안했습니다. 서로 다른 시간을 입력해 주세요."), field="times")
    if lesson.starts_at in starts:
        raise Invalid("same_time", _("지금 정해진 시간과 같습니다. 다른 시간을 입력해 주세요."), field="times")
    for moment in starts:
        check_lesson_time(moment, now=now)


def check_can_take_time(member: Member, lesson: Lesson, offered: OfferedTime, *, now: datetime) -> None:
    """Check that the member may take an offered time: the other one offered it, and the deadline has not come.

    Raises NotAllowed `not_yours`, Invalid `answered_too_late`, `in_the_past`.
    """
    check_answers_times(member, lesson, offered)
    if lesson.answer_by <= now:
        sentence = _("답변 기한(%(when)s)이 지나 정할 수 없습니다. 상대에게 다시 제안해 달라고 해 주세요.")
        when = spoken.say_until(lesson.answer_by, today=clock.local(now).date())
        raise Invalid("answered_too_late", sentence % {"when": when})
    check_lesson_time(offered.starts_at, now=now)


def check_answers_times(member: Member, lesson: Lesson, offered: OfferedTime) -> None:
    """Check that the member is the one who answers the offer. Raises NotAllowed `not_yours`."""
    if role_of(member, lesson) not in {Role.MENTOR, Role.MENTEE} or offered.by_id == member.pk:
        raise NotAllowed("not_yours", _("제안을 받은 사람만 답할 수 있습니다."))


def offer_marks(offered: Iterable[OfferedTime]) -> str:
    """Return what tells one offer from another; '' for none."""
    return join_marks(str(row.pk) for row in offered)


def join_marks(marks: Iterable[str]) -> str:
    """Return the marks of the offered times of one offer as one."""
    return "-".join(marks)


def check_offer_unchanged(offered: Iterable[OfferedTime], expected: str | None) -> None:
    """Check that nobody has offered or answered since a form was opened; None skips the check.

    Raises Conflict `changed_meanwhile`.
    """
    if expected is not None and expected != offer_marks(offered):
        sentence = _("그사이 제안된 시간이 바뀌었습니다. 지금의 제안을 확인하고 다시 제안해 주세요.")
        raise Conflict("changed_meanwhile", sentence)


def no_times_offered() -> Conflict:
    """Return the refusal of an answer to an offer that was withdrawn, answered or replaced meanwhile."""
    return Conflict("times_changed", _("이 제안은 더 이상 없습니다. 수업 페이지에서 지금의 제안을 확인해 주세요."))

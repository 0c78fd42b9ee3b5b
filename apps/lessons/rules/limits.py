"""What a mentor asks of the times of lessons: early notice, a pause between two, and not too many on one day."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.errors import Conflict, Invalid
from apps.core.rules import check_revision
from apps.lessons.models import LessonSettings
from apps.lessons.states import LessonStatus

LONGEST_BUFFER = 120  # minutes
LONGEST_NOTICE = 336  # hours
MOST_A_DAY = 20


class Held(NamedTuple):
    """A lesson that a mentor's settings count: agreed, given, or a request that holds its time."""

    starts_at: datetime
    ends_at: datetime
    status: str

    @property
    def day(self) -> date:
        return clock.local(self.starts_at).date()


def check_settings(*, buffer: int, notice: int, most_a_day: int | None) -> None:
    """Check the numbers of a mentor's settings. Raises Invalid `out_of_range` on the field."""
    _check_range("buffer", buffer, 0, LONGEST_BUFFER, _("간격은 %(least)d분 이상 %(most)d분 이하여야 합니다."))
    _check_range("notice", notice, 0, LONGEST_NOTICE, _("신청 기한은 %(least)d시간 이상 %(most)d시간 이하여야 합니다."))
    if most_a_day is not None:
        _check_range(
            "most_a_day", most_a_day, 1, MOST_A_DAY, _("하루 수업 수는 %(least)d건 이상 %(most)d건 이하여야 합니다.")
        )


def _check_range(field: str, value: int, least: int, most: int, sentence: str) -> None:
    if not least <= value <= most:
        raise Invalid("out_of_range", sentence % {"least": least, "most": most}, field=field)


def check_settings_unchanged(settings: LessonSettings, expected_revision: int | None) -> None:
    """Check that the settings are as they were when a form was opened. Raises Conflict `changed_meanwhile`."""
    sentence = _("그사이 다른 창에서 수업 받는 방식을 바꾸었습니다. 확인하고 다시 저장해 주세요.")
    check_revision(settings.revision, expected_revision, sentence)


def counts_lessons(settings: LessonSettings) -> bool:
    """Return whether the settings ask about other lessons, so that these have to be known."""
    return bool(settings.buffer or settings.most_a_day or settings.holds_requests)


def find_obstacle(
    starts_at: datetime,
    ends_at: datetime,
    settings: LessonSettings,
    held: Iterable[Held],
    *,
    now: datetime,
    is_asked: bool,
) -> str:
    """Return the code of what keeps a lesson from a time, '' if nothing does.

    `is_asked`: a mentee asks for the time. Who agrees to one as it stands is bound by the pause and the number of
    lessons a day alone, because notice and waiting requests are there for the mentor's sake.
    """
    if is_asked and starts_at - now < timedelta(hours=settings.notice):
        return "too_soon"
    counted = [one for one in held if is_asked or one.status != LessonStatus.PENDING]
    day = clock.local(starts_at).date()
    if settings.most_a_day is not None and sum(one.day == day for one in counted) >= settings.most_a_day:
        return "day_full"
    pause = timedelta(minutes=settings.buffer)
    for one in counted:
        is_near = one.starts_at < ends_at + pause and one.ends_at > starts_at - pause
        if is_near and one.status == LessonStatus.PENDING:
            return "held"
        if is_near and pause and one.status != LessonStatus.COMPLETED:
            return "too_close"
    return ""


def check_limits(
    starts_at: datetime,
    ends_at: datetime,
    settings: LessonSettings,
    held: Iterable[Held],
    *,
    now: datetime,
    is_asked: bool,
    to_mentor: bool = False,
) -> None:
    """Check a time against the mentor's settings, as `find_obstacle`. `to_mentor`: the mentor reads the sentence.

    Raises Conflict `too_soon`, `too_close`, `held` (`time`), `day_full` (`date`).
    """
    code = find_obstacle(starts_at, ends_at, settings, held, now=now, is_asked=is_asked)
    if code:
        field = "date" if code == "day_full" else "time"
        raise Conflict(code, _say_to_mentor(code, settings) if to_mentor else _say(code, settings), field=field)


def _say(code: str, settings: LessonSettings) -> str:
    match code:
        case "too_soon":
            sentence = _("이 멘토의 수업은 시작 %(n)d시간 전까지 신청할 수 있습니다. 더 뒤의 시간을 선택해 주세요.")
            return sentence % {"n": settings.notice}
        case "day_full":
            sentence = _(
                "이 멘토는 하루에 수업을 %(n)d건까지 합니다. 그날은 이미 다 찼습니다. 다른 날을 선택해 주세요."
            )
            return sentence % {"n": settings.most_a_day}
        case "held":
            return _("다른 분의 신청이 답을 기다리는 시간입니다. 다른 시간을 선택해 주세요.")
    sentence = _("이 멘토는 수업과 수업 사이에 %(n)d분을 비웁니다. 정해진 다른 수업과 더 떨어진 시간을 선택해 주세요.")
    return sentence % {"n": settings.buffer}


def _say_to_mentor(code: str, settings: LessonSettings) -> str:
    if code == "day_full":
        sentence = _("하루에 수업을 %(n)d건까지 하기로 정하셨고, 그날은 다 찼습니다. 다른 날을 제안할 수 있습니다.")
        return sentence % {"n": settings.most_a_day}
    sentence = _(
        "수업과 수업 사이에 %(n)d분을 비우기로 정하셨습니다. 정해진 다른 수업과 더 떨어진 시간을 제안할 수 있습니다."
    )
    return sentence % {"n": settings.buffer}

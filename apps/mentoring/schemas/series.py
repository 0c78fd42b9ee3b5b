"""Input and output of the endpoints of sessions in a series."""

from collections.abc import Iterable
from datetime import date, datetime

from pydantic import Field

from apps.core.api.envelope import Out
from apps.core.api.fields import ClockTime, Day, Input
from apps.core.api.lazy import gettext_lazy as _
from apps.core.rules import LONGEST_REASON
from apps.mentoring.models import Session
from apps.mentoring.rules.series import MOST
from apps.mentoring.schemas.sessions import CreateInput, SessionItem, session_item
from apps.planner.recurrence import Recurrence, Shift

_WEEKS = _("1이면 매주, 2면 2주마다입니다. 없거나 null이면 매주입니다.")
_TIMES = _("date부터 센 횟수입니다. until과 함께 적으면 먼저 오는 쪽에서 끝납니다. 둘 가운데 하나는 꼭 적습니다.")
_UNTIL = _("이날까지 반복합니다.")
_SKIP = _("공휴일을 빼고, 뺀 만큼 뒤로 늘립니다. 없거나 null이면 뺍니다.")
_LEFT_OUT = _("열지 않을 날짜입니다.")
_SAME_TIME = _("없거나 null이면 시각은 그대로입니다.")


class SeriesInput(CreateInput):
    """Seed 000 Create for each of several days. The days of registration move with each."""

    weeks: int | None = Field(default=1, description=_WEEKS)
    times: int | None = Field(default=None, description=_TIMES)
    until: Day | None = Field(default=None, description=_UNTIL)
    skip_holidays: bool | None = Field(default=True, description=_SKIP)
    left_out: list[Day] | None = Field(default=None, max_length=MOST, description=_LEFT_OUT)

    def recurrence(self) -> Recurrence:
        """Return what was sent about the days."""
        return Recurrence(self.date, 1 if self.weeks is None else self.weeks, self.times, self.until)

    def chosen(self, days: Iterable[date]) -> list[date]:
        """Return the days that are not left out."""
        return [day for day in days if day not in (self.left_out or ())]


class SeriesMoveInput(Input):
    date: Day = Field(description=_("이 멘토링의 새 날짜입니다. 이후 멘토링도 같은 날수만큼 옮겨집니다."))
    start_time: ClockTime | None = Field(default=None, description=_SAME_TIME)
    end_time: ClockTime | None = Field(default=None, description=_SAME_TIME)

    def shift(self, session: Session) -> Shift:
        """Return how a session moves."""
        return Shift.to(session.starts_at, session.ends_at, self.date, self.start_time, self.end_time)


class SeriesEndInput(Input):
    reason: str = Field(max_length=LONGEST_REASON, description=_("신청자에게 그대로 전해집니다."))


class SeriesAnswer(Out):
    """The sessions of a series in the order of their dates."""

    items: list[SessionItem]


def series_answer(sessions: Iterable[Session], now: datetime) -> SeriesAnswer:
    return SeriesAnswer(items=[session_item(session, now) for session in sessions])

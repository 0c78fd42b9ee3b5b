"""A series of the demo: every week before work, with the weeks of a public holiday left out."""

from datetime import date, datetime, time, timedelta

from apps.accounts.models import Member
from apps.core import audit, clock
from apps.core.errors import DomainError
from apps.mentoring.models import Session
from apps.mentoring.services import applications, series
from apps.mentoring.services.sessions import SessionInput
from apps.planner.recurrence import Recurrence, list_days
from apps.planner.selectors import list_holidays
from apps.portal.demo.earlier_starts import ids_by_key
from apps.portal.demo.people import MEMBERS
from apps.portal.demo.places import ONLINE, joined_at

LAID = "demo.series_laid"
KEY = "reading#1"
TIMES = 4
GUESTS = 3
TITLE = "출근 전 한 시간, 코드 함께 읽기"
CONTENT = """<p>매주 같은 요일 아침에 모여 잘 쓰인 오픈 소스 한 파일을 함께 읽습니다. 한 번만 오셔도 되고
이어서 오셔도 됩니다.</p>
<ul><li>30분은 조용히 읽고, 30분은 궁금한 점을 나눕니다.</li><li>읽을 파일은 하루 전에 알려 드립니다.</li></ul>"""


def make_series(members: dict[str, Member], now: datetime) -> None:
    """Open the series if there is none, or if it has ended, and let some people apply for its first session."""
    last = Session.objects.filter(pk__in=[pk for key, pk in ids_by_key(LAID).items() if key == KEY]).first()
    if last is not None and last.starts_at > now:
        return
    today = clock.local(now).date()
    days, skipped = _days(today)
    given = SessionInput(
        title=TITLE, type="public", content=CONTENT, date=days[0], start_time=time(7), end_time=time(8),
        venue=ONLINE, join_url=joined_at(ONLINE, "mentor"), capacity=6, reg_start=today, topics=("코드 리뷰",),
    )  # fmt: skip
    held = [day for day in days if day not in skipped]
    try:
        with clock.pretending(now - timedelta(hours=20)):
            opened = series.open_series(by=members["mentor@example.com"], given=given, days=held)
            series.approve_series(session_id=opened[0].pk, by=members["staff@example.com"])
    except DomainError:
        return  # someone who uses the demo has taken one of its times
    audit.record(by=None, act=LAID, subject=opened[-1], after={"key": KEY})
    for person in MEMBERS[:GUESTS]:
        applications.apply_to_session(session_id=opened[0].pk, by=members[person.email])


def _days(today: date) -> tuple[list[date], set[date]]:
    """Return the days of the series, which begins a week before the next holiday, and the holidays among them."""
    coming = list_holidays(today + timedelta(days=10), today + timedelta(days=370))
    first = coming[0].date - timedelta(days=7) if coming else today + timedelta(days=3)
    holidays = {holiday.date for holiday in list_holidays(first, first + timedelta(days=370))}
    return list_days(Recurrence(first, times=TIMES), skipped=holidays), holidays

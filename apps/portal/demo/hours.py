"""The recognised time of the demo: of the lessons that stand, one of them corrected by staff."""

from apps.accounts.models import Member
from apps.hours.models import HoursEntry
from apps.hours.services import correct_hours
from apps.hours.states import EntryKind
from apps.lessons.services.recognising import recognise_lessons


def make_hours(members: dict[str, Member]) -> None:
    """Recognise what counts by now, and correct the latest line of the mentor once."""
    recognise_lessons()
    mentor, staff = members["mentor@example.com"], members["staff@example.com"]
    mine = HoursEntry.objects.filter(mentor=mentor)
    first = mine.filter(minutes__gt=20).first()
    if first is not None and not mine.filter(kind=EntryKind.CORRECTION).exists():
        reason = "20분 늦게 시작한 수업이라, 실제로 진행한 시간만 인정합니다."
        correct_hours(by=staff, entry_id=first.pk, minutes=first.total - 20, reason=reason)

"""Venues and public holidays of the demo."""

from datetime import datetime

from apps.core import clock
from apps.planner.models import Holiday, Venue
from apps.planner.services import fill_holidays

ONLINE = "온라인 (Zoom)"

VENUES = (
    {"name": "스페이스 A1", "group": "서울 본관", "seats": 6, "note": "2층 안내 데스크 왼쪽"},
    {"name": "스페이스 A2", "group": "서울 본관", "seats": 8, "note": "2층 안내 데스크 오른쪽"},
    {"name": "세미나실 B1", "group": "서울 본관", "seats": 20, "note": "3층, 엘리베이터에서 내려 오른쪽"},
    {"name": "세미나실 B2", "group": "서울 본관", "seats": 24, "note": "3층 복도 끝"},
    {"name": "강의장 C", "group": "서울 본관", "seats": 60, "note": "1층 정문 맞은편"},
    {"name": "상담실 D", "group": "부산 분원", "seats": 4, "note": "5층"},
    {"name": ONLINE, "group": "온라인", "is_online": True, "note": "카메라와 마이크를 미리 확인해 주세요."},
    {"name": "온라인 (Google Meet)", "group": "온라인", "is_online": True},
    {"name": "구관 회의실", "group": "서울 본관", "seats": 10, "is_active": False, "note": "공사로 쓰지 않습니다."},
)


def joined_at(venue: str, host: str) -> str:
    """Return where what `host` runs is joined, '' if it is not online."""
    return f"https://meet.example.com/{host}" if venue == ONLINE else ""


def make_venues() -> None:
    """Make the venues that are missing."""
    for venue in VENUES:
        Venue.objects.get_or_create(name=venue["name"], defaults=venue)


def make_holidays(now: datetime) -> None:
    """Fill in the public holidays. If today is one, it is open to lessons: one of the demo runs now."""
    fill_holidays(now)
    Holiday.objects.filter(date=clock.local(now).date()).update(is_closed=False)

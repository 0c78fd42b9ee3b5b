"""The pages, the files, the endpoints and the admin of recognised time."""

import datetime as dt

import pytest
from django.urls import reverse

from apps.hours import services
from apps.hours.models import HoursEntry
from apps.hours.selectors import staff_month_url
from apps.hours.states import EntryKind
from tests.api.client import ApiClient
from tests.factories.hours import HoursEntryFactory
from tests.mentoring.reading import words as in_words

pytestmark = pytest.mark.django_db
APRIL = dt.date(2026, 4, 10)
MONTH = {"year": 2026, "month": 4}


def words(response) -> str:
    return in_words(response.content.decode())


@pytest.fixture
def april(mentor, superuser) -> HoursEntry:
    """Two hours of a session, half an hour of which was taken back, an hour of a lesson, and one that did not count."""
    first = HoursEntryFactory(mentor=mentor, day=APRIL, title="파이썬 첫걸음")
    services.correct_hours(by=superuser, entry_id=first.pk, minutes=90, reason="30분 늦게 시작")
    HoursEntryFactory(mentor=mentor, day=APRIL, title="=위험", kind=EntryKind.LESSON, minutes=60)
    gone = HoursEntryFactory(mentor=mentor, day=APRIL, title="없던 일")
    services.take_back_hours(source=gone.source, source_id=gone.source_id, reason="취소", by=superuser)
    HoursEntryFactory(mentor=mentor, day=dt.date(2025, 12, 31), minutes=30)
    HoursEntryFactory(day=APRIL, minutes=600)  # of another mentor
    return first


def test_the_months_have_their_totals_under_their_years(client, mentor, april):
    client.force_login(mentor)
    page = words(client.get(reverse("hours:list")))
    assert "2026년 · 2시간 30분" in page
    assert "2026년 4월 2건 2시간 30분" in page
    assert "2025년 12월 1건 30분" in page


def test_a_month_has_each_line_with_its_reason(client, mentor, april):
    client.force_login(mentor)
    page = words(client.get(reverse("hours:month", kwargs=MONTH)))
    assert "인정 시간 2시간 30분 · 2건" in page
    assert "파이썬 첫걸음 사유: 30분 늦게 시작 2026-04-10(금) 정정 −30분" in page
    assert "이 달에는 인정된 시간이 없습니다" in words(client.get(reverse("hours:month", args=[2026, 5])))
    assert client.get(reverse("hours:month", args=[1999, 5])).status_code == 404


def test_nobody_without_time_sees_more_than_how_it_comes(client, student):
    client.force_login(student)
    assert "아직 인정된 시간이 없습니다" in words(client.get(reverse("hours:list")))


def test_the_file_has_minutes_and_no_formula(client, mentor, april):
    client.force_login(mentor)
    rows = client.get(reverse("hours:month_csv", kwargs=MONTH)).content.decode("utf-8-sig").splitlines()
    assert rows[0] == "날짜,제목,종류,시간(분),사유,기록한 시각"
    assert rows[2].startswith("2026-04-10,파이썬 첫걸음,정정,-30,30분 늦게 시작,")
    assert any("'=위험" in row for row in rows)
    assert len(rows) == 6


def test_the_newest_months_are_on_the_board(client, mentor, april):
    client.force_login(mentor)
    assert "2026년 4월 · 2시간 30분 2025년 12월 · 30분" in words(client.get(reverse("portal:me")))


def test_the_api_gives_months_and_lines(mentor, april):
    api = ApiClient(mentor)
    assert api.get("/api/me/recognised-hours").json()["data"] == [
        {"month": "2026-04", "minutes": 150, "held": 2},
        {"month": "2025-12", "minutes": 30, "held": 1},
    ]
    rows = api.get("/api/me/recognised-hours/2026-04").json()["data"]
    assert [(row["kind"], row["minutes"], row["total"]) for row in rows if row["title"] == "파이썬 첫걸음"] == [
        ("report", 120, 120), ("correction", -30, 90),
    ]  # fmt: skip
    assert api.get("/api/me/recognised-hours/2026-13").status_code == 400


def test_staff_see_all_mentors_of_a_month(client, superuser, april):
    client.force_login(superuser)
    page = words(client.get(staff_month_url(APRIL)))
    assert "김하준 2 2시간 30분" in page
    assert "합계 12시간 30분" in page
    listed = client.get(reverse("admin:hours_hoursentry_changelist"), {"mentor__id__exact": april.mentor_id})
    assert "아래 줄의 합계: 3시간" in words(listed)


def test_staff_correct_a_line_from_the_list(client, superuser, april):
    client.force_login(superuser)
    address = reverse("admin:hours_hoursentry_changelist")
    chosen = {"action": "correct", "_selected_action": [april.pk]}
    assert "정정한 뒤의 전체 시간입니다" in words(client.post(address, chosen))
    client.post(address, {**chosen, "minutes": "100", "reason": "10분 더 함"})
    last = HoursEntry.objects.latest("pk")
    assert (last.number, last.minutes, last.total, last.by) == (3, 10, 100, superuser)

"""Sessions in a series through the API: opened, listed, moved and ended in one call each."""

import datetime as dt

import pytest
import time_machine

from apps.core import clock
from apps.mentoring.models import Session
from tests.api.client import ApiClient
from tests.factories.mentoring import SessionFactory
from tests.factories.planner import AppointmentFactory, HolidayFactory

NOW = dt.datetime(2026, 8, 31, 9, tzinfo=clock.SEOUL)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def summer():
    with time_machine.travel(NOW, tick=False):
        yield


def series(**fields) -> dict:
    return {
        "title": "월요 코드 리뷰", "type": "public", "date": "2026-09-07", "startTime": "19:00", "endTime": "21:00",
        "venue": "", "regStart": "2026-09-01", "times": 3, **fields,
    }  # fmt: skip


def dates(answer: dict) -> list[str]:
    return [f"{item['sessionDate']} {item['sessionTime']['start']}" for item in answer["data"]["items"]]


def test_a_series_from_its_first_call_to_its_end(mentor):
    HolidayFactory(date=dt.date(2026, 9, 14))
    client = ApiClient(mentor)
    answer = client.post("/api/mentoring/series", series(leftOut=["2026-09-28"], times=4)).json()
    assert answer["message"] == "멘토링 3개를 열었습니다."
    assert dates(answer) == ["2026-09-07 19:00", "2026-09-21 19:00", "2026-10-05 19:00"]
    assert [item["registrationPeriod"]["start"] for item in answer["data"]["items"]] == [
        "2026-09-01", "2026-09-15", "2026-09-29",
    ]  # fmt: skip
    first, second, third = Session.objects.order_by("pk").values_list("pk", flat=True)
    moved = client.post(f"/api/mentoring/{second}/series/move", {"date": "2026-09-22", "startTime": "18:30"}).json()
    assert (moved["message"], dates(moved)) == (
        "멘토링 2개를 옮겼습니다.", ["2026-09-22 18:30", "2026-10-06 18:30"],
    )  # fmt: skip
    assert dates(client.get(f"/api/mentoring/{third}/series").json())[0] == "2026-09-07 19:00"
    ended = client.post(f"/api/mentoring/{second}/series/end", {"reason": "출장을 갑니다."}).json()
    assert ended["message"] == "멘토링 2개를 삭제했습니다."
    assert dates(client.get(f"/api/mentoring/{first}/series").json()) == ["2026-09-07 19:00"]


def test_holidays_are_held_where_they_are_not_skipped(mentor):
    HolidayFactory(date=dt.date(2026, 9, 14))
    answer = ApiClient(mentor).post("/api/mentoring/series", series(skipHolidays=False, weeks=1, until="2026-09-15"))
    assert dates(answer.json()) == ["2026-09-07 19:00", "2026-09-14 19:00"]


def test_what_cannot_be_is_refused_whole(mentor, student):
    client = ApiClient(mentor)
    AppointmentFactory(member=mentor, role="host", starts_at=clock.at(dt.date(2026, 9, 21), dt.time(20)))
    assert client.post("/api/mentoring/series", series()).status_code == 409
    for given in ({"times": None}, {"times": 21}, {"weeks": 3}, {"weeks": 0}):
        assert client.post("/api/mentoring/series", series(**given)).status_code == 400, given
    assert not Session.objects.exists()
    alone = SessionFactory(author=mentor, title="따로 연 멘토링")
    assert len(client.get(f"/api/mentoring/{alone.pk}/series").json()["data"]["items"]) == 1
    assert client.post(f"/api/mentoring/{alone.pk}/series/end", {"reason": "까닭"}).status_code == 409
    assert ApiClient(student).post(f"/api/mentoring/{alone.pk}/series/end", {"reason": "까닭"}).status_code == 403

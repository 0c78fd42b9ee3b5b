"""What a mentor asks of the times of lessons: notice, a pause, few on one day, and a held time for a request."""

import datetime as dt

import pytest
import time_machine

from apps.core import clock
from apps.core.errors import Conflict, Invalid, NotAllowed
from apps.core.models import AuditEntry
from apps.lessons.models import LessonSettings
from apps.lessons.rules import limits as limit_rules
from apps.lessons.rules.limits import Held
from apps.lessons.selectors import detail, fit, hours, offers
from apps.lessons.services import lessons, limits, times
from apps.lessons.states import LessonStatus
from tests.factories.accounts import MemberFactory
from tests.factories.lessons import (
    LessonFactory,
    LessonSettingsFactory,
    OfferedTimeFactory,
    TutorialFactory,
    WeeklyHoursFactory,
    booked,
)
from tests.mentoring import reading
from tests.people import fresh

NOW = dt.datetime(2026, 6, 10, 12, tzinfo=clock.SEOUL)  # a Wednesday
PAGE, SETTINGS = "/tutorials/hours/", "/tutorials/hours/settings/"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel(NOW, tick=False):
        yield


def at(day: int, start: str) -> dt.datetime:
    return clock.at(dt.date(2026, 6, day), dt.time.fromisoformat(start))


@pytest.fixture
def tutorial(mentor):
    WeeklyHoursFactory(mentor=mentor, weekday=4, start_time=dt.time(14), end_time=dt.time(18))  # Fridays
    return TutorialFactory(mentor=mentor)


def agreed(tutorial, start: str, **fields):
    return LessonFactory(tutorial=tutorial, status=LessonStatus.APPROVED, starts_at=at(12, start), **fields)


def free_on(tutorial, day: int) -> list[str]:
    found = hours.get_request_day(tutorial, dt.date(2026, 6, day), NOW)
    return [f"{moment:%H:%M}" for moment in found.free] or [found.refusal]


def code_of(act, **given) -> str:
    with pytest.raises(Conflict) as refused:
        act(**given)
    return refused.value.code


# --- The rule ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "is_asked", "code"),
    [
        ("13:00", True, ""),
        ("13:00", False, ""),
        ("13:10", True, "too_close"),
        ("13:10", False, "too_close"),
        ("15:20", True, ""),
        ("15:10", True, "too_close"),
        ("17:30", True, "held"),
        ("17:30", False, ""),
    ],
)
def test_a_pause_and_a_held_time(start, is_asked, code):
    settings = LessonSettings(buffer=15, holds_requests=True)
    held = [
        Held(at(12, "14:20"), at(12, "15:00"), LessonStatus.APPROVED),
        Held(at(12, "17:00"), at(12, "18:00"), LessonStatus.PENDING),
        Held(at(12, "09:00"), at(12, "18:00"), LessonStatus.COMPLETED),
    ]
    begins = at(12, start)
    found = limit_rules.find_obstacle(
        begins, begins + dt.timedelta(minutes=60), settings, held, now=NOW, is_asked=is_asked
    )
    assert found == code


def test_without_a_pause_an_overlap_is_for_the_mentor_to_settle():
    held = [Held(at(12, "14:00"), at(12, "15:00"), LessonStatus.APPROVED)]
    settings = LessonSettings(most_a_day=2)
    assert not limit_rules.find_obstacle(at(12, "14:30"), at(12, "15:30"), settings, held, now=NOW, is_asked=True)


# --- Setting them -----------------------------------------------------------------------------------------------------


def test_settings_are_kept_and_noted(mentor, student):
    given = {"buffer": 10, "notice": 24, "most_a_day": 3, "holds_requests": True}
    row = limits.set_lesson_settings(by=mentor, **given)
    entry = AuditEntry.objects.latest("pk")
    assert (entry.act, entry.after) == ("lessons.settings_set", given)
    limits.set_lesson_settings(by=mentor, **given)
    assert AuditEntry.objects.latest("pk") == entry
    with pytest.raises(Conflict):
        limits.set_lesson_settings(by=mentor, **given | {"buffer": 20}, expected_revision=row.revision - 1)
    with pytest.raises(NotAllowed):
        limits.set_lesson_settings(by=student, **given)
    for name, value in (("buffer", 121), ("notice", 337), ("most_a_day", 0), ("most_a_day", 21)):
        with pytest.raises(Invalid) as refused:
            limits.set_lesson_settings(by=mentor, **given | {name: value})
        assert refused.value.field == name
    row.refresh_from_db()
    assert {name: getattr(row, name) for name in given} == given


def test_the_page_sets_them_and_keeps_what_was_typed(client, mentor):
    client.force_login(mentor)
    sent = {"buffer": "10", "notice": "24", "most_a_day": "", "holds_requests": "on", "revision": "0"}
    response = client.post(SETTINGS, sent, follow=True)
    assert reading.messages(response) == ["수업 받는 방식을 저장했습니다. 이미 승인한 수업은 그대로입니다."]
    row = LessonSettings.objects.get(mentor=mentor)
    assert (row.buffer, row.notice, row.most_a_day, row.holds_requests, row.revision) == (10, 24, None, True, 1)
    response = client.post(SETTINGS, sent | {"buffer": "20"})
    assert "그사이 다른 창에서" in response.content.decode()
    response = client.post(SETTINGS, sent | {"buffer": "200", "revision": "1"})
    assert "간격은 0분 이상 120분 이하여야 합니다." in response.content.decode()
    assert 'value="200"' in response.content.decode()
    assert client.get(SETTINGS).headers["Location"] == PAGE


# --- Where they hold --------------------------------------------------------------------------------------------------


def test_what_cannot_be_had_is_neither_shown_nor_taken(mentor, student, tutorial):
    LessonSettingsFactory(mentor=mentor, notice=49, buffer=30, most_a_day=2, holds_requests=True)
    tutorial.refresh_from_db()
    agreed(tutorial, "16:00")
    assert free_on(tutorial, 12) == ["14:00", "14:30"]
    assert (
        code_of(lessons.request_lesson, tutorial_id=tutorial.pk, by=student, starts_at=at(12, "15:00")) == "too_close"
    )
    lessons.request_lesson(tutorial_id=tutorial.pk, by=student, starts_at=at(12, "14:00"))
    full = "이 멘토는 하루에 수업을 2건까지 합니다. 그날은 이미 다 찼습니다. 다른 날을 선택해 주세요."
    assert free_on(tutorial, 12) == [full]
    other = MemberFactory()
    assert code_of(lessons.request_lesson, tutorial_id=tutorial.pk, by=other, starts_at=at(12, "14:00")) == "day_full"
    assert free_on(tutorial, 19) == ["14:00", "14:30", "15:00", "15:30", "16:00", "16:30", "17:00"]
    lessons.request_lesson(tutorial_id=tutorial.pk, by=student, starts_at=at(19, "15:30"))
    assert free_on(tutorial, 19) == ["14:00", "17:00"]
    assert code_of(lessons.request_lesson, tutorial_id=tutorial.pk, by=other, starts_at=at(19, "15:00")) == "held"
    LessonSettings.objects.update(notice=51, most_a_day=None)
    tutorial = type(tutorial).objects.get(pk=tutorial.pk)
    assert code_of(lessons.request_lesson, tutorial_id=tutorial.pk, by=other, starts_at=at(12, "14:30")) == "too_soon"
    assert free_on(tutorial, 12)[0].startswith("다른 분의 신청") or free_on(tutorial, 12)[0].startswith("이 멘토")


def test_approving_is_bound_by_the_pause_and_the_number(mentor, student, tutorial):
    LessonSettingsFactory(mentor=mentor, buffer=30)
    booked(agreed(tutorial, "16:00"))
    near = LessonFactory(tutorial=tutorial, mentee=student, starts_at=at(12, "14:45"))
    assert code_of(lessons.approve_lesson, lesson_id=near.pk, by=mentor) == "too_close"
    shown = detail.get_lesson_page(near.pk, fresh(mentor), NOW)
    assert next(act.why for act in shown.off if act.name == "approve").startswith("수업과 수업 사이에 30분을 비우기로")
    LessonSettings.objects.update(buffer=0, most_a_day=1)
    assert code_of(lessons.approve_lesson, lesson_id=near.pk, by=mentor) == "day_full"
    LessonSettings.objects.update(most_a_day=2, notice=300, holds_requests=True)
    assert lessons.approve_lesson(lesson_id=near.pk, by=mentor).status == LessonStatus.APPROVED


def test_offered_times_are_bound_too_but_not_by_the_lesson_that_moves(mentor, student, tutorial):
    LessonSettingsFactory(mentor=mentor, buffer=30, most_a_day=2)
    lesson = booked(agreed(tutorial, "14:00", mentee=student))
    booked(agreed(tutorial, "16:30"))
    for person in (mentor, student):
        assert code_of(times.offer_times, lesson_id=lesson.pk, by=person, starts=[at(12, "15:15")]) == "too_close"
    times.offer_times(lesson_id=lesson.pk, by=student, starts=[at(12, "15:00")])
    LessonSettings.objects.update(notice=72)
    assert code_of(times.offer_times, lesson_id=lesson.pk, by=student, starts=[at(12, "15:00")]) == "too_soon"
    offered = OfferedTimeFactory(lesson=lesson, by=mentor, starts_at=at(12, "15:15"))
    assert code_of(times.take_time, lesson_id=lesson.pk, time_id=offered.pk, by=student) == "too_close"
    LessonSettings.objects.update(buffer=0)
    assert times.take_time(lesson_id=lesson.pk, time_id=offered.pk, by=student).starts_at == at(12, "15:15")


def test_what_fits_my_week_knows_them(mentor, student, tutorial):
    rows = type(tutorial).objects.all()
    LessonSettingsFactory(mentor=mentor, notice=336)
    assert fit.list_fitting(rows, student, NOW) == [tutorial.pk]
    LessonSettings.objects.update(notice=0, most_a_day=1, buffer=60, holds_requests=True)
    for week in range(4):
        LessonFactory(tutorial=tutorial, starts_at=at(12, "15:30") + dt.timedelta(days=7 * week))
    assert fit.list_fitting(rows, student, NOW) == []
    LessonSettings.objects.update(most_a_day=None)
    assert fit.list_fitting(rows, student, NOW) == []
    LessonSettings.objects.update(holds_requests=False)
    assert fit.list_fitting(rows, student, NOW) == [tutorial.pk]
    moving = agreed(tutorial, "14:00", mentee=student)
    LessonSettings.objects.update(most_a_day=1)
    assert offers.list_common_times(moving, NOW)[0] == ("6월 12일 (금)", "14:30~18:00")

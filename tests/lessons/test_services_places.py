"""A place for one agreed lesson: who sets it and when, what is booked, who is told; on the page and by the API."""

import datetime as dt

import pytest
import time_machine

from apps.core import clock
from apps.core.errors import DomainError
from apps.core.models import AuditEntry
from apps.lessons.models import Lesson
from apps.lessons.services import places
from apps.lessons.states import LessonStatus
from apps.notices.models import Notice
from apps.planner.models import Appointment
from tests.factories.lessons import LessonFactory, TutorialFactory, booked
from tests.factories.planner import AppointmentFactory, VenueFactory
from tests.mails import mails

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]
MORNING = dt.datetime(2026, 1, 5, 9, 0, tzinfo=clock.SEOUL)  # a Monday; the factory's lesson is on Thursday, 14:00
ROOM, ONLINE = "스페이스 A1", "https://meet.example.com/ha-jun"
S = LessonStatus


@pytest.fixture
def morning():
    with time_machine.travel(MORNING, tick=False) as clock_:
        yield clock_


@pytest.fixture
def lesson(mentor, student) -> Lesson:
    tutorial = TutorialFactory(mentor=mentor, title="자바", venue_text="학교 앞 카페")
    return booked(LessonFactory(tutorial=tutorial, mentee=student, status=S.APPROVED, venue_text="학교 앞 카페"))


def code_of(**given) -> str:
    with pytest.raises(DomainError) as refused:
        places.set_place(**given)
    return refused.value.code


def test_a_room_is_booked_for_one_lesson_and_its_tutorial_stays(lesson, mentor, student):
    room = VenueFactory(name=ROOM, seats=6)
    places.set_place(lesson_id=lesson.pk, by=mentor, venue="스페이스A1")
    lesson.refresh_from_db()
    assert (lesson.venue, lesson.venue_text, lesson.tutorial.venue_name) == (room, "", "학교 앞 카페")
    rows = Appointment.objects.order_by("role").values_list("role", "place", "venue", "sequence")
    assert list(rows) == [("guest", ROOM, None, 1), ("host", ROOM, room.pk, 1)]
    assert list(Notice.objects.values_list("member", "kind")) == [(student.pk, "lessons.place_changed")]
    (mail,) = mails(member=student)
    assert "1월 8일 (목) 오후 2시–3시 수업의 장소가 바뀌었습니다." in mail.text
    assert "새 장소: 스페이스 A1" in mail.text
    assert "SEQUENCE:1" in mail.calendar.replace("\r", "")
    entry = AuditEntry.objects.get(act="lessons.place_set")
    assert (entry.before, entry.after) == (
        {"venue": None, "venue_text": "학교 앞 카페"}, {"venue": room.pk, "venue_text": ""},
    )  # fmt: skip
    places.set_place(lesson_id=lesson.pk, by=mentor, venue=ROOM)  # it is there already
    assert (Notice.objects.count(), AuditEntry.objects.count()) == (1, 1)


def test_an_address_alone_is_told_as_such_and_an_empty_place_frees_the_room(lesson, mentor):
    room = VenueFactory(name=ROOM)
    places.set_place(lesson_id=lesson.pk, by=mentor, venue=ROOM)
    places.set_place(lesson_id=lesson.pk, by=mentor, join_url=ONLINE)
    places.set_place(lesson_id=lesson.pk, by=mentor, venue="")
    assert list(Notice.objects.order_by("pk").values_list("kind", flat=True)) == [
        "lessons.place_changed", "lessons.join_changed", "lessons.place_changed",
    ]  # fmt: skip
    assert set(Appointment.objects.values_list("place", "join_url", "venue")) == {("", ONLINE, None)}
    assert not Appointment.objects.filter(venue=room).exists()


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"venue": ROOM}, "venue_taken"),
        ({"venue": "작은 방"}, "room_too_small"),
        ({"venue": "가" * 101}, "venue_too_long"),
        ({"join_url": "http://meet.example.com"}, "join_url_not_https"),
    ],
)
def test_what_a_place_may_not_be(lesson, mentor, stranger, given, code):
    room = VenueFactory(name=ROOM)
    VenueFactory(name="작은 방", seats=1)
    AppointmentFactory(member=stranger, role="host", venue=room, starts_at=lesson.starts_at, ends_at=lesson.ends_at)
    assert code_of(lesson_id=lesson.pk, by=mentor, **given) == code
    assert Notice.objects.count() == 0


@pytest.mark.parametrize(
    ("who", "status", "code"),
    [
        ("mentor", S.PENDING, "wrong_state"), ("mentor", S.COMPLETED, "wrong_state"), ("mentor", S.IN_PROGRESS, None),
        ("mentee", S.APPROVED, "not_yours"), ("stranger", S.APPROVED, "not_yours"),
        ("superuser", S.APPROVED, "not_yours"),
    ],
)  # fmt: skip
def test_who_sets_it_in_which_state(mentor, student, stranger, superuser, who, status, code):
    lesson = LessonFactory(tutorial__mentor=mentor, mentee=student, status=status)
    by = {"mentor": mentor, "mentee": student, "stranger": stranger, "superuser": superuser}[who]
    if code is None:
        assert places.set_place(lesson_id=lesson.pk, by=by, venue="도서관").venue_text == "도서관"
    else:
        assert code_of(lesson_id=lesson.pk, by=by, venue="도서관") == code


def test_a_lesson_that_is_over_keeps_its_place(lesson, mentor, morning):
    morning.move_to(lesson.ends_at)
    assert code_of(lesson_id=lesson.pk, by=mentor, venue="도서관") == "time_passed"


def test_the_page_asks_and_notices_what_another_window_saved(client, lesson, mentor, student):
    url = f"/lessons/{lesson.pk}/place/"
    client.force_login(mentor)
    assert url in client.get(lesson.get_absolute_url()).content.decode()
    page = client.get(url).content.decode()
    assert 'value="학교 앞 카페"' in page
    marks = page.partition('name="read_at" value="')[2].partition('"')[0]
    assert client.post(url, {"venue": "도서관", "read_at": marks}).status_code == 302
    again = client.post(url, {"venue": "강의실", "read_at": marks})
    assert "장소: 도서관" in again.content.decode()
    lesson.refresh_from_db()
    assert lesson.venue_text == "도서관"
    client.force_login(student)
    assert client.get(url).status_code == 403
    assert url not in client.get(lesson.get_absolute_url()).content.decode()

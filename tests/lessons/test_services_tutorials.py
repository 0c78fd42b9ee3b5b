"""Offering, editing, closing and reopening tutorials, by each of its ends."""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser

from apps.accounts.models import MentorProfile
from apps.accounts.states import MentorStatus
from apps.core import clock
from apps.core.errors import Conflict, Invalid, NotAllowed
from apps.core.models import AuditEntry
from apps.lessons import notices
from apps.lessons.models import Lesson, Tutorial
from apps.lessons.services import tutorials
from apps.lessons.services.tutorials import TutorialInput
from apps.lessons.states import LessonStatus
from apps.notices import kinds
from apps.notices.models import Notice
from apps.planner.models import Appointment
from apps.planner.weekly_hours import WeeklySpan
from apps.topics.models import Topic
from tests.factories import accounts
from tests.factories.lessons import LessonFactory, TutorialFactory
from tests.factories.planner import AppointmentFactory, VenueFactory
from tests.factories.topics import TopicFactory
from tests.people import fresh

NOW = dt.datetime(2026, 6, 10, 12, tzinfo=clock.SEOUL)
LATER = NOW + dt.timedelta(days=1)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel(NOW, tick=False):
        yield


def given(**changes) -> TutorialInput:
    return TutorialInput(
        **{"title": "장고 첫걸음", "description": "함께 만들어 봅니다.", "price": 30000, "duration": 60, **changes}
    )


def offered(by, **changes) -> Tutorial:
    return tutorials.offer_tutorial(by=by, given=given(**changes))


def last_entry() -> AuditEntry:
    return AuditEntry.objects.latest("pk")


# --- Offering ---------------------------------------------------------------------------------------------------------


def test_what_a_mentor_offers_is_open_and_can_be_found(mentor):
    tutorial = offered(mentor, title="  장고   첫걸음 ", description=" 첫 줄\r\n둘째 줄 ")
    tutorial.refresh_from_db()
    assert (tutorial.mentor, tutorial.title, tutorial.description, tutorial.price, tutorial.duration) == (
        mentor, "장고 첫걸음", "첫 줄\n둘째 줄", 30000, 60,
    )  # fmt: skip
    assert (tutorial.is_open, tutorial.created_at, tutorial.updated_at, tutorial.revision) == (True, NOW, NOW, 0)
    assert [Tutorial.objects.matching(word).count() for word in ("고 첫", "둘째", "줄 둘", "하준", "없는말", " ")] == [
        1, 1, 1, 1, 0, 1,
    ]  # fmt: skip
    entry = last_entry()
    assert (entry.act, entry.actor, entry.after["price"]) == ("lessons.tutorial_offered", mentor, 30000)


def test_topics_are_given_kept_and_watched(mentor):
    for name in ("코드 리뷰", "데이터"):
        TopicFactory(name=name)
    tutorial = offered(mentor, topics=("코드 리뷰",))
    assert tutorials.input_of(tutorial).topics == ("코드 리뷰",)
    tutorials.edit_tutorial(tutorial_id=tutorial.pk, by=mentor, changes={"price": 0})
    assert tutorials.input_of(tutorial).topics == ("코드 리뷰",)
    Topic.objects.filter(name="코드 리뷰").update(is_active=False)
    tutorials.edit_tutorial(tutorial_id=tutorial.pk, by=mentor, changes={"topics": ("코드 리뷰", "데이터")})
    assert set(tutorials.input_of(tutorial).topics) == {"코드 리뷰", "데이터"}
    assert last_entry().before["topics"] == "코드 리뷰"
    with pytest.raises(Invalid) as refused:
        offered(mentor, title="다른 것", topics=("코드 리뷰",))
    assert (refused.value.code, Tutorial.objects.count()) == ("topic_not_offered", 1)


def test_only_mentors_and_staff_with_the_permission_offer(student, superuser, bare_staff):
    for person in (student, bare_staff):
        with pytest.raises(NotAllowed, match="멘토만 과외를 열 수 있습니다") as refused:
            offered(person)
        assert refused.value.code == "not_a_mentor"
    assert offered(superuser).mentor == superuser


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"title": " "}, "title_missing", "title"),
        ({"title": "가" * 201}, "title_too_long", "title"),
        ({"description": "\n"}, "description_missing", "description"),
        ({"description": "가" * 5001}, "description_too_long", "description"),
        ({"price": -1}, "price_out_of_range", "price"),
        ({"price": 10_000_001}, "price_out_of_range", "price"),
        ({"duration": 9}, "duration_out_of_range", "duration"),
        ({"duration": 721}, "duration_out_of_range", "duration"),
    ],
)
def test_what_cannot_be_offered(mentor, changes, code, field):
    with pytest.raises(Invalid) as refused:
        offered(mentor, **changes)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert not Tutorial.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"price": 0, "duration": 10},
        {"price": 10_000_000, "duration": 720},
        {"title": "가" * 200, "description": "나" * 5000},
    ],
)
def test_the_limits_themselves_can_be_offered(mentor, changes):
    kept = offered(mentor, **changes)
    kept.refresh_from_db()
    assert {name: getattr(kept, name) for name in changes} == changes


def test_one_title_is_open_once_for_a_mentor(mentor):
    first = offered(mentor)
    with pytest.raises(Conflict) as refused:
        offered(mentor, title="장고  첫걸음")
    assert (refused.value.code, refused.value.field) == ("title_taken", "title")
    offered(fresh(accounts.mentor()))
    tutorials.close_tutorial(tutorial_id=first.pk, by=mentor)
    offered(mentor)
    with pytest.raises(Conflict, match="같은 제목"):
        tutorials.reopen_tutorial(tutorial_id=first.pk, by=mentor)


# --- Editing ----------------------------------------------------------------------------------------------------------


def test_what_is_not_given_stays(mentor):
    tutorial = offered(mentor)
    with time_machine.travel(LATER, tick=False):
        tutorials.edit_tutorial(tutorial_id=tutorial.pk, by=mentor, changes={"price": 0})
    tutorial.refresh_from_db()
    assert (tutorial.title, tutorial.price, tutorial.duration, tutorial.revision, tutorial.updated_at) == (
        "장고 첫걸음", 0, 60, 1, LATER,
    )  # fmt: skip
    entry = last_entry()
    assert (entry.act, entry.before, entry.after) == ("lessons.tutorial_edited", {"price": 30000}, {"price": 0})


def test_a_new_title_is_found_and_must_be_new(mentor):
    tutorial, other = offered(mentor), offered(mentor, title="다른 과외")
    with pytest.raises(Conflict, match="같은 제목"):
        tutorials.edit_tutorial(tutorial_id=tutorial.pk, by=mentor, changes={"title": other.title})
    tutorials.edit_tutorial(tutorial_id=tutorial.pk, by=mentor, changes={"title": "파이썬 기초"})
    assert list(Tutorial.objects.matching("파이썬")) == [tutorial]
    tutorials.close_tutorial(tutorial_id=tutorial.pk, by=mentor)
    tutorials.edit_tutorial(tutorial_id=tutorial.pk, by=mentor, changes={"title": other.title})


def test_a_new_title_reaches_the_planners_of_lessons_to_come(mentor):
    tutorial = offered(mentor)
    coming = LessonFactory(tutorial=tutorial, status=LessonStatus.APPROVED, starts_at=LATER)
    over = LessonFactory(tutorial=tutorial, status=LessonStatus.COMPLETED, starts_at=NOW - dt.timedelta(days=1))
    rows = [
        AppointmentFactory(member=mentor, source=Lesson.SOURCE, source_id=lesson.pk, title="장고 첫걸음")
        for lesson in (coming, over)
    ]
    tutorials.edit_tutorial(tutorial_id=tutorial.pk, by=mentor, changes={"title": "장고 두 걸음"})
    for row in rows:
        row.refresh_from_db()
    assert [row.title for row in rows] == ["장고 두 걸음", "장고 첫걸음"]


def test_the_later_of_two_who_edit_is_told(mentor, superuser):
    tutorial = offered(mentor)
    tutorials.edit_tutorial(tutorial_id=tutorial.pk, by=superuser, changes={"price": 1}, expected_revision=0)
    with pytest.raises(Conflict) as refused:
        tutorials.edit_tutorial(tutorial_id=tutorial.pk, by=mentor, changes={"price": 2}, expected_revision=0)
    assert refused.value.code == "changed_meanwhile"
    tutorials.edit_tutorial(tutorial_id=tutorial.pk, by=mentor, changes={"price": 2}, expected_revision=1)


def test_only_its_mentor_and_staff_manage_it(mentor, student, bare_staff):
    tutorial = offered(mentor)
    for person in (student, bare_staff, fresh(accounts.mentor())):
        for act in (tutorials.close_tutorial, tutorials.reopen_tutorial):
            with pytest.raises(NotAllowed) as refused:
                act(tutorial_id=tutorial.pk, by=person)
            assert refused.value.code == "not_the_mentor"
        with pytest.raises(NotAllowed):
            tutorials.edit_tutorial(tutorial_id=tutorial.pk, by=person, changes={})
    tutorials.close_tutorial(tutorial_id=tutorial.pk, by=mentor)
    with pytest.raises(Tutorial.DoesNotExist):
        tutorials.edit_tutorial(tutorial_id=tutorial.pk, by=student, changes={})


# --- Closing and reopening --------------------------------------------------------------------------------------------


def test_closing_twice_is_closing_once(mentor):
    tutorial = offered(mentor)
    for _ in range(2):
        assert tutorials.close_tutorial(tutorial_id=tutorial.pk, by=mentor).is_open is False
    assert AuditEntry.objects.filter(act="lessons.tutorial_closed").count() == 1
    for _ in range(2):
        assert tutorials.reopen_tutorial(tutorial_id=tutorial.pk, by=mentor).is_open is True
    assert AuditEntry.objects.filter(act="lessons.tutorial_reopened").count() == 1


def test_staff_close_with_a_reason(mentor, superuser):
    tutorial = offered(mentor)
    with pytest.raises(Invalid) as refused:
        tutorials.close_tutorial(tutorial_id=tutorial.pk, by=superuser, reason=" ")
    assert (refused.value.code, refused.value.field) == ("reason_missing", "reason")
    tutorials.close_tutorial(tutorial_id=tutorial.pk, by=superuser, reason="연락처를 적었습니다.")
    assert last_entry().reason == "연락처를 적었습니다."


def test_nobody_takes_requests_who_gives_no_lessons_any_more(mentor, superuser):
    tutorial = offered(mentor)
    tutorials.close_tutorial(tutorial_id=tutorial.pk, by=mentor)
    MentorProfile.objects.filter(member=mentor).update(status=MentorStatus.REJECTED)
    with pytest.raises(Conflict) as refused:
        tutorials.reopen_tutorial(tutorial_id=tutorial.pk, by=mentor)
    assert refused.value.code == "mentor_gone"
    MentorProfile.objects.filter(member=mentor).update(status=MentorStatus.APPROVED)
    type(mentor).objects.filter(pk=mentor.pk).update(is_active=False)
    with pytest.raises(Conflict):
        tutorials.reopen_tutorial(tutorial_id=tutorial.pk, by=superuser)
    own = offered(superuser)
    tutorials.close_tutorial(tutorial_id=own.pk, by=superuser)
    assert tutorials.reopen_tutorial(tutorial_id=own.pk, by=superuser).is_open is True


def test_a_mentor_is_told_what_staff_do_and_nothing_of_their_own_acts(mentor, superuser):
    tutorial = offered(mentor)
    tutorials.edit_tutorial(tutorial_id=tutorial.pk, by=mentor, changes={"price": 1})
    tutorials.close_tutorial(tutorial_id=tutorial.pk, by=mentor)
    tutorials.reopen_tutorial(tutorial_id=tutorial.pk, by=mentor)
    assert not Notice.objects.exists()
    tutorials.edit_tutorial(tutorial_id=tutorial.pk, by=superuser, changes={"price": 2})
    tutorials.close_tutorial(tutorial_id=tutorial.pk, by=superuser, reason="연락처를 적었습니다.")
    tutorials.reopen_tutorial(tutorial_id=tutorial.pk, by=superuser)
    told = [
        (row.member, row.path, kinds.get(row.kind).render_title(row.params)) for row in Notice.objects.order_by("pk")
    ]
    assert told == [
        (mentor, tutorial.get_absolute_url(), "운영자가 ‘장고 첫걸음’ 과외의 내용을 수정했습니다."),
        (mentor, tutorial.get_absolute_url(), "운영자가 ‘장고 첫걸음’ 과외의 신청을 닫았습니다."),
        (mentor, tutorial.get_absolute_url(), "운영자가 ‘장고 첫걸음’ 과외의 신청을 다시 열었습니다."),
    ]
    closed = Notice.objects.get(kind=notices.TUTORIAL_CLOSED)
    body = kinds.get(closed.kind).render_body(closed.params)
    assert body == "사유: 연락처를 적었습니다.\n고친 뒤 과외 페이지에서 신청을 다시 열 수 있습니다."


# --- Who may know of it -----------------------------------------------------------------------------------------------


def test_a_closed_tutorial_is_there_for_its_mentor_and_staff(mentor, student, superuser):
    tutorial = offered(mentor)
    everyone = {"visitor": AnonymousUser(), "student": student, "mentor": mentor, "staff": superuser}

    def seen() -> list[str]:
        return [who for who, person in everyone.items() if Tutorial.objects.visible_to(person).exists()]

    assert seen() == ["visitor", "student", "mentor", "staff"]
    tutorials.close_tutorial(tutorial_id=tutorial.pk, by=mentor)
    assert seen() == ["mentor", "staff"]
    tutorials.reopen_tutorial(tutorial_id=tutorial.pk, by=mentor)
    type(mentor).objects.filter(pk=mentor.pk).update(is_active=False)
    assert seen() == ["mentor", "staff"]
    assert not Tutorial.objects.on_offer().exists()


JOIN = "https://meet.example.com/ha-jun"


@pytest.mark.parametrize(("own", "room", "expected"), [(None, False, JOIN), (None, True, ""), ("", False, "")])
def test_a_new_tutorial_takes_the_default_address_of_its_mentor(mentor, own, room, expected):
    mentor.mentor_profile.join_url = JOIN
    mentor.mentor_profile.save()
    place = VenueFactory(name="상담실", seats=2).name if room else "카페"
    tutorial = tutorials.offer_tutorial(by=mentor, given=given(venue=place, join_url=own))
    assert (tutorial.venue_name, tutorial.venue is not None, tutorial.join_url) == (place, room, expected)
    assert tutorials.input_of(tutorial) == given(venue=place, join_url=expected)


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"venue": "가" * 101}, "venue_too_long", "venue"),
        ({"venue": "골방"}, "room_too_small", "venue"),
        ({"join_url": "http://meet.example.com/a"}, "join_url_not_https", "join_url"),
    ],
)
def test_a_place_that_cannot_be_is_refused(mentor, changes, code, field):
    VenueFactory(name="골방", seats=1)
    with pytest.raises(Invalid) as refused:
        tutorials.offer_tutorial(by=mentor, given=given(**changes))
    assert (refused.value.code, refused.value.field) == (code, field)


def test_a_new_address_reaches_approved_lessons_ahead_and_their_mentees_are_told(mentor):
    tutorial = offered(mentor, join_url=JOIN)
    states = (LessonStatus.APPROVED, LessonStatus.PENDING, LessonStatus.APPROVED)
    agreed, asked, over = (LessonFactory(tutorial=tutorial, status=status, join_url=JOIN) for status in states)
    Lesson.objects.filter(pk=over.pk).update(starts_at=NOW - dt.timedelta(hours=3), ends_at=NOW)
    AppointmentFactory(member=agreed.mentee, source=Lesson.SOURCE, source_id=agreed.pk, join_url=JOIN)
    other = "https://meet.example.com/other"
    tutorials.edit_tutorial(tutorial_id=tutorial.pk, by=mentor, changes={"join_url": other})
    assert [Lesson.objects.get(pk=row.pk).join_url for row in (agreed, asked, over)] == [other, JOIN, JOIN]
    assert Appointment.objects.get().join_url == other
    assert list(Notice.objects.values_list("member", "kind")) == [(agreed.mentee_id, "lessons.join_changed")]


def test_a_tutorial_has_hours_of_its_own_until_they_are_taken_away(mentor, stranger, superuser):
    tutorial = TutorialFactory(mentor=mentor)
    given = {"tutorial_id": tutorial.pk, "spans": [WeeklySpan(2, dt.time(19), dt.time(21))]}
    with pytest.raises(NotAllowed):
        tutorials.set_tutorial_hours(by=stranger, **given)
    (row,) = tutorials.set_tutorial_hours(by=mentor, **given)
    assert (row.tutorial_id, row.weekday, row.start_time) == (tutorial.pk, 2, dt.time(19))
    with pytest.raises(Conflict):
        tutorials.set_tutorial_hours(by=mentor, tutorial_id=tutorial.pk, spans=[], expected_hours="")
    assert tutorials.set_tutorial_hours(by=superuser, **given) == [row]
    assert not Notice.objects.exists()
    assert tutorials.set_tutorial_hours(by=superuser, tutorial_id=tutorial.pk, spans=[]) == []
    assert Notice.objects.get().member == mentor

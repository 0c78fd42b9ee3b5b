"""Who follows is told of what newly takes applications, once, and of seats that fall free."""

import datetime as dt
import uuid

import pytest
import time_machine

from apps.core import clock
from apps.following import telling
from apps.following.models import Follow, ToldThing, Watch
from apps.following.sources import SOURCES
from apps.following.states import FollowKind
from apps.mentoring.services.applications import cancel_application
from apps.mentoring.states import ApplicationState
from apps.notices import services as notices
from apps.notices.kinds import render_params
from apps.notices.models import MailChoice, Notice, OutboxMail
from apps.notices.states import MailTiming
from tests.factories.accounts import MemberFactory
from tests.factories.elearning import CourseClassFactory, CourseFactory, EnrolmentFactory
from tests.factories.following import FollowFactory, mark, saved
from tests.factories.lessons import LessonFactory, TutorialFactory
from tests.factories.mentoring import ApplicationFactory, SessionFactory
from tests.factories.planner import AppointmentFactory
from tests.factories.topics import TopicFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def watching():
    """The worker has begun to watch: what opened before is nothing new."""
    telling.tell_followers()


def look(minutes: int = 2) -> int:
    with time_machine.travel(clock.now() + dt.timedelta(minutes=minutes), tick=False):
        return telling.tell_followers()


def told(member) -> list[str]:
    """What the member was told of, in the order of the telling."""
    rows = Notice.objects.filter(member=member, kind__startswith="following.").order_by("pk")
    return [f"{row.kind.removeprefix('following.')}: {render_params(row.params)['title']}" for row in rows]


def follow_topic(member, topic) -> Follow:
    return FollowFactory(member=member, kind=FollowKind.TOPIC, mentor=None, topic=topic)


def test_what_was_open_when_the_watch_began_is_nothing_new(student, mentor):
    Watch.objects.all().delete()
    SessionFactory(author=mentor)
    FollowFactory(member=student, mentor=mentor)
    assert (look(0), look(), told(student)) == (0, 0, [])
    assert set(Watch.objects.values_list("source", flat=True)) == {"mentoring", "lessons", "elearning"}


def test_the_worker_looks_once_a_minute(student, mentor):
    FollowFactory(member=student, mentor=mentor)
    SessionFactory(author=mentor, title="첫 만남")
    assert look(0) == 0
    assert look() == 1
    assert told(student) == ["by_mentor: 첫 만남"]


def test_a_follower_of_a_mentor_is_told_of_sessions_tutorials_and_classes_with_the_name(student, mentor):
    FollowFactory(member=student, mentor=mentor)
    session = SessionFactory(author=mentor, title="첫 만남")
    TutorialFactory(mentor=mentor, title="파이썬 과외")
    CourseClassFactory(course=CourseFactory(title="자료 구조"), number=2, instructors=[mentor])
    TutorialFactory(title="남의 과외")
    assert look() == 4
    assert told(student) == ["by_mentor: 첫 만남", "by_mentor: 파이썬 과외", "by_mentor: 자료 구조 2차"]
    first = Notice.objects.filter(member=student).order_by("pk").first()
    assert (first.path, first.params["name"], first.about) == (f"/mentoring/{session.pk}/", "김하준", mentor)
    assert OutboxMail.objects.filter(member=student).count() == 3


def test_a_series_is_told_of_once(student, mentor):
    FollowFactory(member=student, mentor=mentor)
    series = uuid.uuid4()
    SessionFactory(author=mentor, title="첫 회", series=series)
    SessionFactory(author=mentor, title="둘째 회", series=series)
    assert look() == 1
    assert told(student) == ["by_mentor: 첫 회"]


def test_nothing_is_told_twice_however_often_it_closes_and_opens(student, mentor):
    FollowFactory(member=student, mentor=mentor)
    session = SessionFactory(author=mentor, capacity=1)
    tutorial = TutorialFactory(mentor=mentor)
    look()
    application = ApplicationFactory(session=session)
    type(tutorial).objects.update(is_open=False)
    look(4)
    application.delete()
    type(tutorial).objects.update(is_open=True)
    assert (look(6), len(told(student))) == (0, 2)


def test_a_seat_that_falls_free_is_nothing_new_to_followers(student, mentor):
    Watch.objects.all().delete()
    _session, application = full(author=mentor)
    look(0)
    FollowFactory(member=student, mentor=mentor)
    cancel_application(application_id=application.pk, by=application.member)
    assert (look(), told(student)) == (0, [])


def test_what_is_full_at_once_is_told_for_one_can_wait(student, mentor):
    FollowFactory(member=student, mentor=mentor)
    full(author=mentor)
    assert look() == 1
    assert told(student) == ["by_mentor: 첫 만남"]


def test_it_is_told_when_it_opens_and_not_before(student, mentor):
    FollowFactory(member=student, mentor=mentor)
    SessionFactory(author=mentor, reg_start=clock.today() + dt.timedelta(days=1))
    assert (look(), told(student)) == (0, [])
    assert look(24 * 60) == 1
    assert len(told(student)) == 1


@pytest.mark.parametrize("gone", ["declined_at", "deleted_at"])
def test_what_others_may_not_see_is_not_told(student, mentor, gone):
    FollowFactory(member=student, mentor=mentor)
    SessionFactory(author=mentor, **{gone: clock.now()})
    CourseClassFactory(instructors=[mentor], is_published=False)
    CourseClassFactory(instructors=[mentor], course=CourseFactory(is_published=False))
    TutorialFactory(mentor=mentor, is_open=False)
    assert (look(), told(student)) == (0, [])


def test_neither_hosts_nor_applicants_nor_who_is_switched_off_are_told(student, mentor, stranger):
    topic, gone = TopicFactory(), MemberFactory(is_active=False)
    session = SessionFactory(author=mentor)
    session.topics.add(topic)
    ApplicationFactory(session=session, member=student)
    lesson = LessonFactory(tutorial=TutorialFactory(mentor=mentor), mentee=student)
    enrolment = EnrolmentFactory(course_class=CourseClassFactory(instructors=[mentor]), member=student)
    assert lesson.tutorial.mentor == mentor
    assert enrolment.holds_seat
    for member in (student, gone):
        FollowFactory(member=member, mentor=mentor)
    for member in (student, mentor, gone, stranger):
        follow_topic(member, topic)
    assert look() == 3
    assert [told(member) for member in (student, mentor, gone)] == [[], [], []]
    assert told(stranger) == [f"of_topic: {session.title}"]


def test_who_follows_it_in_several_ways_is_told_once(student, mentor):
    topic = TopicFactory(name="코드 리뷰")
    FollowFactory(member=student, mentor=mentor)
    follow_topic(student, topic)
    saved(student, "mentoring", "q=만남")
    session = SessionFactory(author=mentor, title="첫 만남", type="public")
    session.topics.add(topic)
    look()
    assert told(student) == ["by_mentor: 첫 만남"]


def test_the_topic_is_named_in_the_language_of_its_reader(student, mentor):
    english = MemberFactory(language="en")
    topic = TopicFactory(name="코드 리뷰", name_en="Code review")
    for member in (student, english):
        follow_topic(member, topic)
    SessionFactory(author=mentor).topics.add(topic)
    look()
    names = dict(Notice.objects.filter(kind="following.of_topic").values_list("member", "params__topic"))
    assert names == {student.pk: "코드 리뷰", english.pk: "Code review"}


def test_a_topic_tells_of_tutorials_and_classes_too(student):
    topic = TopicFactory()
    follow_topic(student, topic)
    TutorialFactory(title="파이썬 과외").topics.add(topic)
    course = CourseFactory(title="자료 구조")
    course.topics.add(topic)
    CourseClassFactory(course=course, number=2)
    look()
    assert told(student) == ["of_topic: 파이썬 과외", "of_topic: 자료 구조 2차"]


def test_a_saved_search_tells_of_what_it_finds(student, stranger, other_student):
    saved(student, "mentoring", "way=online&q=만남")
    saved(stranger, "lessons", "price=free")
    saved(other_student, "elearning", "free=1")
    SessionFactory(title="첫 만남")
    SessionFactory(title="두 번째 만남", venue_text="어딘가")
    TutorialFactory(title="비싼 과외", price=10_000)
    TutorialFactory(title="무료 과외", price=0)
    course = CourseFactory(title="자료 구조")
    CourseClassFactory(course=course, number=1, fee=10_000)
    CourseClassFactory(course=course, number=2, fee=0)
    Follow.objects.filter(source="mentoring").update(query="q=만남&place=어딘가")
    look()
    assert told(student) == ["of_search: 두 번째 만남"]
    assert told(stranger) == ["of_search: 무료 과외"]
    assert told(other_student) == ["of_search: 자료 구조 2차"]


def test_a_search_for_what_fits_my_week_is_asked_for_each_member(student, stranger):
    for member in (student, stranger):
        saved(member, "mentoring", "fit=1")
        saved(member, "elearning", "fit=1")
    session = SessionFactory(title="첫 만남")
    course_class = CourseClassFactory(course=CourseFactory(title="자료 구조"), number=1, meetings=1)
    for thing in (session, course_class.meetings.get()):
        AppointmentFactory(member=student, starts_at=thing.starts_at, ends_at=thing.ends_at)
    look()
    assert told(student) == []
    assert told(stranger) == ["of_search: 첫 만남", "of_search: 자료 구조 1차"]


def test_many_things_are_told_in_several_turns(student, mentor, monkeypatch):
    monkeypatch.setattr(telling, "_BATCH", 2)
    FollowFactory(member=student, mentor=mentor)
    for _number in range(5):
        SessionFactory(author=mentor)
    assert look() == 5
    assert len(told(student)) == 5
    assert ToldThing.objects.count() == 5


def test_a_mail_comes_as_the_member_chose(student, mentor):
    notices.choose_mail(by=student, timings={"following.by_mentor": MailTiming.OFF})
    assert MailChoice.objects.count() == 1
    FollowFactory(member=student, mentor=mentor)
    SessionFactory(author=mentor)
    look()
    assert (len(told(student)), OutboxMail.objects.count()) == (1, 0)


# --- Seats that fall free ---------------------------------------------------------------------------------------------


def full(title="첫 만남", **how):
    session = SessionFactory(capacity=1, title=title, **how)
    return session, ApplicationFactory(session=session)


def test_a_seat_that_falls_free_is_told_once_and_ends_the_mark(student, stranger):
    session, application = full()
    for member in (student, stranger):
        mark(member, "mentoring", session)
    look()
    assert told(student) == []
    cancel_application(application_id=application.pk, by=application.member)
    look(4)
    assert (told(student), told(stranger)) == (["seat_free: 첫 만남"], ["seat_free: 첫 만남"])
    assert not Follow.objects.exists()
    again = ApplicationFactory(session=session)
    look(6)
    cancel_application(application_id=again.pk, by=again.member)
    look(8)
    assert len(told(student)) == 1


def test_who_waits_in_line_gets_the_seat_and_nobody_else_hears_of_it(student):
    session, application = full()
    waiting = ApplicationFactory(session=session, state=ApplicationState.WAITING, is_waiting=True)
    mark(student, "mentoring", session)
    cancel_application(application_id=application.pk, by=application.member)
    waiting.refresh_from_db()
    assert waiting.holds_seat
    look()
    assert (told(student), Follow.objects.count()) == ([], 1)


def test_who_has_applied_meanwhile_is_not_told_and_the_mark_ends(student):
    session, application = full()
    mark(student, "mentoring", session)
    cancel_application(application_id=application.pk, by=application.member)
    type(session).objects.update(capacity=3)
    ApplicationFactory(session=session, member=student)
    look()
    assert (told(student), Follow.objects.count()) == ([], 0)


def test_a_seat_in_a_class_is_told_too(student):
    course_class = CourseClassFactory(course=CourseFactory(title="자료 구조"), number=3, capacity=1)
    enrolment = EnrolmentFactory(course_class=course_class)
    mark(student, "elearning", course_class)
    look()
    enrolment.delete()
    look(4)
    assert told(student) == ["seat_free: 자료 구조 3차"]


def test_marks_end_when_nobody_can_apply_any_more(student):
    session, _application = full()
    course_class = CourseClassFactory(capacity=1)
    EnrolmentFactory(course_class=course_class)
    mark(student, "mentoring", session)
    mark(student, "elearning", course_class)
    assert telling.end_marks(clock.now()) == 0
    assert telling.end_marks(session.closes_at) == 1
    assert telling.end_marks(course_class.closes_at) == 1


def test_a_search_that_can_be_chosen_no_more_finds_nothing_and_its_page_stands(client, student):
    saved(student, "mentoring", "weekday=nonsense")
    FollowFactory(member=student, kind=FollowKind.SEAT, mentor=None, source="elearning", thing_id=987654321)
    client.force_login(student)
    assert "weekday=nonsense" in client.get("/me/following/").content.decode()
    assert telling._found_by_searches("mentoring", SOURCES["mentoring"], [SessionFactory().pk]) == {}

"""To follow and to end it: what may be followed, once, and how much."""

from urllib.parse import parse_qs

import pytest

from apps.accounts import leaving
from apps.accounts.models import Member
from apps.core.errors import Conflict, Invalid, NotAllowed
from apps.core.models import AuditEntry
from apps.following import members, rules, services
from apps.following.models import LONGEST_QUERY, Follow
from apps.following.states import FollowKind
from apps.mentoring.models import Session
from apps.mentoring.states import ApplicationState
from tests.factories.accounts import MemberFactory
from tests.factories.accounts import mentor as a_mentor
from tests.factories.elearning import CourseClassFactory, EnrolmentFactory
from tests.factories.following import FollowFactory
from tests.factories.mentoring import ApplicationFactory, SessionFactory
from tests.factories.topics import TopicFactory

pytestmark = pytest.mark.django_db


def full(**how) -> Session:
    session = SessionFactory(capacity=1, **how)
    ApplicationFactory(session=session)
    session.refresh_from_db()
    return session


def test_a_mentor_is_followed_once_and_the_trail_says_so(student, mentor):
    first = services.follow_mentor(by=student, mentor_id=mentor.pk)
    assert services.follow_mentor(by=student, mentor_id=mentor.pk) == first
    services.end_follow(by=student, follow_id=first.pk)
    services.end_follow(by=student, follow_id=first.pk)
    began, ended = AuditEntry.objects.filter(act__startswith="following.").order_by("pk")
    assert (began.act, began.after) == ("following.began", {"kind": "mentor", "mentor": mentor.pk})
    assert (ended.act, ended.before) == ("following.ended", {"kind": "mentor", "mentor": mentor.pk})
    assert not Follow.objects.exists()


def test_nobody_ends_what_another_follows(student, stranger, mentor):
    follow = services.follow_mentor(by=student, mentor_id=mentor.pk)
    services.end_follow(by=stranger, follow_id=follow.pk)
    assert Follow.objects.get() == follow


def test_only_mentors_are_followed_and_not_oneself(student, stranger, mentor):
    with pytest.raises(Member.DoesNotExist):
        services.follow_mentor(by=student, mentor_id=stranger.pk)
    with pytest.raises(Conflict) as refused:
        services.follow_mentor(by=mentor, mentor_id=mentor.pk)
    assert refused.value.code == "own_news"


def test_a_topic_in_use_is_followed(student):
    topic = TopicFactory()
    assert services.follow_topic(by=student, topic_id=topic.pk).topic == topic
    with pytest.raises(Invalid) as refused:
        services.follow_topic(by=student, topic_id=TopicFactory(is_active=False).pk)
    assert refused.value.code == "topic_not_offered"


@pytest.mark.parametrize(
    ("source", "query", "kept"),
    [
        ("mentoring", "weekday=tue&status=ended&sort=latest&q=파이썬&mine=applied&size=50", "weekday=tue&q=파이썬"),
        ("lessons", "price=free&sort=price&status=all", "price=free"),
        ("elearning", "free=1&status=open&sort=closing", "free=1"),
    ],
)
def test_a_search_is_kept_without_what_says_nothing_of_something_new(student, source, query, kept):
    follow = services.follow_search(by=student, source=source, query=query)
    assert parse_qs(follow.query) == parse_qs(kept)
    assert services.follow_search(by=student, source=source, query=kept) == follow


@pytest.mark.parametrize(
    ("source", "query", "code"),
    [
        ("mentoring", "status=all", "search_empty"),
        ("mentoring", "weekday=tue&wday=wed", "search_unknown"),
        ("mentoring", "weekday=tue&weekday=someday", "search_unknown"),
        ("mentoring", "weekday=tue&part=noon-ish", "search_unknown"),
        ("mentoring", "q=깃&q=파이썬", "search_unknown"),
        ("mentoring", "q=깃&from=어제", "search_unknown"),
        ("lessons", "q=깃&price=abc", "search_unknown"),
        ("elearning", "q=깃&level=NOPE", "search_unknown"),
        ("elearning", "q=깃&fit=2", "search_unknown"),
        ("nowhere", "q=a", "source_unknown"),
        ("mentoring", "&" * 101, "search_too_long"),
        (
            "mentoring",
            "&".join(f"{name}={'가' * 100}" for name in ("q", "place", "mentor", "topic")),
            "search_too_long",
        ),
    ],
)
def test_a_search_asks_for_something_that_can_be_kept(student, source, query, code):
    with pytest.raises(Invalid) as refused:
        services.follow_search(by=student, source=source, query=query)
    assert refused.value.code == code
    assert len(query) < LONGEST_QUERY


def test_a_seat_is_awaited_in_what_is_full(student):
    session = full()
    follow = services.follow_seat(by=student, source="mentoring", thing_id=session.pk)
    assert (follow.kind, follow.thing_id) == (FollowKind.SEAT, session.pk)
    course_class = CourseClassFactory(capacity=1)
    EnrolmentFactory(course_class=course_class)
    assert services.follow_seat(by=student, source="elearning", thing_id=course_class.pk).source == "elearning"


def test_a_form_follows_each_kind(student, mentor):
    session, topic = full(), TopicFactory()
    for given in (
        services.FollowInput(FollowKind.MENTOR, mentor_id=mentor.pk),
        services.FollowInput(FollowKind.TOPIC, topic_id=topic.pk),
        services.FollowInput(FollowKind.SEARCH, source="mentoring", query="weekday=tue"),
        services.FollowInput(FollowKind.SEAT, source="mentoring", thing_id=session.pk),
    ):
        services.follow(by=student, given=given)
    rows = Follow.objects.order_by("pk").values_list("kind", "mentor", "topic", "query", "thing_id")
    assert list(rows) == [
        (FollowKind.MENTOR, mentor.pk, None, "", None),
        (FollowKind.TOPIC, None, topic.pk, "", None),
        (FollowKind.SEARCH, None, None, "weekday=tue", None),
        (FollowKind.SEAT, None, None, "", session.pk),
    ]


def test_no_seat_is_awaited_where_one_is_left_or_one_has_applied(student):
    with pytest.raises(Conflict) as refused:
        services.follow_seat(by=student, source="mentoring", thing_id=SessionFactory().pk)
    assert refused.value.code == "seat_left"
    with pytest.raises(Conflict) as refused:
        services.follow_seat(by=student, source="elearning", thing_id=CourseClassFactory().pk)
    assert refused.value.code == "seat_left"
    session = full()
    ApplicationFactory(session=session, member=student, state=ApplicationState.WAITING, is_waiting=True)
    with pytest.raises(Conflict) as refused:
        services.follow_seat(by=student, source="mentoring", thing_id=session.pk)
    assert refused.value.code == "already_applied"
    with pytest.raises(NotAllowed):
        services.follow_seat(by=session.author, source="mentoring", thing_id=session.pk)
    with pytest.raises(Session.DoesNotExist):
        services.follow_seat(by=student, source="mentoring", thing_id=0)
    with pytest.raises(Invalid):
        services.follow_seat(by=student, source="lessons", thing_id=1)


def test_a_member_follows_fifty_at_most(student, mentor, monkeypatch):
    monkeypatch.setattr(rules, "MOST_FOLLOWS", 1)
    follow = services.follow_mentor(by=student, mentor_id=mentor.pk)
    with pytest.raises(Conflict) as refused:
        services.follow_topic(by=student, topic_id=TopicFactory().pk)
    assert refused.value.code == "too_many_follows"
    assert services.follow_mentor(by=student, mentor_id=mentor.pk) == follow


def test_what_one_follows_is_ones_own_data_and_goes_with_one(student):
    topic = TopicFactory(name="코드 리뷰")
    FollowFactory(member=student, kind=FollowKind.TOPIC, mentor=None, topic=topic)
    (line,) = members.export(student)
    assert (line["kind"], line["topic__name"]) == ("topic", "코드 리뷰")
    leaving.say_farewell(student, student)
    assert not Follow.objects.exists()


def test_a_mentor_who_leaves_is_followed_no_more():
    host = a_mentor()
    FollowFactory(member=MemberFactory(), mentor=host)
    leaving.say_farewell(host, host)
    assert not Follow.objects.exists()

"""The page of what one follows, and the buttons on the pages of mentoring."""

import html
from urllib.parse import quote, unquote

import pytest
from allauth.account.models import EmailAddress

from apps.following.models import Follow
from apps.following.states import FollowKind
from tests.factories.accounts import PASSWORD, MemberFactory
from tests.factories.elearning import CourseClassFactory, CourseFactory, EnrolmentFactory
from tests.factories.following import FollowFactory, mark, saved
from tests.factories.lessons import TutorialFactory
from tests.factories.mentoring import ApplicationFactory, SessionFactory
from tests.factories.topics import TopicFactory
from tests.mentoring import reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client, student):
    client.force_login(student)
    return client


def words(page, path: str) -> str:
    return page.get(path).content.decode()


def test_an_empty_page_says_how_to_begin(page):
    assert "아직 소식을 받는 곳이 없습니다" in words(page, "/me/following/")


def test_the_page_names_everything_and_how_it_is_told(page, student, mentor):
    FollowFactory(member=student, mentor=mentor)
    FollowFactory(member=student, mentor=MemberFactory(name="떠난 사람", is_active=False))
    FollowFactory(member=student, kind=FollowKind.TOPIC, mentor=None, topic=TopicFactory(name="코드 리뷰"))
    saved(student, "mentoring", "weekday=tue&q=파이썬")
    mark(student, "elearning", CourseClassFactory(course=CourseFactory(title="자료 구조"), number=2))
    said = words(page, "/me/following/")
    for word in (
        "김하준 멘토",
        "떠난 사람 멘토",
        '<a href="/?q=%EC%BD%94%EB%93%9C+%EB%A6%AC%EB%B7%B0">코드 리뷰</a>',  # the search that looks into all domains
        "화요일 · 검색어: 파이썬",
        "자료 구조 2차",
        "메일: 바로",
    ):
        assert word in said
    assert said.count("그만 받기") == 5


def test_a_button_follows_and_the_same_button_ends_it(page, student, mentor):
    session = SessionFactory(author=mentor)
    path = f"/mentoring/{session.pk}/"
    assert "소식 받기" in words(page, path)
    answer = page.post(
        "/me/following/add/", {"kind": "mentor", "mentor": mentor.pk}, headers={"Referer": "http://testserver" + path}
    )
    assert (answer.status_code, answer.url) == (302, "http://testserver" + path)
    follow = Follow.objects.get(member=student)
    assert f"/me/following/{follow.pk}/end/" in words(page, path)
    page.post(f"/me/following/{follow.pk}/end/")
    assert not Follow.objects.exists()


def test_a_full_session_offers_to_tell_of_a_seat_to_those_who_have_none(page, client, student):
    session = SessionFactory(capacity=1)
    ApplicationFactory(session=session)
    path, button = f"/mentoring/{session.pk}/", "자리 나면 알림 받기"
    assert button in words(page, path)
    page.post("/me/following/add/", {"kind": "seat", "source": "mentoring", "thing": session.pk})
    assert "빈자리 알림 그만 받기" in words(page, path)
    Follow.objects.all().delete()
    ApplicationFactory(session=session, member=student, state="waiting", is_waiting=True)
    assert button not in words(page, path)
    assert button not in words(page, f"/mentoring/{SessionFactory().pk}/")
    client.logout()
    assert button not in words(client, path)


def test_tutorials_and_courses_offer_it_as_well(page, student, mentor):
    TopicFactory(name="코드 리뷰")
    tutorial = TutorialFactory(mentor=mentor)
    course_class = CourseClassFactory(capacity=1)
    EnrolmentFactory(course_class=course_class)
    course = f"/courses/{course_class.course_id}/"
    for path, button in (
        (f"/tutorials/{tutorial.pk}/", "소식 받기"),
        ("/tutorials/?price=free", "이 조건으로 소식 받기"),
        ("/tutorials/?topic=코드 리뷰", "이 주제의 소식 받기"),
        ("/courses/?free=1", "이 조건으로 소식 받기"),
        ("/courses/?topic=코드 리뷰", "이 주제의 소식 받기"),
        (course, "자리 나면 알림 받기"),
    ):
        assert button in reading.part(page.get(path), "</header>", "</main>"), path
    mark(student, "elearning", course_class)
    assert "빈자리 알림 그만 받기" in words(page, course)
    page.force_login(mentor)
    assert "소식 받기" not in reading.part(page.get(f"/tutorials/{tutorial.pk}/"), "</header>", "</main>")


def test_a_visitor_logs_in_and_comes_back_to_the_button(client, student, mentor):
    TopicFactory(name="코드 리뷰")
    session, tutorial = SessionFactory(author=mentor), TutorialFactory(mentor=mentor)
    places = {
        f"/mentors/{mentor.pk}/": "follow-mentor",
        f"/mentoring/{session.pk}/": "follow-mentor",
        f"/tutorials/{tutorial.pk}/": "follow-mentor",
        "/mentoring/?weekday=tue": "follow-list",
        f"/courses/?topic={quote('코드 리뷰')}": "follow-list",
        f"/mentors/?topic={quote('코드 리뷰')}": "follow-list",
    }
    logs_in = {}
    for path, anchor in places.items():
        logs_in[path] = html.unescape(next(link for link in words(client, path).split('"') if anchor in link))
        back = unquote(logs_in[path].removeprefix("/accounts/login/?next="))
        assert back == f"{path}#{anchor}"
    EmailAddress.objects.create(user=student, email=student.email, primary=True, verified=True)
    path = f"/mentors/{mentor.pk}/"
    answer = client.post(logs_in[path], {"login": student.email, "password": PASSWORD})
    assert answer.url == f"{path}#follow-mentor"
    for path, anchor in places.items():
        assert f'id="{anchor}"' in words(client, path)
    assert not Follow.objects.exists()  # only the button acts


def test_a_list_offers_what_is_asked_of_it(page, student):
    topic = TopicFactory(name="코드 리뷰")
    assert "소식 받기</" not in words(page, "/mentoring/?status=all").replace(" ", "")
    assert "이 주제의 소식 받기" in words(page, f"/mentoring/?topic={topic.name}")
    assert "이 조건으로 소식 받기" in words(page, f"/mentoring/?topic={topic.name}&weekday=tue")
    page.post("/me/following/add/", {"kind": "search", "source": "mentoring", "query": "weekday=tue"})
    page.post("/me/following/add/", {"kind": "topic", "topic": topic.pk})
    assert "이 조건의 소식 그만 받기" in words(page, "/mentoring/?weekday=tue&status=all&sort=latest")
    assert "이 주제의 소식 그만 받기" in words(page, f"/mentoring/?topic={topic.name}")


@pytest.mark.parametrize(
    "sent", [{}, {"kind": "other"}, {"kind": "mentor", "mentor": "x"}, {"kind": "mentor"}, {"kind": "topic"}]
)
def test_what_no_button_sends_is_not_there(page, sent):
    assert page.post("/me/following/add/", sent).status_code == 404


def test_a_refusal_is_said_on_the_page_one_came_from(page):
    answer = page.post("/me/following/add/", {"kind": "search", "source": "mentoring", "query": ""}, follow=True)
    assert "조건을 하나 이상" in answer.content.decode()

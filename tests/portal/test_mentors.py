"""The list of mentors, and a mentor's page: whom one finds, and what they have open."""

import datetime as dt

import pytest
from django.urls import reverse

from apps.accounts.states import MentorStatus
from apps.core import clock
from tests.api.client import ApiClient, answered
from tests.factories.accounts import MemberFactory, MentorProfileFactory, mentor
from tests.factories.elearning import CourseClassFactory
from tests.factories.lessons import TutorialFactory
from tests.factories.mentoring import SessionFactory
from tests.factories.topics import TopicFactory
from tests.mentoring.reading import words

pytestmark = pytest.mark.django_db
LIST = "/mentors/"


def shown(client, query: str = "") -> list[str]:
    return [row.name for row in client.get(LIST + query, follow=True).context["page"]]


def said(client, address: str = LIST) -> str:
    return words(client.get(address).content.decode())


def page_of(client, member) -> str:
    return said(client, reverse("portal:mentor", args=[member.pk]))


def test_those_come_first_who_have_something_open(client):
    none, teaches, holds = (mentor(name=name) for name in ("가람", "나래", "다온"))
    SessionFactory(author=none, declined_at=clock.now())
    TutorialFactory(mentor=none, is_open=False)
    CourseClassFactory(instructors=[none], is_published=False)
    CourseClassFactory(instructors=[none], course__is_published=False)
    CourseClassFactory.create_batch(2, instructors=[teaches, holds])
    SessionFactory(author=holds)
    TutorialFactory(mentor=holds)
    rows = client.get(LIST).context["page"].items
    assert [(row.name, row.open) for row in rows] == [
        ("나래", "과정 2개"), ("다온", "멘토링 1건 · 과외 1개 · 과정 2개"), ("가람", ""),
    ]  # fmt: skip
    assert shown(client, "?open=1") == ["나래", "다온"]
    assert "지금 신청할 수 있는 것이 없습니다." in said(client)


def test_the_api_lists_them_too(student):
    first, other = mentor(name="나래"), mentor(name="가람")
    TutorialFactory(mentor=first)
    first.mentor_profile.topics.add(TopicFactory(name="코드 리뷰"))

    def found(query: str = "") -> list[str]:
        return [row["name"] for row in answered(ApiClient(student).get(f"/api/mentors{query}"))["mentors"]]

    assert found() == ["나래", "가람"]
    for query in ("?topic=코드 리뷰", "?open=true", "?searchValue=나ㄹ", "?searchValue=코드리뷰"):
        assert found(query) == ["나래"]
    row = answered(ApiClient(student).get("/api/mentors?open=true"))["mentors"][0]
    line = first.mentor_profile.introduction or first.mentor_profile.career
    assert row == {
        "mentorId": first.pk, "name": "나래", "line": line, "topics": ["코드 리뷰"], "open": "과외 1개",
    }  # fmt: skip
    assert found("?topic=없음") == []
    assert other.email not in str(ApiClient(student).get("/api/mentors").json())


def test_only_who_is_a_mentor_and_here_is_shown(client):
    mentor(name="있는 멘토")
    gone = mentor(name="떠난 멘토", is_active=False)
    waiting = MemberFactory(name="기다리는 사람")
    MentorProfileFactory(member=waiting, status=MentorStatus.PENDING, decided_at=None)
    assert shown(client) == ["있는 멘토"]
    for member in (gone, waiting, MemberFactory()):
        assert client.get(reverse("portal:mentor", args=[member.pk])).status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=ㄱㅎㅈ", ["김하준"]),
        ("?q=표로 말하는", ["이수아"]),
        ("?q=결제", ["김하준"]),
        ("?q=데ㅇ", ["이수아"]),
        ("?q=DATA 수아", ["이수아"]),
        ("?q=데이터 하준", []),
        ("?topic=data", ["이수아"]),
        ("?topic=없는 주제", []),
        ("?q=%00&open=maybe&page=zz", ["김하준", "이수아"]),
    ],
)
def test_mentors_are_found_by_name_text_and_topic(client, query, found):
    first, second = MemberFactory(name="김하준"), MemberFactory(name="이수아")
    MentorProfileFactory(member=first, career="결제 시스템 12년", introduction="")
    profile = MentorProfileFactory(member=second, career="분석가", introduction="표로 말하는 법을 나눕니다.")
    profile.topics.add(TopicFactory(name="데이터", name_en="Data"))
    assert shown(client, query) == found


def test_a_card_says_who_they_are_and_leads_to_their_topics(client):
    member = MemberFactory(name="이수아", profile_image="profile/a.jpg")
    MentorProfileFactory(member=member, career="분석가 8년\n강사", introduction="").topics.add(
        TopicFactory(name="데이터")
    )
    (row,) = client.get(LIST).context["page"]
    assert (row.line, row.image_url) == ("분석가 8년", reverse("accounts:image", args=[member.pk]))
    body = client.get(LIST).content.decode()
    assert f'href="{reverse("portal:mentor", args=[member.pk])}"' in body
    assert 'href="/mentors/?topic=%EB%8D%B0%EC%9D%B4%ED%84%B0"' in body


def test_who_is_not_found_is_said(client):
    assert "아직 멘토가 없습니다" in said(client)
    assert "‘없는말’에 맞는 멘토가 없습니다" in said(client, LIST + "?q=없는말")
    assert "조건에 맞는 멘토가 없습니다" in said(client, LIST + "?open=1")


def test_a_page_shows_everything_that_is_open(client):
    member = mentor(name="김하준")
    member.mentor_profile.topics.add(TopicFactory(name="코드 리뷰"))
    later = clock.at(clock.today() + dt.timedelta(days=8), dt.time(10))
    SessionFactory(author=member, title="나중 멘토링", starts_at=later)
    SessionFactory(author=member, title="먼저 멘토링")
    SessionFactory(title="남의 멘토링")
    TutorialFactory(mentor=member, title="장고 과외", price=0)
    TutorialFactory(mentor=member, title="닫은 과외", is_open=False)
    CourseClassFactory(instructors=[member], course__title="데이터 과정")
    CourseClassFactory(course__title="남의 과정")
    text = page_of(client, member)
    assert text.index("먼저 멘토링") < text.index("나중 멘토링") < text.index("장고 과외") < text.index("데이터 과정")
    assert "코드 리뷰" in text
    assert not [title for title in ("남의 멘토링", "닫은 과외", "남의 과정") if title in text]
    assert "이 멘토의 멘토링 모두 보기" in text
    assert "지금 신청할 수 있는 것이 없습니다." not in text


def test_a_page_without_anything_open_leads_to_what_there_was(client):
    text = page_of(client, mentor())
    assert "지금 신청할 수 있는 것이 없습니다." in text
    assert "이 멘토의 멘토링 모두 보기 이 멘토의 과외 모두 보기" in text


def test_the_first_page_finds_mentors_too(client):
    mentor(name="김하준")
    for number in range(3):
        mentor(name=f"이수아{number}")
    text = said(client, "/?q=수아")
    assert [name for name in ("이수아0", "이수아1", "이수아2", "김하준") if f"{name} 멘토" in text] == [
        "이수아0", "이수아1", "이수아2",
    ]  # fmt: skip
    assert "/mentors/?q=" in client.get("/?q=수아").content.decode()
    assert "멘토 전체에서 찾기" not in said(client, "/?q=없는말") + said(client, "/")


def test_the_menu_leads_to_the_mentors(client):
    assert 'href="/mentors/"' in client.get("/").content.decode()

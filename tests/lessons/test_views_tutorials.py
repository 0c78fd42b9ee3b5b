"""The list of tutorials, one tutorial, and offering, editing, closing and reopening them through their pages."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from apps.core import clock
from apps.core.models import AuditEntry
from apps.lessons.models import Tutorial
from apps.lessons.services import tutorials
from apps.lessons.states import LessonStatus
from tests.factories.lessons import DayOffFactory, LessonFactory, TutorialFactory, WeeklyHoursFactory
from tests.factories.topics import TopicFactory
from tests.mentoring import reading
from tests.people import fresh

NOW = dt.datetime(2026, 6, 10, 12, tzinfo=clock.SEOUL)
LIST, NEW = "/tutorials/", "/tutorials/new/"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel(NOW, tick=False):
        yield


def titles(client, query: str = "") -> list[str]:
    response = client.get(LIST + query, follow=True)
    assert response.status_code == 200
    return reading.titles(response)


def typed(**changes) -> dict[str, str]:
    return {
        "title": "장고 첫걸음", "description": "함께 만들어 봅니다.", "price": "30,000원", "duration": "60",
        "revision": "",
        **changes,
    }  # fmt: skip


def page_of(client, tutorial, **more):
    return client.get(tutorial.get_absolute_url(), **more)


# --- The list ---------------------------------------------------------------------------------------------------------


def test_a_visitor_sees_what_is_on_offer_newest_first(client):
    for number, title in enumerate(("처음", "다음")):
        TutorialFactory(title=title, created_at=NOW + dt.timedelta(hours=number))
    TutorialFactory(title="닫은 것", is_open=False)
    gone = TutorialFactory(title="없는 멘토의 것")
    type(gone.mentor).objects.filter(pk=gone.mentor_id).update(is_active=False)
    response = client.get(LIST)
    assert reading.titles(response) == ["다음", "처음"]
    assert reading.total(response) == "총 2건"
    assert 'aria-label="과외와 수업"' not in response.content.decode()
    assert titles(client, "?status=all&mine=offered") == ["다음", "처음"]
    assert "로그인하면 내가 열거나" in client.get(LIST + "?mine=offered").content.decode()


def test_a_row_says_what_it_costs_how_long_it_is_and_what_it_is_to_me(client, student, mentor):
    tutorial = TutorialFactory(title="내 것", mentor=mentor, price=0, duration=90, description="첫 줄\n둘째 줄")
    asked = TutorialFactory(title="신청한 것", price=45000, duration=45, created_at=NOW - dt.timedelta(days=1))
    LessonFactory(tutorial=asked, mentee=student)
    over = TutorialFactory(title="끝난 것", created_at=NOW - dt.timedelta(days=2))
    LessonFactory(tutorial=over, mentee=student, status=LessonStatus.COMPLETED)
    client.force_login(student)
    rows = reading.rows(client.get(LIST))
    assert "내 것 김하준 멘토 첫 줄 둘째 줄 무료 1회 1시간 30분" in rows[0]
    assert "신청함" in rows[1]
    assert "45,000원 1회 45분" in rows[1]
    assert "신청함" not in rows[2]
    client.force_login(mentor)
    assert "내 과외" in reading.rows(client.get(LIST))[0]
    assert tutorial.mentor == mentor


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=포트", ["포트폴리오"]),
        ("?q=트폴", ["포트폴리오"]),
        ("?q=목록 화면", ["장고"]),
        ("?q=하준", ["포트폴리오"]),
        ("?q=DJANGO", ["장고"]),
        ("?price=free", ["포트폴리오"]),
        ("?price=30000", ["장고", "포트폴리오"]),
        ("?length=30", ["포트폴리오"]),
        ("?length=60&sort=price", ["포트폴리오", "장고"]),
        ("?sort=price", ["포트폴리오", "장고", "비싼 것"]),
        ("?price=1&length=x&status=?&mine=me&sort=no&page=zz", ["비싼 것", "장고", "포트폴리오"]),
        ("?q=%00", ["비싼 것", "장고", "포트폴리오"]),
        ("?q=없는말", []),
        ("?q=파이", ["비싼 것", "장고"]),
        ("?q=파이 목록", ["장고"]),
        ("?topic=python", ["비싼 것", "장고"]),
        ("?topic=없는 주제", []),
    ],
)
def test_searching_and_narrowing(client, mentor, query, found):
    topic = TopicFactory(name="파이썬", name_en="Python")
    rows = (
        ("포트폴리오", {"mentor": mentor, "price": 0, "duration": 30}),
        ("장고", {"description": "Django로 목록 화면을 만듭니다.", "price": 30000, "duration": 60}),
        ("비싼 것", {"price": 200000, "duration": 120}),
    )
    for number, (title, fields) in enumerate(rows):
        tutorial = TutorialFactory(title=title, created_at=NOW + dt.timedelta(hours=number), **fields)
        tutorial.topics.set([topic] * min(number, 1))
    assert titles(client, query) == found


def test_ones_own_and_the_closed_ones(client, mentor, student):
    mine = TutorialFactory(title="내 닫은 것", mentor=mentor, is_open=False)
    TutorialFactory(title="내 것", mentor=mentor)
    TutorialFactory(title="남의 닫은 것", is_open=False)
    client.force_login(mentor)
    assert titles(client, "?mine=offered") == ["내 것"]
    assert sorted(titles(client, "?mine=offered&status=all")) == ["내 것", "내 닫은 것"]
    assert titles(client, "?status=closed") == ["내 닫은 것"]
    assert "신청 닫음" in reading.rows(client.get(LIST + "?status=closed"))[0]
    LessonFactory(tutorial=mine, mentee=student, status=LessonStatus.COMPLETED)
    client.force_login(student)
    assert titles(client, "?mine=taken") == []
    assert titles(client, "?mine=taken&status=all") == ["내 닫은 것"]


def test_chips_take_filters_away_and_pages_keep_them(client, mentor):
    TutorialFactory.create_batch(11, mentor=mentor)
    client.force_login(mentor)
    query = "?q=과외&status=all&price=50000&length=60&mine=offered"
    response = client.get(LIST + query)
    assert reading.chips(response) == [
        "조건 해제: 검색: 과외", "조건 해제: 신청: 모두", "조건 해제: 50,000원 이하", "조건 해제: 1시간 이하",
        "조건 해제: 내가 연 과외",
    ]  # fmt: skip
    assert len(reading.titles(response)) == 10
    assert len(titles(client, query + "&page=2")) == 1
    assert len(titles(client, query + "&page=99")) == 1
    assert 'href="?q=%EA%B3%BC%EC%99%B8&amp;status=all' in response.content.decode()


def test_the_two_kinds_of_empty(client, mentor, student):
    def empty(query: str = "") -> str:
        return reading.words(reading.part(client.get(LIST + query), '<div class="empty">', "</div>"))

    client.force_login(student)
    assert empty() == "아직 열린 과외가 없습니다 멘토가 과외를 열면 이곳에 보입니다."
    assert empty("?price=free").endswith("조건 지우고 모두 보기")
    client.force_login(mentor)
    assert empty().endswith("첫 과외를 열어 보세요. 과외 열기")
    assert empty("?mine=offered&status=all").startswith("아직 연 과외가 없습니다")


# --- One tutorial -----------------------------------------------------------------------------------------------------


def test_all_that_one_wants_to_know_before_asking(client, mentor):
    mentor.mentor_profile.introduction = "천천히 갑니다."
    mentor.mentor_profile.save()
    tutorial = TutorialFactory(title="장고", mentor=mentor, description="첫 문단\n\n<b>둘째</b>", duration=90)
    TutorialFactory(title="다른 과외", mentor=mentor)
    TutorialFactory(title="닫은 과외", mentor=mentor, is_open=False)
    for weekday in (0, 2):
        WeeklyHoursFactory(mentor=mentor, weekday=weekday)
    DayOffFactory(mentor=mentor, first_day=dt.date(2026, 6, 1), last_day=dt.date(2026, 6, 2))
    DayOffFactory(mentor=mentor, first_day=dt.date(2026, 6, 20), note="비밀 여행")
    response = page_of(client, tutorial)
    text = reading.words(reading.part(response, "<main", "</main>"))
    for words in (
        "첫 문단", "<b>둘째</b>", "백엔드 개발 5년 경력", "천천히 갑니다.", "월·수 19:00~22:00", "1시간 30분",
        "50,000원",
        "6월 20일 (토)", "다른 과외",
    ):  # fmt: skip
        assert words in text
    for words in ("닫은 과외", "6월 1일", "비밀 여행"):
        assert words not in text
    assert "<b>둘째" not in response.content.decode()
    assert reading.main_act(response) == "로그인하고 수업 신청하기"
    assert f'href="/accounts/login/?next=/tutorials/{tutorial.pk}/request/"' in response.content.decode()


def test_the_main_act_is_for_the_person(client, mentor, student, superuser):
    tutorial = TutorialFactory(mentor=mentor)
    acts = {}
    for name, person in {"student": student, "mentor": mentor, "staff": superuser}.items():
        client.force_login(person)
        response = page_of(client, tutorial)
        acts[name] = (reading.main_act(response), "수정하기" in response.content.decode())
    assert acts == {
        "student": ("수업 신청하기", False), "mentor": ("받은 신청 보기", True), "staff": ("수업 신청하기", True),
    }  # fmt: skip
    assert "정해 둔 시간이 없어 언제든 신청할 수 있습니다." in response.content.decode()


def test_a_closed_one_says_so_to_who_has_been_there_and_is_not_there_for_others(client, student, stranger):
    tutorial = TutorialFactory(is_open=False)
    lesson = LessonFactory(tutorial=tutorial, mentee=student)
    client.force_login(student)
    response = page_of(client, tutorial)
    assert (reading.main_act(response), reading.main_why(response)) == (
        "신청을 받지 않음", "지금은 신청을 받지 않는 과외입니다.",
    )  # fmt: skip
    assert f'href="{lesson.get_absolute_url()}"' in response.content.decode()
    client.force_login(stranger)
    assert page_of(client, tutorial).status_code == 404
    client.logout()
    assert page_of(client, tutorial).status_code == 404


def test_what_is_no_mentor_any_more_shows_no_profile(client, superuser):
    superuser.introduction = "개인 소개"
    superuser.save()
    tutorial = TutorialFactory(mentor=superuser)
    text = page_of(client, tutorial).content.decode()
    assert superuser.name in text
    assert "개인 소개" not in text
    assert f"/mentors/{tutorial.mentor_id}/" not in text


# --- Offering ---------------------------------------------------------------------------------------------------------


def test_a_mentor_offers_a_tutorial(client, mentor):
    client.force_login(mentor)
    assert client.get(NEW).context["form"]["duration"].value() == 60
    response = client.post(NEW, typed(), follow=True)
    tutorial = Tutorial.objects.get()
    assert response.redirect_chain == [(tutorial.get_absolute_url(), 302)]
    assert reading.messages(response) == ["과외를 열었습니다. 신청이 들어오면 알려 드립니다."]
    assert (tutorial.mentor, tutorial.price, tutorial.duration) == (mentor, 30000, 60)


@pytest.mark.parametrize(
    ("raw", "price"), [("0", 0), ("30000", 30000), (" 1,000,000 ", 1_000_000), ("₩5,000", 5000), ("10000 원", 10000)]
)
def test_money_as_people_write_it(client, mentor, raw, price):
    client.force_login(mentor)
    client.post(NEW, typed(price=raw))
    assert Tutorial.objects.get().price == price


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": " "}, ["제목을 입력해 주세요."]),
        ({"description": ""}, ["소개를 입력해 주세요."]),
        ({"price": ""}, ["수업료(원)를 입력해 주세요."]),
        ({"price": "삼만원"}, ["수업료(원): 금액을 30000이나 30,000처럼 숫자로 입력해 주세요."]),
        ({"price": "-1"}, ["수업료(원): 금액을 30000이나 30,000처럼 숫자로 입력해 주세요."]),
        ({"price": "1,00"}, ["수업료(원): 금액을 30000이나 30,000처럼 숫자로 입력해 주세요."]),
        ({"price": "10000001"}, ["수업료는 0원 이상 10,000,000원 이하여야 합니다."]),
        ({"duration": "5"}, ["수업 시간은 10분 이상 720분 이하여야 합니다."]),
        ({"duration": "한 시간"}, ["수업 시간(분): 정수를 입력해 주세요."]),
    ],
)
def test_what_is_refused_is_said_beside_its_field_and_stays(client, mentor, changes, said):
    client.force_login(mentor)
    response = client.post(NEW, typed(**changes))
    assert reading.errors(response) == said
    for name, value in typed(**changes).items():
        assert response.context["form"][name].value() == value
    assert not Tutorial.objects.exists()


def test_a_second_click_makes_no_second_one(client, mentor):
    client.force_login(mentor)
    client.post(NEW, typed())
    response = client.post(NEW, typed())
    assert reading.errors(response) == [
        "제목: 같은 제목으로 신청을 받는 과외가 이미 있습니다. 제목을 다르게 써 주세요."
    ]
    assert Tutorial.objects.count() == 1


def test_only_mentors_offer(client, student, mentor, superuser, bare_staff):
    people = {"student": student, "mentor": mentor, "superuser": superuser, "staff": bare_staff}
    answers = {}
    for name, person in people.items():
        client.force_login(person)
        answers[name] = client.get(NEW).status_code
    assert answers == {"student": 403, "mentor": 200, "superuser": 200, "staff": 403}


def test_what_was_typed_outlives_a_log_in(client, mentor):
    client.force_login(mentor)
    sent = typed(writer=str(mentor.pk), description="긴 글")
    client.logout()
    response = client.post(NEW, sent)
    assert response["Location"] == "/accounts/login/?next=/tutorials/new/"
    client.force_login(mentor)
    response = client.get(NEW)
    assert response.context["form"]["description"].value() == "긴 글"
    assert reading.messages(response) == ["로그인하기 전에 쓰시던 내용을 불러왔습니다. 확인하고 저장해 주세요."]
    client.logout()
    assert client.get(NEW)["Location"] == "/accounts/login/?next=/tutorials/new/"
    assert client.get("/tutorials/1/edit/")["Location"] == "/accounts/login/?next=/tutorials/1/edit/"


# --- Editing ----------------------------------------------------------------------------------------------------------


def test_only_what_was_changed_is_written(client, mentor):
    tutorial = TutorialFactory(mentor=mentor, title="장고 첫걸음", description="첫 줄\n둘째 줄", price=30000)
    client.force_login(mentor)
    address = reverse("tutorials:edit", args=[tutorial.pk])
    assert client.get(address).context["form"]["price"].value() == 30000
    given = typed(description="첫 줄\r\n둘째 줄", price="35000", revision="0")
    response = client.post(address, given, follow=True)
    assert reading.messages(response) == [
        "수정한 내용을 저장했습니다. 이미 신청받은 수업의 수업료와 시간은 그대로입니다."
    ]
    entry = AuditEntry.objects.get(act="lessons.tutorial_edited")
    assert (entry.before, entry.after) == ({"price": 30000}, {"price": 35000})


def test_the_later_of_two_sees_what_stands_now_and_can_still_save(client, mentor, superuser):
    tutorial = TutorialFactory(mentor=mentor, title="장고 첫걸음", description="함께 만들어 봅니다.", price=30000)
    tutorials.edit_tutorial(tutorial_id=tutorial.pk, by=superuser, changes={"price": 0, "duration": 90})
    client.force_login(mentor)
    address = reverse("tutorials:edit", args=[tutorial.pk])
    response = client.post(address, typed(price="40000", revision="0"))
    assert reading.errors(response)[0].startswith("그사이 다른 사람이 이 과외를 수정했습니다.")
    shown = reading.words(reading.part(response, 'id="latest-title">', "</dl>"))
    assert shown == "지금 저장되어 있는 내용 수업료(원) 무료 수업 시간(분) 1시간 30분"
    client.post(address, typed(price="40000", revision=reading.hidden(response, "revision")))
    tutorial.refresh_from_db()
    assert (tutorial.price, tutorial.duration) == (40000, 60)


def test_a_taken_title_is_said_beside_it(client, mentor):
    TutorialFactory(mentor=mentor, title="장고 첫걸음")
    other = TutorialFactory(mentor=mentor)
    client.force_login(mentor)
    response = client.post(reverse("tutorials:edit", args=[other.pk]), typed(revision="0"))
    assert reading.errors(response)[0].startswith("제목: 같은 제목")


def test_others_may_not_edit_or_close(client, student):
    tutorial = TutorialFactory()
    client.force_login(student)
    for name in ("edit", "close"):
        assert client.get(reverse(f"tutorials:{name}", args=[tutorial.pk])).status_code == 403
        assert client.post(reverse(f"tutorials:{name}", args=[tutorial.pk]), typed()).status_code == 403
    assert client.post(reverse("tutorials:reopen", args=[tutorial.pk])).status_code == 403
    assert client.get(reverse("tutorials:edit", args=[tutorial.pk + 1])).status_code == 404


# --- Closing ----------------------------------------------------------------------------------------------------------


def test_closing_asks_and_reopening_does_not(client, mentor):
    tutorial = TutorialFactory(mentor=mentor, title="장고")
    client.force_login(mentor)
    address = reverse("tutorials:close", args=[tutorial.pk])
    page = client.get(address).content.decode()
    assert "‘장고’ 과외의 신청을 닫을까요?" in page
    assert "계속 신청받기" in page
    assert "사유" not in page
    response = client.post(address, follow=True)
    assert reading.messages(response) == ["이 과외의 신청을 닫았습니다. 언제든 다시 열 수 있습니다."]
    assert "신청 다시 받기" in response.content.decode()
    response = client.post(reverse("tutorials:reopen", args=[tutorial.pk]), follow=True)
    assert reading.messages(response) == ["이 과외의 신청을 다시 받습니다."]
    tutorial.refresh_from_db()
    assert tutorial.is_open is True


def test_staff_must_say_why(client, superuser):
    tutorial = TutorialFactory()
    client.force_login(superuser)
    address = reverse("tutorials:close", args=[tutorial.pk])
    assert reading.errors(client.post(address, {"reason": " "})) == ["사유를 입력해 주세요."]
    client.post(address, {"reason": "연락처를 적었습니다."})
    tutorial.refresh_from_db()
    assert tutorial.is_open is False
    assert AuditEntry.objects.get(act="lessons.tutorial_closed").reason == "연락처를 적었습니다."


def test_a_refused_reopening_is_said_on_the_page(client, mentor):
    tutorial = TutorialFactory(mentor=mentor, title="장고", is_open=False)
    TutorialFactory(mentor=mentor, title="장고")
    client.force_login(mentor)
    response = client.post(reverse("tutorials:reopen", args=[tutorial.pk]), follow=True)
    assert reading.messages(response)[0].startswith("같은 제목으로")


def test_the_ways_within_are_for_the_person(client, mentor, student):
    def ways() -> list[str]:
        found = reading.part(client.get(LIST), 'aria-label="과외와 수업">', "</nav>")
        return [reading.words(one) for one in found.split("<li>")[1:]]

    client.force_login(student)
    assert ways() == ["과외 찾기", "내 수업"]
    client.force_login(fresh(mentor))
    assert ways() == ["과외 찾기", "내 수업", "받은 신청", "내 과외", "수업 시간"]

"""The list of courses and one course, as a person reads them."""

import datetime as dt
import re

import pytest
import time_machine

from apps.core import clock
from apps.elearning.catalogue.models import CourseClass, RefundStep
from apps.elearning.catalogue.states import Approval, ContentType, Promotion
from tests.factories.accounts import MemberFactory
from tests.factories.elearning import ClassMeetingFactory, ContentFactory, CourseClassFactory, CourseFactory
from tests.factories.planner import VenueFactory
from tests.factories.topics import TopicFactory

NOW = dt.datetime(2026, 6, 10, 12, tzinfo=clock.SEOUL)
LIST = "/courses/"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel(NOW, tick=False):
        yield


def day(number: int, month: int = 6) -> dt.date:
    return dt.date(2026, month, number)


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def rows(response) -> list[str]:
    parts = response.content.decode().split('<li class="row-item">')[1:]
    return [words(part.partition("</li>\n")[0]) for part in parts]


def titles(client, query: str = "") -> list[str]:
    body = client.get(LIST + query, follow=True).content.decode()
    return re.findall(r'class="row-title"><a [^>]*>([^<]*)<', body)


# --- The list ---------------------------------------------------------------------------------------------------------


def test_a_row_says_what_the_course_is_and_how_its_next_class_stands(client):
    course = CourseFactory(title="수영 지도", content="<p>물과 친해집니다.</p>", type="OFFLINE", hours=16)
    CourseClassFactory(
        course=course, number=2, start_date=day(20), end_date=day(3, 7), apply_start=day(1), apply_end=day(18),
        capacity=8, fee=120_000,
    )  # fmt: skip
    CourseClassFactory(course=course, number=3, start_date=day(20, 8), apply_start=day(1, 7))
    (row,) = rows(client.get(LIST))
    assert row == (
        "수영 지도 오프라인 입문 16시간 물과 친해집니다. 차수 2차 6월 20일 (토) – 7월 3일 (금)"
        " 신청 6월 1일 (월) – 6월 18일 (목) 수강료 120,000원 모집중 0/8명 · 잔여 8 다른 차수 1개"
    )


def test_a_card_shows_who_teaches_the_class_that_stands_for_the_course(client, mentor):
    run = CourseClassFactory(capacity=8)
    run.instructors.add(mentor)
    (row,) = rows(client.get(LIST))
    assert f"{mentor.name} 강사 차수" in row
    run.instructors.add(MemberFactory())
    body = client.get(LIST).content.decode()
    assert f"{mentor.name} 강사 외 1명" in body
    assert "<img" not in body.partition('<ul class="rows courses">')[2]
    mentor.profile_image = "profile/2026/06/a.webp"
    mentor.save(update_fields=["profile_image"])
    assert f'src="/accounts/members/{mentor.pk}/image/"' in client.get(LIST).content.decode()


def test_a_course_without_a_class_to_come_says_so(client):
    course = CourseFactory()
    CourseClassFactory(
        course=course, number=1, start_date=day(1), end_date=day(9), apply_start=day(1), apply_end=day(2)
    )
    CourseClassFactory(course=course, number=2, is_published=False)
    CourseClassFactory(course=course, number=3, called_off_at=NOW)
    (row,) = rows(client.get(LIST))
    assert row.endswith("예정된 차수가 없습니다.")


def class_with(**fields) -> CourseClass:
    return CourseClassFactory(**fields)


def test_the_class_that_stands_for_a_course_is_one_that_can_be_entered(client):
    course = CourseFactory()
    running = {"start_date": day(1), "end_date": day(30), "apply_start": day(1), "apply_end": day(2)}
    class_with(course=course, number=1, **running)
    class_with(course=course, number=2, start_date=day(1, 9), apply_start=day(1, 8))
    class_with(course=course, number=3, start_date=day(1, 8))
    assert " 3차 " in rows(client.get(LIST))[0]


def test_what_is_not_published_is_not_listed_for_anybody(client, superuser):
    CourseFactory(title="비밀", is_published=False)
    client.force_login(superuser)
    assert titles(client) == []
    assert "아직 열린 과정이 없습니다" in client.get(LIST).content.decode()


def test_search_finds_syllables_in_title_and_text(client):
    CourseFactory(title="수영 지도", content="")
    CourseFactory(title="응급 처치", content="<p>수영장에서도 <b>씁니다</b>.</p>")
    CourseFactory(title="데이터", content="<p>표</p>").topics.add(TopicFactory(name="공공", name_en="Public"))
    assert titles(client, "?q=공ㄱ") == titles(client, "?topic=public") == ["데이터"]
    assert "공공" in client.get(LIST + "?q=데이").content.decode()
    assert titles(client, "?topic=없는 주제") == []
    assert titles(client, "?q=수영") == ["응급 처치", "수영 지도"]
    assert titles(client, "?q=데이") == ["데이터"]
    assert titles(client, "?q=%00") == ["데이터", "응급 처치", "수영 지도"]
    body = client.get(LIST + "?q=없는말").content.decode()
    assert "조건에 맞는 과정이 없습니다" in body
    assert "조건 지우고 모두 보기" in body


def test_search_finds_who_teaches_now_or_soon_as_everybody_sees_it(client):
    teacher = MemberFactory(name="김하준")
    class_with(course__title="앞으로", instructors=[teacher, MemberFactory(name="하수영")])
    class_with(
        course__title="끝난 과정", instructors=[teacher], start_date=day(1), end_date=day(9), apply_start=day(1, 5)
    )
    class_with(course__title="숨긴 차수", instructors=[teacher], is_published=False)
    class_with(course__title="열지 않은 차수", instructors=[teacher], called_off_at=NOW)
    assert (
        titles(client, "?q=하준") == titles(client, "?q=ㄱㅎㅈ 앞으로") == titles(client, "?q=수영 김ㅎ") == ["앞으로"]
    )
    assert titles(client, "?q=하준 없는말") == []


def test_filters_are_about_one_and_the_same_class(client):
    open_one = class_with(course__title="열린", fee=10_000, apply_end=day(15)).course
    class_with(course=open_one, number=900, fee=0, start_date=day(1, 9), apply_start=day(1, 8))
    class_with(course__title="무료", fee=0, apply_end=day(19), course__type="OFFLINE", course__level="ADVANCED")
    class_with(course__title="곧", fee=10_000, start_date=day(1, 9), apply_start=day(1, 8))
    class_with(course__title="지난", start_date=day(1), end_date=day(9), apply_start=day(1), apply_end=day(2))
    assert titles(client, "?status=open") == ["무료", "열린"]
    assert titles(client, "?sort=closing") == ["열린", "무료"]
    assert titles(client, "?status=open&free=1") == ["무료"]
    assert titles(client, "?free=1") == ["무료", "열린"]
    assert titles(client, "?status=coming") == ["곧", "열린"]
    assert titles(client, "?type=OFFLINE&level=ADVANCED") == ["무료"]
    assert titles(client, "?type=nonsense&level=1&status=x&sort=y&free=maybe") == ["지난", "곧", "무료", "열린"]
    assert titles(client, "?sort=title") == ["곧", "무료", "열린", "지난"]


def test_chips_take_their_filter_away(client):
    body = client.get(LIST + "?sort=closing&type=ONLINE&level=BASIC&free=1&q=말").content.decode()
    found = re.findall(r'<a class="chip" href="([^"]*)">(.*?)</a>', body, re.DOTALL)
    chips = {words(label).removeprefix("조건 해제: "): url.replace("&amp;", "&") for url, label in found}
    assert chips["온라인"] == "?status=open&level=BASIC&free=1&q=%EB%A7%90&sort=closing"
    assert chips["지금 신청할 수 있는 과정"] == "?type=ONLINE&level=BASIC&free=1&q=%EB%A7%90"
    assert set(chips) == {"지금 신청할 수 있는 과정", "온라인", "초급", "무료", "검색어: 말"}


def test_pages_and_total(client):
    for _number in range(12):
        CourseFactory()
    body = client.get(LIST + "?page=2").content.decode()
    assert "총 12개 과정" in body
    assert len(titles(client, "?page=2")) == 2
    assert len(titles(client, "?page=99")) == 2


# --- One course -------------------------------------------------------------------------------------------------------


def page(client, course) -> str:
    response = client.get(course.get_absolute_url())
    assert response.status_code == 200
    return words(response.content.decode())


def test_a_course_says_what_there_is_to_learn(client):
    course = CourseFactory(title="응급 처치", hours=8, content="<p>배웁니다</p><script>x()</script>")
    ContentFactory(course=course, position=2, title="고정하기", minutes=45, is_required=False)
    ContentFactory(
        course=course, position=1, title="심폐소생술", minutes=60, type=ContentType.LINK, url="https://a.kr/"
    )
    said = page(client, course)
    assert "온라인 입문 8시간" in said
    assert "배우는 내용 2개 · 1시간 45분 심폐소생술 링크 · 1시간 고정하기 문서 · 45분 · 선택" in said
    assert "x()" not in said
    assert "예정된 차수가 없습니다" in said


def test_a_class_says_everything_one_has_to_know(client, mentor):
    row = CourseClassFactory(
        number=2, start_date=day(20), end_date=day(3, 7), apply_start=day(1), apply_end=day(18), capacity=8,
        fee=120_000, approval=Approval.AUTOMATIC, promotion=Promotion.MANUAL, instructors=[mentor],
    )  # fmt: skip
    RefundStep.objects.create(course_class=row, days_before=7, percent=100)
    ClassMeetingFactory(course_class=row, venue=VenueFactory(name="체육관", note="2층"))
    for number in range(5):
        ClassMeetingFactory(course_class=row, starts_at=clock.at(day(21 + number), dt.time(9)))
    said = page(client, row.course)
    for words_ in (
        "2차 6월 20일 (토) – 7월 3일 (금) 2026-06-20(토) ~ 07-03(금) 모집중",
            "신청 기간 6월 1일 (월) – 6월 18일 (목) 2026-06-01(월) ~ 06-18(목)", "인원 0/8명 잔여 8",
        "수강료 120,000원", "강사 김하준", "신청하면 바로 승인됩니다.", "강사나 운영자가 정해 알려 드립니다.",
        "수업 일시와 장소 6회", "6월 20일 (토) 오후 2시–4시 2026-06-20(토) 14:00~16:00 체육관 · 2층",
            "나머지 수업 2회 보기", "장소 미정",
        "진도 80% 이상, 출석 80% 이상, 수료 총점 60점 이상", "수료 총점은 출석 30%, 평가 40%, 진도 30%로 계산합니다.",
        "지각·조퇴 3회는 결석 1회로", "시작 7일 전까지: 결제 금액의 100% 환불 그 뒤에는 환불되지 않습니다.",
    ):  # fmt: skip
        assert words_ in said, words_


def test_a_class_says_what_differs(client):
    row = CourseClassFactory(has_waiting_list=False, capacity=1, least_progress=0, least_attendance=0, least_score=0)
    CourseClass.objects.filter(pk=row.pk).update(lates_per_absence=0)
    paid = CourseClassFactory(course=row.course, number=30_000, fee=10)
    RefundStep.objects.create(course_class=paid, days_before=0, percent=0)
    said = page(client, row.course)
    for words_ in (
        "정원이 차면 더 받지 않습니다.", "정해진 기준 없이 강사가 수료를 정합니다.", "수강료 무료",
        "정해진 수업 시간이 없습니다.", "취소해도 환불되지 않습니다.", "강사 미정",
    ):  # fmt: skip
        assert words_ in said, words_
    RefundStep.objects.update(percent=20)
    assert "시작하기 전까지: 결제 금액의 20% 환불" in page(client, row.course)
    RefundStep.objects.all().delete()
    assert "시작 3일 전까지: 결제 금액의 70% 환불" in page(client, row.course)


def test_past_and_called_off_classes_stand_apart(client):
    course = CourseFactory()
    CourseClassFactory(
        course=course, number=1, start_date=day(1), end_date=day(9), apply_start=day(1), apply_end=day(2)
    )
    CourseClassFactory(course=course, number=2, called_off_at=NOW, called_off_reason="신청이 적습니다.")
    said = page(client, course)
    assert "지난 차수 2차" in said
    assert "폐강 사유: 신청이 적습니다. 폐강" in said
    assert "2026-06-01(월) ~ 06-09(화) 종료" in said


def test_of_many_meetings_the_next_come_first(client):
    row = CourseClassFactory(start_date=day(1), end_date=day(30), apply_start=day(1), apply_end=day(29))
    for number in (2, 9, 10, 11):
        ClassMeetingFactory(course_class=row, starts_at=clock.at(day(number), dt.time(9)))
    said = page(client, row.course)
    assert "4회 6월 10일 (수)" not in said  # that of today is over since 11:00
    assert "4회 6월 11일 (목)" in said
    assert "나머지 수업 3회 보기 6월 2일 (화)" in said


def test_what_is_not_published_is_there_for_staff_and_those_who_teach_it(client, superuser, mentor, stranger):
    row = CourseClassFactory(course__is_published=False, is_published=False, instructors=[mentor])
    for member, code in ((stranger, 404), (mentor, 200), (superuser, 200)):
        client.force_login(member)
        assert client.get(row.course.get_absolute_url()).status_code == code
    assert "비공개" in page(client, row.course)
    client.logout()
    assert client.get(row.course.get_absolute_url()).status_code == 404


def test_a_visitor_sees_published_classes_only(client):
    row = CourseClassFactory(number=1)
    CourseClassFactory(course=row.course, number=2, is_published=False)
    said = page(client, row.course)
    assert "1차" in said
    assert "2차" not in said


# --- The first page ---------------------------------------------------------------------------------------------------


def test_the_first_page_offers_what_is_open_and_looks_for_words(client):
    class_with(course__title="수영 지도")
    class_with(course__title="데이터")
    body = client.get("/").content.decode()
    assert "수영 지도" in body
    assert '<h3 class="pick-title"><a href="/courses/' in body
    found = client.get("/?q=수영").content.decode()
    assert "수영 지도" in found
    assert "데이터" not in found
    assert "검색 결과에 모집 중인 과정이 없습니다" in client.get("/?q=없는말").content.decode()
    CourseClass.objects.update(called_off_at=NOW)
    assert "지금 신청할 수 있는 과정이 없습니다" in client.get("/").content.decode()

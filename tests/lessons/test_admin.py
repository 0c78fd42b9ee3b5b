"""Staff look after tutorials and lessons from the admin: acts go through the services, and only with the permission."""

import datetime as dt

import pytest
from django.contrib.auth.models import Permission
from django.contrib.messages import get_messages
from django.urls import reverse

from apps.lessons.states import LessonStatus
from apps.notices.models import Notice
from tests.factories.lessons import DayOffFactory, LessonFactory, TutorialFactory, WeeklyHoursFactory, booked
from tests.factories.topics import TopicFactory

pytestmark = pytest.mark.django_db

TUTORIALS, LESSONS = "admin:lessons_tutorial_changelist", "admin:lessons_lesson_changelist"


def act(client, address, action, *rows, **fields):
    return client.post(reverse(address), {"action": action, "_selected_action": [row.pk for row in rows], **fields})


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


@pytest.fixture
def office(client, superuser):
    client.force_login(superuser)
    return client


def test_closing_tutorials_asks_for_a_reason_and_tells_their_mentors(office):
    one, two = TutorialFactory(), TutorialFactory()
    assert "과외의 신청을 닫는 사유" in act(office, TUTORIALS, "close", one, two).content.decode()
    one.refresh_from_db()
    assert one.is_open is True
    response = act(office, TUTORIALS, "close", one, two, reason="연락처를 적었습니다.")
    assert said(response) == ["과외 2건의 신청을 닫고 멘토에게 알렸습니다."]
    one.refresh_from_db()
    assert one.is_open is False
    told = Notice.objects.filter(kind="lessons.tutorial_closed").values_list("member_id", flat=True)
    assert set(told) == {one.mentor_id, two.mentor_id}


def test_calling_lessons_off_says_of_each_what_became_of_it(office):
    fine, gone = booked(LessonFactory(status=LessonStatus.APPROVED)), LessonFactory(status=LessonStatus.REJECTED)
    assert "수업을 취소하는 사유" in act(office, LESSONS, "cancel", fine, gone).content.decode()
    response = act(office, LESSONS, "cancel", fine, gone, reason="멘토의 요청")
    assert said(response) == [
        "수업 1건을 취소하고 두 사람에게 알렸습니다.",
        f"{gone}: 승인을 기다리거나 승인된 수업만 취소할 수 있습니다",
    ]
    fine.refresh_from_db()
    assert (fine.status, fine.cancel_reason) == (LessonStatus.CANCELLED, "멘토의 요청")


def test_staff_who_may_only_look_neither_act_nor_export_what_they_may_not_see(client, bare_staff):
    client.force_login(bare_staff)
    exports = [reverse("admin:lessons_tutorial_export"), reverse("admin:lessons_lesson_export")]
    assert [client.get(address).status_code for address in exports] == [403, 403]
    for codename in ("view_tutorial", "view_lesson"):
        bare_staff.user_permissions.add(Permission.objects.get(codename=codename))
    tutorial, lesson = TutorialFactory(), LessonFactory()
    for address, action, row in ((TUTORIALS, "close", tutorial), (LESSONS, "cancel", lesson)):
        assert client.get(reverse(address)).status_code == 200
        act(client, address, action, row, reason="몰래")
    tutorial.refresh_from_db()
    lesson.refresh_from_db()
    assert (tutorial.is_open, lesson.status) == (True, LessonStatus.PENDING)
    assert [client.get(address).status_code for address in exports] == [200, 200]


@pytest.mark.parametrize(
    ("address", "query", "count"),
    [
        (TUTORIALS, "", 2), (TUTORIALS, "?fee=free", 1), (TUTORIALS, "?fee=paid", 1), (TUTORIALS, "?q=무료", 1),
        (LESSONS, "", 3), (LESSONS, "?standing=ahead", 1), (LESSONS, "?standing=missed", 1),
        (LESSONS, "?status__exact=COMPLETED", 1), (LESSONS, "?q=없는말", 0),
    ],
)  # fmt: skip
def test_lists_are_searched_and_narrowed(office, address, query, count):
    free, paid = TutorialFactory(title="무료 과외", price=0), TutorialFactory()
    past = LessonFactory(tutorial=paid).starts_at - dt.timedelta(days=30)
    LessonFactory(tutorial=paid, starts_at=past)
    LessonFactory(tutorial=free, starts_at=past, status=LessonStatus.COMPLETED)
    response = office.get(reverse(address) + query)
    assert response.context["cl"].result_count == count


def test_a_file_holds_what_was_agreed_and_not_what_they_wrote_to_each_other(office):
    lesson = LessonFactory(tutorial__title="=SUM(1)", request_message="둘만의 말", price=45000)
    lesson.tutorial.topics.add(TopicFactory(name="코드 리뷰"))
    columns = {
        "tutorial": ("id", "title", "mentor", "price", "topics"),
        "lesson": ("id", "tutorial", "mentor", "mentee", "status", "when", "price", "duration", "created_at"),
    }
    files = {}
    for name, fields in columns.items():
        chosen = {f"{name}resource_{field}": "on" for field in fields}
        address = reverse(f"admin:lessons_{name}_export")
        response = office.post(address, {"format": "1", "resource": "", "reason_for_export": "정산", **chosen})
        files[name] = response.content.decode("utf-8-sig")
    for text in files.values():
        assert "'=SUM(1)" in text
        assert "둘만의 말" not in text
    assert "45000" in files["lesson"]
    assert "코드 리뷰" in files["tutorial"]


def test_days_off_are_shown_without_the_mentors_note_and_hours_in_words(office):
    DayOffFactory(note="가족의 일")
    WeeklyHoursFactory()
    rest = reverse("admin:lessons_dayoff_changelist")
    assert "가족의 일" not in office.get(rest).content.decode()
    hours = office.get(reverse("admin:lessons_weeklyhours_changelist")).content.decode()
    assert "월요일" in hours
    assert "19:00~22:00" in hours

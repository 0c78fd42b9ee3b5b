"""The pages of notices: for their owner, a stranger and nobody."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from apps.core import clock
from apps.notices.models import MailChoice, Notice
from tests.access.page_forms import form_with
from tests.factories.notices import NoticeFactory

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 6, 1, 9, tzinfo=clock.SEOUL)


@pytest.fixture
def page(client, student):
    client.force_login(student)
    return client


@time_machine.travel(NOW, tick=False)
def test_the_list_shows_ones_own_newest_first(page, student, stranger):
    old = {"title": "가", "subject": "오래된 안내", "text": "첫 줄\n둘째 줄"}
    new = {"title": "나", "subject": "새 안내"}
    NoticeFactory(member=student, params=old, created_at=NOW - dt.timedelta(days=3))
    NoticeFactory(member=student, params=new, created_at=NOW - dt.timedelta(minutes=5), read_at=NOW)
    NoticeFactory(member=stranger, params={"title": "다", "subject": "남의 안내"})
    text = page.get("/notices/").content.decode()
    assert 0 < text.index("[나] 새 안내") < text.index("[가] 오래된 안내")
    assert "남의 안내" not in text
    assert "첫 줄<br>둘째 줄" in text
    assert "5분 전" in text
    assert "2026-05-29(금) 09:00" in text
    assert text.count("is-unread") == 1


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (dt.timedelta(seconds=59), "방금"),
        (dt.timedelta(seconds=60), "1분 전"),
        (dt.timedelta(minutes=59), "59분 전"),
        (dt.timedelta(minutes=60), "1시간 전"),
        (dt.timedelta(hours=23, minutes=59), "23시간 전"),
        (dt.timedelta(hours=24), "2026-05-31(일) 09:00"),
    ],
)
def test_when_is_said_as_people_say_it(page, student, ago, words):
    NoticeFactory(member=student, created_at=NOW - ago)
    assert f">{words}</time>" in page.get("/notices/").content.decode()


def test_the_unread_alone(page, student):
    NoticeFactory(member=student, params={"subject": "읽은 것"}, read_at=NOW)
    NoticeFactory(member=student, params={"subject": "안 읽은 것"})
    text = page.get("/notices/?unread=1").content.decode()
    assert "안 읽은 것" in text
    assert "] 읽은 것" not in text


def test_two_kinds_of_empty(page, student):
    assert "아직 받은 알림이 없습니다" in page.get("/notices/").content.decode()
    NoticeFactory(member=student, read_at=NOW)
    assert "읽지 않은 알림이 없습니다" in page.get("/notices/?unread=1").content.decode()


@pytest.mark.parametrize("number", ["3", "99", "-1", "가", "9" * 30])
def test_any_page_number_shows_a_page(page, student, number):
    NoticeFactory.create_batch(45, member=student)
    assert page.get(f"/notices/?page={number}").status_code == 200


def test_a_page_past_the_end_is_the_last(page, student):
    oldest = NoticeFactory(member=student, created_at=clock.now() - dt.timedelta(days=900))
    NoticeFactory.create_batch(20, member=student)
    assert reverse("notices:open", args=[oldest.pk]) in page.get("/notices/?page=99").content.decode()


@pytest.mark.parametrize("count", [1, 50])
def test_the_list_costs_the_same_for_one_and_for_many(page, student, count, django_assert_num_queries):
    NoticeFactory.create_batch(count, member=student)
    page.get("/notices/")
    with django_assert_num_queries(6):  # session, member, count, keys, rows, unread
        page.get("/notices/")


def test_opening_marks_as_read_and_goes_on(page, student):
    notice = NoticeFactory(member=student, path="/mentoring/history/")
    answer = page.get(reverse("notices:open", args=[notice.pk]))
    assert (answer.status_code, answer["Location"]) == (302, "/mentoring/history/")
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_a_notice_that_leads_nowhere_goes_back_to_the_list(page, student):
    notice = NoticeFactory(member=student, path="")
    assert page.get(reverse("notices:open", args=[notice.pk]))["Location"] == "/notices/"


def test_a_browser_that_looks_ahead_has_not_read(page, student):
    notice = NoticeFactory(member=student)
    page.get(reverse("notices:open", args=[notice.pk]), headers={"Sec-Purpose": "prefetch"})
    notice.refresh_from_db()
    assert notice.read_at is None


def test_anothers_notice_is_not_there(page, stranger):
    notice = NoticeFactory(member=stranger)
    assert page.get(reverse("notices:open", args=[notice.pk])).status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None


def test_all_that_was_on_the_page_is_marked_as_read(page, student):
    first, second = NoticeFactory(member=student), NoticeFactory(member=student)
    answer = page.post("/notices/read/", {"until": first.pk})
    assert (answer.status_code, answer["Location"]) == (302, "/notices/")
    assert list(Notice.objects.filter(read_at=None)) == [second]
    page.post("/notices/read/", {"until": "가"})
    assert list(Notice.objects.filter(read_at=None)) == []


def test_the_settings_show_what_is_on_and_keep_what_is_chosen(page, student):
    MailChoice.objects.create(member=student, kind="mentoring.message", timing="off")
    form = form_with(page.get("/notices/settings/").content.decode(), "mentoring.message")
    assert form.values["mentoring.message"] == ["off"]
    assert (form.values["all-mentoring.applied"], form.values["all-planner.day_before"]) == (["each"], ["at_once"])
    assert form.names - form.values.keys() == set()
    sent = form.typed(**{"all-planner.day_before": "daily", "mentoring.changed": "daily"})
    answer = page.post("/notices/settings/", sent)
    assert (answer.status_code, answer["Location"]) == (302, "/notices/settings/")
    assert set(MailChoice.objects.filter(member=student).values_list("kind", "timing")) == {
        ("mentoring.message", "off"), ("mentoring.changed", "daily"),
        ("planner.day_before", "daily"), ("planner.hour_before", "daily"),
    }  # fmt: skip


def test_what_is_only_counted_never_comes_at_once(client, superuser):
    client.force_login(superuser)
    text = client.get("/notices/settings/").content.decode()
    form = form_with(text, "elearning.to_refund")
    name = next(name for name in form.names if name.startswith("all-") and "to_" in name)
    assert (form.values[name], form.values["elearning.to_refund"]) == (["each"], ["daily"])
    client.post("/notices/settings/", form.typed(**{name: "at_once"}))
    assert dict(MailChoice.objects.filter(member=superuser).values_list("kind", "timing")) == {
        "mentoring.to_decide": "at_once", "mentoring.series_to_decide": "at_once",
        "accounts.mentor_to_decide": "at_once", "lessons.to_decide": "at_once",
        "mentoring.report_to_decide": "at_once",
    }  # fmt: skip
    assert form_with(client.get("/notices/settings/").content.decode(), name).values[name] == ["at_once"]


def test_two_windows_of_single_kinds_do_not_silence_each_other(page, student):
    first = form_with(page.get("/notices/settings/").content.decode(), "mentoring.message")
    page.post("/notices/settings/", first.typed(**{"all-mentoring.applied": "each", "mentoring.message": "off"}))
    other = first.typed(**{"all-mentoring.applied": "each", "mentoring.changed": "off"})
    assert page.post("/notices/settings/", other).status_code == 200
    assert MailChoice.objects.get().kind == "mentoring.message"


def test_a_kind_that_is_none_is_refused_and_nothing_is_kept(page):
    answer = page.post("/notices/settings/", {"all-mentoring.applied": "no.such.timing"})
    assert answer.status_code == 200
    assert "목록에 없는 값입니다." in answer.content.decode()
    assert not MailChoice.objects.exists()


@pytest.mark.parametrize("address", ["/notices/", "/notices/1/", "/notices/settings/", "/notices/read/"])
def test_nobody_is_asked_to_log_in(client, address):
    answer = client.post(address) if address.endswith("read/") else client.get(address)
    assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={address}")

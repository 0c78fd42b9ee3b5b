"""Opening, editing, copying and deleting a session through its forms."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from apps.core import clock, html
from apps.mentoring.models import Session
from apps.mentoring.services import sessions
from apps.mentoring.services.sessions import SessionInput
from tests.factories.mentoring import ApplicationFactory
from tests.factories.planner import HolidayFactory, VenueFactory
from tests.mentoring import reading

NOW = dt.datetime(2026, 6, 10, 12, tzinfo=clock.SEOUL)
NEW = "/mentoring/new/"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel(NOW, tick=False):
        yield


def typed(**changes) -> dict[str, str]:
    """A filled-in form, as a browser sends it."""
    return {
        "title": "첫 코드 리뷰", "type": "lecture", "date": "2026-06-20", "start_time": "14:00", "end_time": "16:00",
        "venue": "", "venue_text": "", "capacity": "", "reg_start": "", "reg_end": "", "content": "", "revision": "",
        **changes,
    }  # fmt: skip


def opened(author, **changes) -> Session:
    given = {
        "title": "첫 코드 리뷰", "type": "lecture", "date": dt.date(2026, 6, 20), "start_time": dt.time(14),
        "end_time": dt.time(16), "capacity": 5, "content": "<p>하나</p>\n\n<p>둘</p>", **changes,
    }  # fmt: skip
    return sessions.open_session(by=author, given=SessionInput(**given))


def kept(response) -> dict[str, str]:
    """What the form that the page shows would send back."""
    form = response.context["form"]
    content = html.editable(form["content"].value() or "")
    sent = {"content": content.typed, "content_format": "html" if content.is_html else "plain"}
    return (
        {name: "" if form[name].value() is None else str(form[name].value()) for name in form.fields}
        | {"topics": form["topics"].value() or []}
        | sent
        | {
            name: f"{form[name].value():%H:%M}"
            for name in ("start_time", "end_time")
            if hasattr(form[name].value(), "hour")
        }
    )


def edit_url(session) -> str:
    return reverse("mentoring:edit", args=[session.pk])


# --- Opening ----------------------------------------------------------------------------------------------------------


def test_a_mentor_opens_a_session_with_the_least_there_is(client, mentor):
    client.force_login(mentor)
    response = client.post(NEW, typed(), follow=True)
    session = Session.objects.get()
    assert response.redirect_chain == [(session.get_absolute_url(), 302)]
    assert reading.messages(response) == ["멘토링을 열었습니다. 운영자가 개설을 승인하면 알려 드립니다."]
    assert (session.author, session.capacity, session.reg_start, session.reg_end, session.venue_name) == (
        mentor, 6, dt.date(2026, 6, 20), dt.date(2026, 6, 20), "",
    )  # fmt: skip


def test_everything_that_is_typed_arrives(client, mentor):
    venue = VenueFactory(name="스페이스 A1")
    client.force_login(mentor)
    given = typed(
        date="2026년 6월 20일", venue=venue.name, capacity="10", reg_start="2026.6.11", reg_end="20260619",
        content="첫 문단\r\n이어서\r\n\r\n둘째 <문단>", start_time="09:30", end_time="12:00",
    )  # fmt: skip
    client.post(NEW, given)
    session = Session.objects.get()
    assert (session.starts_at, session.ends_at) == (
        dt.datetime(2026, 6, 20, 9, 30, tzinfo=clock.SEOUL),
        dt.datetime(2026, 6, 20, 12, tzinfo=clock.SEOUL),
    )
    assert (session.venue, session.capacity, session.reg_start, session.reg_end) == (
        venue, 10, dt.date(2026, 6, 11), dt.date(2026, 6, 19),
    )  # fmt: skip
    assert session.content == "<p>첫 문단<br>이어서</p><p>둘째 &lt;문단&gt;</p>"


@pytest.mark.parametrize("content", ["List<String>", "a < b > c", "<3", "if (x<y && y>z)", "<p>글</p>", "<b>굵게</b>"])
def test_what_is_typed_without_the_editor_comes_back_exactly(client, mentor, content):
    client.force_login(mentor)
    refused = client.post(NEW, typed(content=content, title=""))
    assert reading.box(refused, "content") == content
    client.post(NEW, typed(content=content))
    session = Session.objects.get()
    assert content in reading.words(client.get(session.get_absolute_url()).content.decode())
    page = client.get(edit_url(session))
    assert (reading.box(page, "content"), reading.hidden(page, "content_format")) == (content, "plain")
    assert "서식이 적용된 글이라 HTML로 표시됩니다." not in page.content.decode()


def test_what_the_editor_sends_is_html(client, mentor):
    rich = "<p>가 <strong>나</strong></p><pre><code>List&lt;String&gt;</code></pre><h4>다</h4>"
    client.force_login(mentor)
    refused = client.post(NEW, typed(content=rich, content_format="html", title=""))
    assert (reading.box(refused, "content"), reading.hidden(refused, "content_format")) == (rich, "html")
    client.post(NEW, typed(content=rich, content_format="html"))
    session = Session.objects.get()
    assert session.content == rich
    page = client.get(edit_url(session))
    assert (reading.box(page, "content"), reading.hidden(page, "content_format")) == (rich, "html")
    assert "서식이 적용된 글이라 HTML로 표시됩니다." in page.content.decode()


def test_a_venue_of_ones_own_is_kept_as_written(client, mentor):
    client.force_login(mentor)
    client.post(NEW, typed(venue="__other__", venue_text="  학교 앞  분식집 "))
    assert (Session.objects.get().venue, Session.objects.get().venue_text) == (None, "학교 앞 분식집")


def test_only_mentors_open(client, mentor, student, superuser, bare_staff):
    answers = {}
    for name, person in {"mentor": mentor, "student": student, "superuser": superuser, "staff": bare_staff}.items():
        client.force_login(person)
        answers[name] = (client.get(NEW).status_code, client.post(NEW, typed()).status_code)
    assert answers == {"mentor": (200, 302), "student": (403, 403), "superuser": (200, 302), "staff": (403, 403)}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": "  "}, ["제목을 입력해 주세요."]),
        ({"title": "가" * 201}, ["제목: 이 값이 최대 200 개의 글자인지 확인하세요(입력값 201 자)."]),
        ({"type": "party"}, None),
        ({"date": "내일"}, ["진행일: 날짜를 알아볼 수 없습니다. 2026-01-05나 2026년 1월 5일처럼 입력해 주세요."]),
        ({"date": "2026-02-30"}, ["진행일: 날짜를 알아볼 수 없습니다. 2026-01-05나 2026년 1월 5일처럼 입력해 주세요."]),
        ({"date": "2226-01-01"}, ["진행일: 2000년부터 2100년 사이의 날짜를 입력해 주세요."]),
        ({"date": "2026-06-09"}, ["진행일: 진행 일시는 지금보다 뒤여야 합니다."]),
        ({"end_time": "14:00"}, ["종료 시각: 끝나는 시각은 시작 시각보다 늦어야 합니다."]),
        ({"start_time": "08:00", "end_time": "20:30"}, ["종료 시각: 멘토링은 한 번에 12시간까지 열 수 있습니다."]),
        ({"reg_end": "2026-06-21"}, ["접수 종료일은 진행일(2026-06-20(토))보다 늦을 수 없습니다."]),
        ({"reg_start": "2026-06-19", "reg_end": "2026-06-18"},
         ["접수 종료일은 접수 시작일과 같거나 늦어야 합니다."]),
        ({"capacity": "0"}, None),
        ({"capacity": "1001"}, ["정원은 1명 이상 1000명 이하여야 합니다."]),
        ({"venue": "__other__"}, ["장소 직접 입력: 장소를 입력하거나, 위에서 ‘장소 미정’을 선택해 주세요."]),
        ({"venue": "없는 곳"}, None),
    ],
)  # fmt: skip
def test_a_refusal_stands_beside_its_field_and_keeps_what_was_typed(client, mentor, changes, said):
    client.force_login(mentor)
    given = typed(content="오래 쓴 글", **changes)
    response = client.post(NEW, given)
    assert response.status_code == 200
    assert Session.objects.count() == 0
    errors = reading.errors(response)
    assert len(errors) == 1
    if said is not None:
        assert errors == said
    assert {name: response.context["form"][name].value() for name in changes} == changes
    assert response.context["form"]["content"].value() == "<p>오래 쓴 글</p>"
    (field,) = response.context["form"].errors
    assert f'href="#{response.context["form"][field].id_for_label or "id_" + field}"' in response.content.decode()


def test_a_taken_venue_and_a_busy_host_are_said_beside_their_fields(client, mentor, superuser):
    venue = VenueFactory(name="스페이스 A1")
    opened(superuser, venue=venue.name)
    client.force_login(mentor)
    assert reading.errors(client.post(NEW, typed(venue=venue.name, start_time="15:30", end_time="17:00"))) == [
        "장소: 스페이스 A1은 2026-06-20(토) 14:00~16:00에 이미 예약되어 있습니다. 다른 장소나 시간을 선택해 주세요."
    ]
    opened(mentor, title="앞선 것")
    assert reading.errors(client.post(NEW, typed(start_time="13:00", end_time="14:30"))) == [
        "시작 시각: 같은 시간에 이미 진행하는 일정 ‘앞선 것’(2026-06-20(토) 14:00~16:00)이 있습니다. "
        "시간을 바꿔 주세요."
    ]
    assert client.post(NEW, typed(venue=venue.name, start_time="16:00", end_time="17:00")).status_code == 302


def test_venues_stand_in_their_groups(client, mentor):
    VenueFactory(name="A1", group="스페이스", seats=8)
    VenueFactory(name="Webex", group="온라인", is_online=True)
    VenueFactory(name="닫힌 곳", group="스페이스", is_active=False)
    client.force_login(mentor)
    assert client.get(NEW).context["form"].fields["venue"].choices == [
        ("", "장소 미정"), ("스페이스", [("A1", "A1 (8석)")]), ("온라인", [("Webex", "Webex")]),
        ("__other__", "직접 입력"),
    ]  # fmt: skip


def test_the_editor_comes_with_its_nonce_and_words_and_only_to_forms(client, mentor):
    client.force_login(mentor)
    response = client.get(NEW)
    page = response.content.decode()
    nonce = response["Content-Security-Policy"].split("'nonce-")[1].split("'")[0]
    assert f'<script type="importmap" nonce="{nonce}">' in page
    assert '"bold": "\\uad75\\uac8c"' in page
    assert "prose" not in client.get("/mentoring/").content.decode()


# --- What was typed survives a log-in ---------------------------------------------------------------------------------


def test_a_form_sent_after_the_log_in_had_run_out_comes_back_filled_in(client, mentor):
    client.force_login(mentor)
    writer = reading.hidden(client.get(NEW), "writer")
    client.logout()
    asked = client.post(NEW, typed(content="오래 쓴 글", writer=writer))
    assert (asked.status_code, asked.url) == (302, f"{reverse('account_login')}?next={NEW}")
    assert Session.objects.count() == 0
    client.force_login(mentor)
    response = client.get(NEW)
    assert response.context["form"]["content"].value() == "<p>오래 쓴 글</p>"
    assert reading.messages(response) == ["로그인하기 전에 쓰시던 내용을 불러왔습니다. 확인하고 저장해 주세요."]
    assert client.get(NEW).context["form"]["content"].value() is None


def test_another_member_never_sees_what_was_typed(client, mentor, superuser):
    client.post(NEW, typed(content="비밀", writer=str(mentor.pk)))
    client.force_login(superuser)
    assert client.get(NEW).context["form"]["content"].value() is None


# --- Editing ----------------------------------------------------------------------------------------------------------


def test_saving_an_untouched_form_changes_nothing(client, mentor):
    session = opened(mentor, venue="분식집")
    client.force_login(mentor)
    before = Session.objects.filter(pk=session.pk).values().get()
    response = client.post(edit_url(session), kept(client.get(edit_url(session))), follow=True)
    assert reading.messages(response) == ["수정한 내용을 저장했습니다."]
    after = Session.objects.filter(pk=session.pk).values().get()
    assert {name for name in before if before[name] != after[name]} <= {"revision", "updated_at"}
    assert after["content"] == "<p>하나</p><p>둘</p>"


def test_an_edit_changes_what_was_changed_and_tells_the_applicants(client, mentor, student):
    session = opened(mentor)
    ApplicationFactory(session=session, member=student)
    client.force_login(mentor)
    form = kept(client.get(edit_url(session)))
    assert "지금 1명이 신청했습니다." in client.get(edit_url(session)).content.decode()
    client.post(edit_url(session), form | {"title": "새 제목", "start_time": "15:00", "end_time": "17:00"})
    session.refresh_from_db()
    assert (session.title, session.starts_at.astimezone(clock.SEOUL).hour, session.capacity) == ("새 제목", 15, 5)
    assert [notice.kind for notice in student.notices.all()] == ["mentoring.changed"]


def test_a_kept_venue_out_of_use_and_a_time_off_the_half_hour_may_stay(client, mentor):
    venue = VenueFactory(name="옛 방")
    session = opened(mentor, venue=venue.name, start_time=dt.time(14, 10))
    venue.is_active = False
    venue.save()
    client.force_login(mentor)
    form = kept(client.get(edit_url(session)))
    assert (form["venue"], form["start_time"]) == ("옛 방", "14:10")
    assert client.post(edit_url(session), form | {"title": "새 제목"}).status_code == 302
    session.refresh_from_db()
    assert (session.venue, session.title) == (venue, "새 제목")


def test_the_later_of_two_editors_is_told_and_may_then_overwrite_knowingly(client, mentor, superuser):
    session = opened(mentor)
    client.force_login(mentor)
    form = kept(client.get(edit_url(session)))
    sessions.edit_session(session_id=session.pk, by=superuser, changes={"title": "운영자가 고침", "capacity": 8})
    mine = form | {"title": "멘토가 고침"}
    response = client.post(edit_url(session), mine)
    assert reading.errors(response) == [
        "그사이 다른 사람이 이 멘토링을 수정했습니다. 아래에서 지금의 내용을 확인하고 다시 저장해 주세요."
    ]
    latest = reading.words(reading.part(response, 'id="latest-title">', "</dl>"))
    assert latest == "지금 저장되어 있는 내용 제목 운영자가 고침 정원 8"
    assert response.context["form"]["title"].value() == "멘토가 고침"
    assert client.post(edit_url(session), mine | {"revision": reading.hidden(response, "revision")}).status_code == 302
    session.refresh_from_db()
    assert (session.title, session.capacity) == ("멘토가 고침", 5)


def test_the_capacity_never_goes_below_the_applicants(client, mentor):
    session = opened(mentor)
    for _ in range(2):
        ApplicationFactory(session=session)
    client.force_login(mentor)
    response = client.post(edit_url(session), kept(client.get(edit_url(session))) | {"capacity": "1"})
    assert reading.errors(response) == ["정원: 이미 2명이 신청했습니다. 정원은 2명 이상이어야 합니다."]


@pytest.mark.parametrize("page", ["edit", "copy", "delete"])
def test_running_a_session_is_for_its_author_and_staff(client, mentor, student, superuser, bare_staff, page):
    session = opened(mentor)
    address = reverse(f"mentoring:{page}", args=[session.pk])
    people = {"author": mentor, "student": student, "superuser": superuser, "staff": bare_staff}
    answers = {}
    for name, person in people.items():
        client.force_login(person)
        answers[name] = client.get(address).status_code
    assert answers == {"author": 200, "student": 403, "superuser": 200, "staff": 403}
    client.force_login(student)
    assert client.post(address, typed()).status_code == 403
    client.logout()
    assert client.get(address).url == f"{reverse('account_login')}?next={address}"
    Session.objects.update(deleted_at=NOW)
    client.force_login(mentor)
    assert (client.get(address).status_code, client.post(address, typed()).status_code) == (404, 404)


def test_a_copy_keeps_all_but_the_days(client, mentor):
    session = opened(mentor, venue="분식집", reg_start=dt.date(2026, 6, 11))
    client.force_login(mentor)
    address = reverse("mentoring:copy", args=[session.pk])
    form = kept(client.get(address))
    copied = {
        "title": "첫 코드 리뷰", "date": "", "reg_start": "2026-06-10", "reg_end": "", "start_time": "14:00",
        "venue_text": "분식집", "content": "하나\n\n둘",
    }  # fmt: skip
    assert {name: form[name] for name in copied} == copied
    client.post(address, form | {"date": "2026-07-04"})
    copy = Session.objects.latest("pk")
    assert (copy.pk == session.pk, copy.title, copy.date, copy.author) == (
        False, "첫 코드 리뷰", dt.date(2026, 7, 4), mentor,
    )  # fmt: skip


# --- Deleting ---------------------------------------------------------------------------------------------------------


def test_deleting_says_whom_it_concerns_and_then_does_it(client, mentor, student):
    session = opened(mentor, capacity=1)
    ApplicationFactory(session=session, member=student)
    ApplicationFactory(session=session, state="waiting")
    address = reverse("mentoring:delete", args=[session.pk])
    client.force_login(mentor)
    page = reading.words(reading.part(client.get(address), 'id="confirm-title">', "</section>"))
    assert "신청자 1명과 대기자 1명의 신청이 취소되고, 모두에게 알림과 메일이 갑니다." in page
    assert page.endswith("멘토링 삭제하기 멘토링 유지")
    response = client.post(address, follow=True)
    assert (response.redirect_chain, reading.messages(response)) == ([("/mentoring/", 302)], ["멘토링을 삭제했습니다."])
    assert list(session.applications.values_list("state", flat=True)) == ["cancelled", "cancelled"]
    assert client.get(session.get_absolute_url()).status_code == 404


def test_deleting_one_that_nobody_applied_to(client, mentor):
    session = opened(mentor)
    client.force_login(mentor)
    assert "아직 신청자가 없습니다." in client.get(reverse("mentoring:delete", args=[session.pk])).content.decode()


def test_a_public_holiday_is_named_before_a_session_is_put_on_it(client, mentor):
    HolidayFactory(date=dt.date(2026, 6, 20), name="임시공휴일")
    client.force_login(mentor)
    response = client.post(NEW, typed())
    assert "공휴일입니다: 6월 20일 (토) 임시공휴일. 그대로" in response.content.decode()
    assert not Session.objects.exists()
    assert client.post(NEW, kept(response)).status_code == 302
    page = reverse("mentoring:edit", args=[Session.objects.get().pk])
    assert client.post(page, kept(client.get(page)) | {"title": "다른 제목"}).status_code == 302
    HolidayFactory(date=dt.date(2026, 6, 22), name="대체공휴일")
    response = client.post(page, kept(client.get(page)) | {"date": "2026-06-22"})
    assert "공휴일입니다: 6월 22일 (월) 대체공휴일" in response.content.decode()
    assert client.post(page, kept(response)).status_code == 302
    assert Session.objects.get().date == dt.date(2026, 6, 22)

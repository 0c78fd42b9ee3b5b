"""Opening, editing, deciding, deleting and writing to applicants: what is written, who is told, whose planner moves."""

import datetime as dt

import pytest
import time_machine
from icalendar import Calendar

from apps.accounts.models import Member
from apps.core import audit, clock
from apps.core.errors import Conflict, Invalid, NotAllowed
from apps.core.models import AuditEntry
from apps.core.rules import SAME_MESSAGE
from apps.mentoring.models import Application, Session
from apps.mentoring.services import sessions
from apps.mentoring.services.applications import apply_to_session, cancel_application
from apps.mentoring.services.decisions import approve_session, decline_session
from apps.mentoring.services.sessions import (
    SessionInput,
    delete_session,
    edit_session,
    input_of,
    message_applicants,
    open_session,
)
from apps.notices.models import Notice, OutboxMail
from apps.planner.models import Appointment, Venue
from tests.factories import accounts
from tests.factories.mentoring import ApplicationFactory, SessionFactory
from tests.factories.planner import AppointmentFactory, HolidayFactory, VenueFactory
from tests.factories.topics import TopicFactory
from tests.mails import the_mail
from tests.people import fresh

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]
MORNING = dt.datetime(2026, 1, 5, 9, 0, tzinfo=clock.SEOUL)
DAY = dt.date(2026, 1, 12)


@pytest.fixture
def morning():
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


def given(**fields) -> SessionInput:
    return SessionInput(
        **{
            "title": "자바 입문", "type": "public", "date": DAY, "start_time": dt.time(14), "end_time": dt.time(16),
            **fields,
        }
    )  # fmt: skip


def refused(act, **inputs) -> tuple[type, str, str | None]:
    with pytest.raises((Conflict, Invalid, NotAllowed)) as error:
        act(**inputs)
    return error.type, error.value.code, error.value.field


OF_APPLYING = (
    "mentoring.applied",
    "mentoring.waiting",
    "mentoring.new_applicant",
    "mentoring.new_waiting",
    "mentoring.to_decide",
)


def told() -> list[tuple[int, str]]:
    """Return who was told what, beside what is told of each application and new session."""
    rows = Notice.objects.exclude(kind__in=OF_APPLYING).order_by("id")
    return list(rows.values_list("member_id", "kind"))


def opened(by, **fields) -> Session:
    return open_session(by=by, given=given(**fields))


def test_the_staff_who_may_decide_are_told_of_a_session_that_waits(mentor, superuser, bare_staff):
    session = opened(mentor)
    notice = Notice.objects.get()
    assert (notice.member, notice.kind, notice.about) == (superuser, "mentoring.to_decide", mentor)
    assert notice.path == f"/admin/mentoring/session/{session.pk}/change/"
    assert (notice.waits_for_digest, OutboxMail.objects.exists()) == (True, False)


def with_applicants(by, *members, **fields) -> Session:
    session = opened(by, **fields)
    for member in members:
        apply_to_session(session_id=session.pk, by=member, wait=True)
    OutboxMail.objects.all().delete()  # what they were told so far
    return session


def nothing_saved() -> bool:
    return not any(model.objects.exists() for model in (Session, Appointment, AuditEntry, Notice))


# --- Opening


def test_opening_fills_in_what_is_left_out(mentor):
    session = Session.objects.get(pk=opened(mentor, title="  자바   입문 ").pk)
    assert (session.author, session.title, session.type, session.capacity) == (mentor, "자바 입문", "public", 3)
    assert (session.reg_start, session.reg_end) == (DAY, DAY)
    assert (session.starts_at, session.ends_at) == (clock.at(DAY, dt.time(14)), clock.at(DAY, dt.time(16)))
    assert (session.opens_at, session.closes_at) == (clock.start_of(DAY), session.starts_at)
    assert (session.approved, session.revision, session.created_at, session.updated_at) == (False, 0, MORNING, MORNING)
    assert (session.venue, session.venue_text, session.content, session.excerpt) == (None, "", "", "")
    host = Appointment.objects.get()
    assert (host.member, host.role, host.venue, host.title) == (mentor, "host", None, "자바 입문")
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.actor, entry.subject_id, entry.after["capacity"]) == (
        "mentoring.opened", mentor, session.pk, 3,
    )  # fmt: skip
    assert told() == []


def test_a_lecture_has_six_seats_and_any_number_may_be_given(mentor):
    assert opened(mentor, type="lecture").capacity == 6
    assert opened(mentor, type="lecture", capacity=1, date=DAY + dt.timedelta(days=1)).capacity == 1


def test_registration_that_ends_before_the_day_closes_at_midnight(mentor):
    session = opened(mentor, reg_start=dt.date(2026, 1, 5), reg_end=dt.date(2026, 1, 10))
    assert session.opens_at == clock.start_of(dt.date(2026, 1, 5))
    assert session.closes_at == clock.start_of(dt.date(2026, 1, 11))


def test_content_is_cleaned_and_kept_readable(mentor):
    session = opened(
        mentor, content="<p onclick='x()'>사업 <strong>계획</strong></p><script>alert(1)</script>" + "가" * 200
    )
    assert session.content.startswith("<p>사업 <strong>계획</strong></p>")
    assert "script" not in session.content
    assert (session.excerpt[:5], len(session.excerpt)) == ("사업 계획", 160)
    assert Session.objects.found_in("content", "계획").get() == session


def test_topics_are_kept_changed_and_left_alone(mentor):
    for name in ("데이터", "글쓰기"):
        TopicFactory(name=name)
    session = opened(mentor, topics=("데이터",))
    sessions.edit_session(session_id=session.pk, by=mentor, changes={"title": "다른 제목"})
    assert sessions.input_of(session).topics == ("데이터",)
    sessions.edit_session(session_id=session.pk, by=mentor, changes={"topics": ("글쓰기",)})
    assert [topic.name for topic in Session.objects.get().topics.all()] == ["글쓰기"]
    entry = AuditEntry.objects.filter(act="mentoring.edited").latest("pk")
    assert (entry.before, entry.after) == ({"topics": "데이터"}, {"topics": "글쓰기"})


def test_a_known_venue_is_booked_and_an_unknown_one_kept_as_written(mentor):
    venue = VenueFactory(name="스페이스 A1")
    VenueFactory(name="닫은 곳", is_active=False)
    known = opened(mentor, venue=" 스페이스A1 ")
    assert (known.venue, known.venue_text, Appointment.objects.get().venue) == (venue, "", venue)
    day = iter(DAY + dt.timedelta(days=n) for n in range(1, 4))
    for name in ("우리 집", "닫은 곳"):
        written = opened(mentor, venue=name, date=next(day))
        assert (written.venue, written.venue_text) == (None, name)


@pytest.mark.parametrize(
    ("fields", "answer"),
    [
        ({"title": "  "}, (Invalid, "title_missing", "title")),
        ({"title": "가" * 201}, (Invalid, "title_too_long", "title")),
        ({"type": "other"}, (Invalid, "type_unknown", "type")),
        ({"capacity": 0}, (Invalid, "capacity_out_of_range", "capacity")),
        ({"venue": "가" * 101}, (Invalid, "venue_too_long", "venue")),
        ({"content": "가" * 50_001}, (Invalid, "content_too_long", "content")),
        ({"end_time": dt.time(14)}, (Invalid, "ends_before_start", "end_time")),
        ({"reg_end": DAY + dt.timedelta(days=1)}, (Invalid, "reg_after_date", "reg_end")),
        ({"date": dt.date(2026, 1, 5), "start_time": dt.time(9)}, (Invalid, "in_the_past", "date")),
        ({"date": dt.date(2025, 1, 5), "reg_start": DAY}, (Invalid, "in_the_past", "date")),  # not of the registration
    ],
)
def test_what_cannot_be_opened_says_where_it_is_wrong_and_leaves_nothing(mentor, fields, answer):
    assert refused(open_session, by=mentor, given=given(**fields)) == answer
    assert nothing_saved()


def test_the_longest_title_and_venue_are_taken(mentor):
    session = opened(mentor, title="가" * 200, venue="나" * 100)
    assert (len(session.title), len(session.venue_text)) == (200, 100)


def test_only_a_mentor_opens(student):
    assert refused(open_session, by=student, given=given()) == (NotAllowed, "not_a_mentor", None)
    assert nothing_saved()


@pytest.mark.parametrize(
    ("start", "end", "free"),
    [((12, 0), (14, 0), True), ((16, 0), (18, 0), True), ((12, 0), (14, 1), False), ((15, 59), (18, 0), False),
     ((14, 30), (15, 0), False), ((13, 0), (17, 0), False)],
)  # fmt: skip
def test_one_mentor_runs_one_thing_at_a_time_and_touching_ends_do_not_clash(mentor, start, end, free):
    opened(mentor, title="먼저")
    second = given(start_time=dt.time(*start), end_time=dt.time(*end))
    if free:
        open_session(by=mentor, given=second)
        return
    with pytest.raises(Conflict) as clash:
        open_session(by=mentor, given=second)
    assert (clash.value.code, clash.value.field) == ("host_busy", "start_time")
    assert clash.value.message == (
        "같은 시간에 이미 진행하는 일정 ‘먼저’(2026-01-12(월) 14:00~16:00)가 있습니다. 시간을 바꿔 주세요."
    )


def test_a_mentor_may_take_part_elsewhere_at_the_same_time(mentor):
    AppointmentFactory(member=mentor, starts_at=clock.at(DAY, dt.time(14)))
    assert opened(mentor).pk is not None


def test_a_physical_venue_holds_one_thing_at_a_time_and_an_online_one_any_number(mentor):
    VenueFactory(name="스페이스 A1")
    VenueFactory(name="줌", is_online=True)
    opened(mentor, venue="스페이스 A1")
    for answer in (
        refused(
            open_session, by=fresh(accounts.mentor()), given=given(venue="스페이스 A1", start_time=dt.time(15, 59))
        ),
        refused(open_session, by=fresh(accounts.mentor()), given=given(venue="스페이스 A1", end_time=dt.time(14, 1))),
    ):
        assert answer == (Conflict, "venue_taken", "venue")
    opened(fresh(accounts.mentor()), venue="스페이스 A1", start_time=dt.time(16), end_time=dt.time(17))
    for _ in range(2):
        session = opened(fresh(accounts.mentor()), venue="줌")
        assert Appointment.objects.get(source_id=session.pk).venue is None


# --- Editing


def test_editing_changes_what_is_given_and_keeps_the_rest(mentor):
    session = opened(mentor, content="<p>내용</p>", venue="카페", reg_start=dt.date(2026, 1, 5), capacity=9)
    before = input_of(session)
    edit_session(session_id=session.pk, by=mentor, changes={"title": "새 제목"})
    after = input_of(Session.objects.get(pk=session.pk))
    assert after == SessionInput(**{**before.__dict__, "title": "새 제목"})
    entry = AuditEntry.objects.get(act="mentoring.edited")
    assert (entry.before, entry.after) == ({"title": "자바 입문"}, {"title": "새 제목"})
    assert (Appointment.objects.get().title, Appointment.objects.get().sequence) == ("새 제목", 1)
    session.refresh_from_db()
    assert (session.revision, session.title_key) == (1, sessions.search.title_key("새 제목"))


def test_an_edit_that_changes_nothing_people_plan_by_moves_nothing_and_tells_nobody(mentor, student):
    session = with_applicants(mentor, student, reg_start=dt.date(2026, 1, 5))
    edit_session(session_id=session.pk, by=mentor, changes={"content": "<p>새 내용</p>", "type": "lecture"})
    assert told() == []
    assert set(Appointment.objects.values_list("sequence", flat=True)) == {0}
    session.refresh_from_db()
    assert (session.type, session.capacity, session.excerpt) == ("lecture", 6, "새 내용")


@pytest.mark.parametrize(
    ("changes", "when", "place"),
    [
        ({"date": DAY + dt.timedelta(days=1)}, "1월 13일 (화) 오후 2시–4시", "카페"),
        ({"start_time": dt.time(15)}, "1월 12일 (월) 오후 3시–4시", "카페"),
        ({"end_time": dt.time(18)}, "1월 12일 (월) 오후 2시–저녁 6시", "카페"),
        ({"venue": "도서관"}, "1월 12일 (월) 오후 2시–4시", "도서관"),
        ({"venue": ""}, "1월 12일 (월) 오후 2시–4시", "미정"),
    ],
)
def test_another_date_time_or_place_tells_those_in_it_and_moves_their_planners(
    mentor, student, other_student, changes, when, place
):
    session = with_applicants(mentor, student, other_student, venue="카페", capacity=1, reg_start=dt.date(2026, 1, 5))
    ApplicationFactory(session=session, state="cancelled")
    edit_session(session_id=session.pk, by=mentor, changes=changes)
    assert told() == [(student.pk, "mentoring.changed"), (other_student.pk, "mentoring.changed")]
    mail = the_mail(member=student)
    assert f"새 일정: {when} · {place}" in mail.text
    assert "이전 일정: 1월 12일 (월) 오후 2시–4시 · 카페" in mail.text
    session.refresh_from_db()
    rows = Appointment.objects.filter(source_id=session.pk)
    assert {(row.member_id, row.starts_at, row.ends_at, row.place, row.sequence) for row in rows} == {
        (member.pk, session.starts_at, session.ends_at, session.venue_name, 1) for member in (mentor, student)
    }
    (event,) = Calendar.from_ical(mail.calendar).walk("VEVENT")
    assert (event["SEQUENCE"], event.start) == (1, session.starts_at)
    assert the_mail(member=other_student).calendar == ""  # who waits has nothing to move


def test_the_author_is_told_what_staff_changed(mentor, superuser, student):
    session = with_applicants(mentor, student, reg_start=dt.date(2026, 1, 5))
    edit_session(session_id=session.pk, by=superuser, changes={"title": "다른 제목"})
    assert told() == [(mentor.pk, "mentoring.own_changed")]
    assert AuditEntry.objects.get(act="mentoring.edited").actor == superuser


def test_more_seats_let_those_who_wait_move_up_in_order(mentor, student, other_student, stranger):
    session = with_applicants(mentor, student, other_student, stranger, capacity=1, reg_start=dt.date(2026, 1, 5))
    edit_session(session_id=session.pk, by=mentor, changes={"capacity": 2})
    states = list(Application.objects.order_by("id").values_list("state", flat=True))
    assert states == ["applied", "applied", "waiting"]
    assert told() == [(other_student.pk, "mentoring.promoted")]
    edit_session(session_id=session.pk, by=mentor, changes={"capacity": 9})
    session.refresh_from_db()
    assert (session.seats_taken, session.capacity) == (3, 9)


def test_seats_never_go_below_those_taken(mentor, student, other_student):
    session = with_applicants(mentor, student, other_student, reg_start=dt.date(2026, 1, 5))
    answer = refused(edit_session, session_id=session.pk, by=mentor, changes={"capacity": 1})
    assert answer == (Conflict, "capacity_below_applicants", "capacity")
    edit_session(session_id=session.pk, by=mentor, changes={"capacity": 2})
    edit_session(session_id=session.pk, by=mentor, changes={"capacity": None})  # given as left out: the default
    session.refresh_from_db()
    assert session.capacity == 3


def test_a_session_moves_into_its_own_time_but_not_into_anothers(mentor):
    VenueFactory(name="스페이스 A1")
    session = opened(mentor, venue="스페이스 A1")
    opened(mentor, title="나중", start_time=dt.time(17), end_time=dt.time(18))
    edit_session(session_id=session.pk, by=mentor, changes={"start_time": dt.time(15), "end_time": dt.time(17)})
    answer = refused(edit_session, session_id=session.pk, by=mentor, changes={"end_time": dt.time(17, 1)})
    assert answer == (Conflict, "host_busy", "start_time")
    opened(fresh(accounts.mentor()), venue="스페이스 A1", start_time=dt.time(12), end_time=dt.time(15))
    answer = refused(
        edit_session, session_id=session.pk, by=mentor, changes={"start_time": dt.time(14), "end_time": dt.time(16)}
    )
    assert answer == (Conflict, "venue_taken", "venue")


def test_time_and_venue_move_together_past_what_holds_the_old_venue_then(mentor):
    """At the new time the old venue is taken: moving both at once must not stumble over it on the way."""
    VenueFactory(name="스페이스 A1")
    other = VenueFactory(name="스페이스 A2")
    session = opened(mentor, venue="스페이스 A1")
    opened(fresh(accounts.mentor()), venue="스페이스 A1", start_time=dt.time(17), end_time=dt.time(19))
    edit_session(
        session_id=session.pk, by=mentor,
        changes={"start_time": dt.time(17), "end_time": dt.time(19), "venue": " 스페이스  A2"},
    )  # fmt: skip
    host = Appointment.objects.get(source_id=session.pk)
    assert (host.venue, host.starts_at) == (other, clock.at(DAY, dt.time(17)))


def test_a_venue_that_staff_no_longer_offer_stays_with_what_holds_it(mentor):
    venue = VenueFactory(name="스페이스 A1")
    session = opened(mentor, venue="스페이스 A1")
    Venue.objects.update(is_active=False)
    edit_session(session_id=session.pk, by=mentor, changes={"title": "새 제목", "venue": "스페이스 A1"})
    session.refresh_from_db()
    assert (session.venue, session.venue_text, Appointment.objects.get().venue) == (venue, "", venue)


def test_a_place_that_became_a_kept_venue_is_booked_with_the_next_edit(mentor, student):
    session = with_applicants(mentor, student, venue="스페이스 A9", reg_start=dt.date(2026, 1, 5))
    venue = VenueFactory(name="스페이스 A9")
    edit_session(session_id=session.pk, by=mentor, changes={"venue": "스페이스 A9"})
    assert Appointment.objects.get(role="host").venue == venue
    assert told() == []  # the same place, to those who come


def test_a_session_that_began_can_be_mended_but_not_moved_into_the_past(mentor, morning):
    session = opened(mentor)
    morning.move_to(session.starts_at)
    edit_session(session_id=session.pk, by=mentor, changes={"title": "고친 제목"})
    answer = refused(edit_session, session_id=session.pk, by=mentor, changes={"start_time": dt.time(13)})
    assert answer == (Invalid, "in_the_past", "date")


def test_strangers_edit_nothing_and_what_is_gone_is_gone(mentor, stranger):
    session = opened(mentor)
    answer = refused(edit_session, session_id=session.pk, by=stranger, changes={"title": "내 것"})
    assert answer == (NotAllowed, "not_the_author", None)
    delete_session(session_id=session.pk, by=mentor)
    with pytest.raises(Session.DoesNotExist):
        edit_session(session_id=session.pk, by=mentor, changes={"title": "다시"})


def test_a_wrong_edit_saves_nothing(mentor):
    session = opened(mentor)
    answer = refused(
        edit_session,
        session_id=session.pk,
        by=mentor,
        changes={"title": "새 제목", "reg_end": DAY + dt.timedelta(days=1)},
    )
    assert answer == (Invalid, "reg_after_date", "reg_end")
    session.refresh_from_db()
    assert (session.title, session.revision) == ("자바 입문", 0)


def test_of_two_edits_from_one_form_the_later_is_refused(mentor):
    session = opened(mentor)
    edit_session(session_id=session.pk, by=mentor, changes={"title": "첫째"}, expected_revision=0)
    answer = refused(edit_session, session_id=session.pk, by=mentor, changes={"title": "둘째"}, expected_revision=0)
    assert answer == (Conflict, "changed_meanwhile", None)
    session.refresh_from_db()
    assert session.title == "첫째"


# --- Deciding


def test_approving_stamps_and_tells_the_author_once(mentor, superuser):
    session = opened(mentor)
    for _ in range(2):
        assert approve_session(session_id=session.pk, by=superuser).approved is True
    session.refresh_from_db()
    assert (session.approved_at, session.decided_by) == (MORNING, superuser)
    assert told() == [(mentor.pk, "mentoring.approved")]
    assert AuditEntry.objects.filter(act="mentoring.approved").count() == 1


def test_declining_closes_ends_the_applications_and_tells_everyone(mentor, superuser, student, other_student):
    session = with_applicants(mentor, student, other_student, capacity=1, reg_start=dt.date(2026, 1, 5))
    approve_session(session_id=session.pk, by=superuser)
    Notice.objects.all().delete()
    for _ in range(2):
        decline_session(session_id=session.pk, by=superuser, reason="장소가 없습니다.")
    session.refresh_from_db()
    assert (session.approved_at, session.declined_at, session.decided_by, session.decline_reason) == (
        None, MORNING, superuser, "장소가 없습니다.",
    )  # fmt: skip
    assert (session.seats_taken, session.revision) == (0, 1)
    assert {(row.state, row.cancel_cause, row.cancelled_by) for row in Application.objects.all()} == {
        ("cancelled", "declined", superuser)
    }
    assert told() == [
        (mentor.pk, "mentoring.declined"),
        (student.pk, "mentoring.closed"),
        (other_student.pk, "mentoring.closed"),
    ]
    assert Appointment.objects.filter(cancelled_at=None).count() == 0
    entry = AuditEntry.objects.get(act="mentoring.declined")
    assert (entry.actor, entry.reason) == (superuser, "장소가 없습니다.")
    assert refused(approve_session, session_id=session.pk, by=superuser) == (Conflict, "already_declined", None)


def test_a_declined_time_and_place_are_free_again(mentor, superuser):
    VenueFactory(name="스페이스 A1")
    session = opened(mentor, venue="스페이스 A1")
    decline_session(session_id=session.pk, by=superuser, reason="겹칩니다.")
    assert opened(mentor, venue="스페이스 A1").pk is not None


def test_deciding_is_for_staff_with_a_reason(mentor, superuser):
    session = opened(mentor)
    for act in (approve_session, decline_session):
        inputs = {"reason": "까닭"} if act is decline_session else {}
        assert refused(act, session_id=session.pk, by=mentor, **inputs) == (NotAllowed, "not_staff", None)
    assert refused(decline_session, session_id=session.pk, by=superuser, reason=" ") == (
        Invalid, "reason_missing", "reason",
    )  # fmt: skip
    assert refused(decline_session, session_id=session.pk, by=superuser, reason="가" * 501) == (
        Invalid, "reason_too_long", "reason",
    )  # fmt: skip


# --- Deleting


@pytest.mark.parametrize("who", ["mentor", "superuser"])
def test_deleting_ends_the_applications_frees_time_and_place_and_tells(who, mentor, superuser, student, other_student):
    by = {"mentor": mentor, "superuser": superuser}[who]
    VenueFactory(name="스페이스 A1")
    session = with_applicants(
        mentor, student, other_student, capacity=1, venue="스페이스 A1", reg_start=dt.date(2026, 1, 5)
    )
    delete_session(session_id=session.pk, by=by)
    session.refresh_from_db()
    assert (session.deleted_at, session.deleted_by, session.seats_taken, session.revision) == (MORNING, by, 0, 1)
    assert {(row.state, row.cancel_cause, row.cancelled_at) for row in Application.objects.all()} == {
        ("cancelled", "deleted", MORNING)
    }
    applicants = [(student.pk, "mentoring.deleted"), (other_student.pk, "mentoring.deleted")]
    assert told() == applicants + ([(mentor.pk, "mentoring.own_deleted")] if by == superuser else [])
    assert AuditEntry.objects.get(act="mentoring.deleted").before["title"] == "자바 입문"
    (event,) = Calendar.from_ical(the_mail(member=student).calendar).walk("VEVENT")
    assert event["STATUS"] == "CANCELLED"
    with pytest.raises(Session.DoesNotExist):
        delete_session(session_id=session.pk, by=by)
    assert opened(mentor, venue="스페이스 A1").pk is not None


def test_what_took_place_is_not_undone_by_deleting_or_declining(mentor, superuser, student):
    session = with_applicants(mentor, student, reg_start=dt.date(2026, 1, 5))
    Notice.objects.all().delete()
    with time_machine.travel(session.ends_at, tick=False):
        refusal = refused(decline_session, session_id=session.pk, by=superuser, reason="늦었습니다.")
        assert refusal == (Conflict, "ended", None)
        delete_session(session_id=session.pk, by=mentor)
    session.refresh_from_db()
    assert (session.deleted_at, session.seats_taken) == (session.ends_at, 1)
    assert Application.objects.get().state == "applied"
    assert Appointment.objects.filter(cancelled_at=None).count() == 2
    assert told() == []


def test_strangers_delete_nothing(mentor, stranger):
    session = opened(mentor)
    assert refused(delete_session, session_id=session.pk, by=stranger) == (NotAllowed, "not_the_author", None)
    session.refresh_from_db()
    assert session.deleted_at is None


@pytest.mark.parametrize("act", [edit_session, delete_session])
def test_without_its_audit_entry_nothing_is_saved(act, mentor, student, monkeypatch):
    session = with_applicants(mentor, student, reg_start=dt.date(2026, 1, 5))

    def fail(**_given):
        raise RuntimeError("the audit trail cannot be written")

    monkeypatch.setattr(audit, "record", fail)
    changes = {"changes": {"start_time": dt.time(15)}} if act is edit_session else {}
    with pytest.raises(RuntimeError):
        act(session_id=session.pk, by=mentor, **changes)
    with pytest.raises(RuntimeError):
        opened(mentor, date=DAY + dt.timedelta(days=1))
    session.refresh_from_db()
    assert (session.revision, session.deleted_at, session.seats_taken, told()) == (0, None, 1, [])
    assert set(Appointment.objects.values_list("sequence", "cancelled_at")) == {(0, None)}


# --- Writing to applicants


def test_a_message_goes_to_those_with_a_seat(mentor, student, other_student):
    session = with_applicants(mentor, student, other_student, capacity=1, reg_start=dt.date(2026, 1, 5))
    sent = message_applicants(session_id=session.pk, by=mentor, subject="준비물", text="노트북을 가져오세요.")
    assert (sent, told()) == (1, [(student.pk, "mentoring.message")])
    mail = the_mail()
    assert ("준비물: 자바 입문" in mail.subject, "노트북을 가져오세요." in mail.text) == (True, True)
    entry = AuditEntry.objects.get(act="mentoring.messaged")
    assert (entry.actor, entry.after) == (mentor, {"subject": "준비물", "text": "노트북을 가져오세요.", "members": 1})


def test_who_is_inactive_is_not_counted_among_those_told(mentor, student, other_student):
    session = with_applicants(mentor, student, other_student, reg_start=dt.date(2026, 1, 5))
    Member.objects.filter(pk=other_student.pk).update(is_active=False)
    assert message_applicants(session_id=session.pk, by=mentor, subject="준비물", text="노트북을 가져오세요.") == 1
    assert AuditEntry.objects.get(act="mentoring.messaged").after["members"] == 1


def test_a_second_click_is_known_without_the_audit_trail(mentor, student):
    session = with_applicants(mentor, student, reg_start=dt.date(2026, 1, 5))
    words = {"session_id": session.pk, "by": mentor, "subject": "준비물", "text": "노트북을 가져오세요."}
    message_applicants(**words)
    AuditEntry.objects.all().delete()
    assert refused(message_applicants, **words) == (Conflict, "already_sent", None)


def test_the_same_message_twice_is_sent_once(mentor, student):
    session = with_applicants(mentor, student, reg_start=dt.date(2026, 1, 5))
    words = {"subject": "준비물", "text": "노트북을 가져오세요."}
    message_applicants(session_id=session.pk, by=mentor, **words)
    assert refused(message_applicants, session_id=session.pk, by=mentor, **words) == (Conflict, "already_sent", None)
    assert message_applicants(session_id=session.pk, by=mentor, **{**words, "text": "충전기도 가져오세요."}) == 1
    with time_machine.travel(clock.now() + SAME_MESSAGE + dt.timedelta(seconds=1)):
        assert message_applicants(session_id=session.pk, by=mentor, **words) == 1
    assert OutboxMail.objects.count() == 3


@pytest.mark.parametrize(
    ("subject", "text", "answer"),
    [
        (" ", "글", (Invalid, "subject_missing", "subject")),
        ("제목", "\n", (Invalid, "text_missing", "text")),
        ("제목", "가" * 3001, (Invalid, "text_too_long", "text")),
        ("제목", "글", (Conflict, "nobody_there", None)),
    ],
)
def test_a_message_needs_words_and_readers(mentor, stranger, subject, text, answer):
    session = opened(mentor)
    assert refused(message_applicants, session_id=session.pk, by=mentor, subject=subject, text=text) == answer
    assert refused(message_applicants, session_id=session.pk, by=stranger, subject="제목", text="글") == (
        NotAllowed, "not_the_author", None,
    )  # fmt: skip
    assert told() == []


def test_the_old_row_of_a_session_made_by_hand_is_edited_too(mentor):
    """Rows that were imported have no appointment; an edit must not fail for it."""
    session = SessionFactory(author=mentor)
    edit_session(session_id=session.pk, by=mentor, changes={"start_time": dt.time(15)})
    session.refresh_from_db()
    assert session.start_time == dt.time(15)


# --- Defaults that were never chosen ----------------------------------------------------------------------------------


def test_a_registration_that_was_never_chosen_follows_the_date(mentor):
    session = opened(mentor)
    later = DAY + dt.timedelta(days=7)
    session = edit_session(session_id=session.pk, by=mentor, changes={"date": later})
    assert (session.date, session.reg_start, session.reg_end) == (later, later, later)
    assert session.closes_at == session.starts_at


def test_a_registration_that_was_chosen_stays(mentor):
    chosen = {"reg_start": dt.date(2026, 1, 6), "reg_end": dt.date(2026, 1, 10)}
    session = opened(mentor, **chosen)
    session = edit_session(session_id=session.pk, by=mentor, changes={"date": DAY + dt.timedelta(days=7)})
    assert {name: getattr(session, name) for name in chosen} == chosen


def test_a_registration_that_has_begun_is_not_closed_again(mentor, morning):
    session = opened(mentor)
    morning.move_to(clock.at(DAY, dt.time(9)))
    later = DAY + dt.timedelta(days=7)
    session = edit_session(session_id=session.pk, by=mentor, changes={"date": later})
    assert (session.reg_start, session.reg_end) == (DAY, later)


@pytest.mark.parametrize(
    ("capacity", "applicants", "changes", "seats"),
    [
        (None, 0, {"type": "public"}, 3),
        (None, 4, {"type": "public"}, 6),  # seats that are taken are not taken away
        (5, 0, {"type": "public"}, 5),
        (5, 0, {"type": "public", "capacity": None}, 3),
        (None, 0, {"type": "public", "capacity": 9}, 9),
    ],
)
def test_seats_that_were_never_chosen_follow_the_type(mentor, capacity, applicants, changes, seats):
    session = opened(mentor, type="lecture", capacity=capacity, reg_start=MORNING.date())
    for _number in range(applicants):
        apply_to_session(session_id=session.pk, by=accounts.MemberFactory())
    assert edit_session(session_id=session.pk, by=mentor, changes=changes).capacity == seats


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"date": MORNING.date() - dt.timedelta(days=1), "reg_start": MORNING.date()}, "date"),
     ({"reg_start": DAY + dt.timedelta(days=1)}, "reg_start")],
)  # fmt: skip
def test_a_refusal_names_what_was_typed_and_not_what_follows_from_it(mentor, fields, field):
    assert refused(open_session, by=mentor, given=given(**fields))[2] == field


JOIN, OTHER_JOIN = "https://meet.example.com/ha-jun", "https://meet.example.com/other"


@pytest.mark.parametrize(
    ("own", "in_room", "expected"),
    [(None, False, JOIN), (None, True, ""), ("", False, ""), (OTHER_JOIN, True, OTHER_JOIN)],
)
def test_a_new_session_takes_the_default_address_of_its_mentor(mentor, own, in_room, expected):
    mentor.mentor_profile.join_url = JOIN
    mentor.mentor_profile.save()
    place = VenueFactory().name if in_room else "우리 회의실"
    session = open_session(by=mentor, given=given(join_url=own, venue=place))
    assert (session.join_url, Appointment.objects.get().join_url) == (expected, expected)


def test_another_address_reaches_those_who_hold_a_seat_and_leaves_those_who_give_it_back(mentor, student, stranger):
    session = open_session(by=mentor, given=given(join_url=JOIN, capacity=1, reg_start=MORNING.date()))
    applied = apply_to_session(session_id=session.pk, by=student).application
    apply_to_session(session_id=session.pk, by=stranger, wait=True)
    edit_session(session_id=session.pk, by=mentor, changes={"join_url": OTHER_JOIN})
    told = Notice.objects.filter(kind="mentoring.join_changed")
    assert [notice.member for notice in told] == [student]
    held = Appointment.objects.get(member=student)
    assert (held.join_url, held.sequence) == (OTHER_JOIN, 1)
    cancel_application(application_id=applied.pk, by=student)
    held.refresh_from_db()
    assert (held.join_url, Appointment.objects.get(member=stranger).join_url) == ("", OTHER_JOIN)
    edit_session(session_id=session.pk, by=mentor, changes={"join_url": None})
    assert Session.objects.get().join_url == ""


def test_an_address_that_is_not_https_is_refused(mentor):
    wanted = given(join_url="http://meet.example.com/a")
    assert refused(open_session, by=mentor, given=wanted) == (Invalid, "join_url_not_https", "join_url")


def test_a_room_has_a_seat_for_everybody(mentor):
    room = VenueFactory(seats=6)
    assert refused(open_session, by=mentor, given=given(venue=room.name, capacity=7)) == (
        Invalid, "room_too_small", "capacity",
    )  # fmt: skip
    session = open_session(by=mentor, given=given(venue=room.name, capacity=6))
    more = {"session_id": session.pk, "by": mentor, "changes": {"capacity": 7}}
    assert refused(edit_session, **more)[1] == "room_too_small"
    Venue.objects.update(seats=2)  # what was agreed stays
    assert edit_session(session_id=session.pk, by=mentor, changes={"title": "새 제목"}).capacity == 6
    Venue.objects.update(is_online=True)
    assert edit_session(**more).capacity == 7


def test_what_to_bring_is_kept_in_one_spelling_and_told_to_those_who_get_a_seat(mentor, student, stranger):
    session = open_session(
        by=mentor, given=given(preparation=" 노트북\r\n충전기\u200b ", capacity=1, reg_start=MORNING.date())
    )
    assert session.preparation == "노트북\n충전기"
    applied = apply_to_session(session_id=session.pk, by=student).application
    apply_to_session(session_id=session.pk, by=stranger, wait=True)
    assert "준비물: 노트북\n충전기" in the_mail(member=student, kind="mentoring.applied").text
    edit_session(session_id=session.pk, by=mentor, changes={"preparation": "연필"})
    assert not Notice.objects.filter(member=student).exclude(kind="mentoring.applied").exists()
    cancel_application(application_id=applied.pk, by=student)
    assert "준비물: 연필" in the_mail(member=stranger, kind="mentoring.promoted").text
    edit_session(session_id=session.pk, by=mentor, changes={"preparation": ""})
    assert Session.objects.get().preparation == ""


def test_what_to_bring_may_not_be_long(mentor):
    assert open_session(by=mentor, given=given(preparation="가" * 500)).preparation == "가" * 500
    longer = given(preparation="가" * 501, date=DAY + dt.timedelta(days=1))
    assert refused(open_session, by=mentor, given=longer) == (Invalid, "preparation_too_long", "preparation")


def test_a_new_day_that_is_a_holiday_is_asked_about_and_no_other(mentor):
    HolidayFactory(date=DAY)
    assert refused(open_session, by=mentor, given=given(), holidays=[]) == (Conflict, "holiday", "date")
    session = open_session(by=mentor, given=given(), holidays=[DAY])
    edit_session(session_id=session.pk, by=mentor, changes={"title": "새 제목"}, holidays=[])
    later = DAY + dt.timedelta(days=1)
    HolidayFactory(date=later)
    act = {"session_id": session.pk, "by": mentor, "changes": {"date": later}}
    assert refused(edit_session, **act, holidays=[DAY])[1] == "holiday"
    assert edit_session(**act).date == later

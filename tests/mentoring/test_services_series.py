"""Sessions in a series: opened in one act, moved and ended together, all or none; and who is told."""

import datetime as dt
import io

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from apps.core import clock
from apps.core.errors import Conflict, DomainError, Invalid, NotAllowed
from apps.core.models import AuditEntry
from apps.mentoring.models import Application, Session
from apps.mentoring.services.applications import apply_to_session
from apps.mentoring.services.decisions import decline_session
from apps.mentoring.services.pictures import NewImage
from apps.mentoring.services.series import approve_series, end_series, move_series, open_series
from apps.mentoring.services.sessions import SessionInput, edit_session
from apps.notices.models import Notice
from apps.planner.models import Appointment
from apps.planner.recurrence import Shift
from tests.factories.planner import AppointmentFactory, VenueFactory
from tests.factories.topics import TopicFactory
from tests.mails import the_mail

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("summer")]
NOW = dt.datetime(2026, 8, 31, 9, tzinfo=clock.SEOUL)
MONDAYS = [dt.date(2026, 9, day) for day in (7, 14, 21)]
WEEK = Shift(dt.timedelta(days=7))


@pytest.fixture
def summer():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def given(**fields) -> SessionInput:
    evening = {"date": MONDAYS[0], "start_time": dt.time(19), "end_time": dt.time(21)}
    return SessionInput(**{"title": "월요 코드 리뷰", "type": "public", **evening, **fields})


def opened(by, days=MONDAYS, **fields) -> list[Session]:
    images = fields.pop("images", ())
    return open_series(by=by, given=given(**fields), days=days, images=images)


def refused(act, **inputs) -> tuple[type, str]:
    with pytest.raises(DomainError) as error:
        act(**inputs)
    return error.type, error.value.code


def when(ids=None) -> list[str]:
    rows = Session.objects.existing().order_by("pk")
    return [f"{clock.local(row.starts_at):%m%d %H:%M}" for row in rows]


def ids_of(sessions) -> list[int]:
    return [session.pk for session in sessions]


# --- Opening ----------------------------------------------------------------------------------------------------------


def test_a_series_is_one_act_and_each_session_has_all_there_is(mentor, superuser):
    venue, topic = VenueFactory(seats=10), TopicFactory()
    registration = {"reg_start": dt.date(2026, 9, 1), "reg_end": dt.date(2026, 9, 6)}
    sessions = opened(
        mentor, venue=venue.name, topics=(topic.name,), preparation="노트북", capacity=5, offer_hours=3, **registration
    )
    assert when() == ["0907 19:00", "0914 19:00", "0921 19:00"]
    assert len({session.series for session in sessions}) == 1
    assert [(row.reg_start.day, row.reg_end.day) for row in sessions] == [(1, 6), (8, 13), (15, 20)]
    for session in Session.objects.all():
        assert (session.venue, session.preparation, session.capacity, session.offer_hours) == (venue, "노트북", 5, 3)
        assert list(session.topics.all()) == [topic]
    booked = Appointment.objects.filter(member=mentor, role="host")
    assert list(booked.values_list("source_id", "venue")) == [(session.pk, venue.pk) for session in sessions]
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.subject_id, entry.after["dates"]) == (
        "mentoring.series_opened", sessions[0].pk, "2026-09-07, 2026-09-14, 2026-09-21",
    )  # fmt: skip
    assert entry.after["series"] == str(sessions[0].series)
    notice = Notice.objects.get()
    assert (notice.member, notice.kind, notice.params["count"]) == (superuser, "mentoring.series_to_decide", 3)
    assert notice.path == f"/admin/mentoring/session/?series__exact={sessions[0].series}"


def test_registration_days_that_are_left_out_are_the_day_of_each(mentor):
    assert [(row.reg_start, row.reg_end) for row in opened(mentor)] == [(day, day) for day in MONDAYS]


def test_each_session_gets_pictures_of_its_own(mentor, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    stream = io.BytesIO()
    Image.new("RGB", (40, 30)).save(stream, "PNG")
    image = NewImage(1, SimpleUploadedFile("약도.png", stream.getvalue()), "건물 약도")
    sessions = opened(mentor, content="<p>약도를 보세요.</p>", images=[image])
    files = [session.images.get().file.name for session in sessions]
    assert len(set(files)) == 3
    texts = {Session.objects.get(pk=session.pk).content for session in sessions}
    assert len(texts) == 1
    assert 'src="images/1/"' in texts.pop()


def test_one_time_that_is_taken_refuses_them_all_and_every_one_is_named(mentor):
    venue = VenueFactory(name="스페이스 A1")
    AppointmentFactory(member=mentor, role="host", title="회의", starts_at=clock.at(MONDAYS[1], dt.time(20)))
    AppointmentFactory(role="host", venue=venue, starts_at=clock.at(MONDAYS[2], dt.time(20)))
    with pytest.raises(Conflict) as error:
        opened(mentor, venue=venue.name)
    assert error.value.code == "times_taken"
    assert "‘회의’" in error.value.message
    assert "스페이스 A1은 2026-09-21(월)" in error.value.message
    assert not Session.objects.exists()
    assert not AuditEntry.objects.exists()


def test_what_a_series_cannot_be(mentor, student):
    assert refused(opened, by=mentor, days=MONDAYS[:1]) == (Invalid, "too_few_days")
    many = [MONDAYS[0] + dt.timedelta(days=number) for number in range(21)]
    assert refused(opened, by=mentor, days=many) == (Invalid, "too_many_days")
    assert refused(opened, by=student) == (NotAllowed, "not_a_mentor")
    assert refused(opened, by=mentor, days=[dt.date(2026, 8, 24), *MONDAYS]) == (Invalid, "in_the_past")
    assert refused(opened, by=mentor, title=" ") == (Invalid, "title_missing")
    assert not Session.objects.exists()


# --- Moving -----------------------------------------------------------------------------------------------------------


def moved(by, first, sessions, shift=WEEK, **more):
    return move_series(by=by, session_id=first.pk, ids=ids_of(sessions), shift=shift, **more)


@pytest.mark.parametrize(("days", "expected"), [(7, ["14", "21", "28"]), (-7, ["07", "14", "21"])])
def test_all_move_into_each_other_s_times(mentor, days, expected):
    sessions = opened(mentor, days=MONDAYS if days > 0 else [day + dt.timedelta(days=7) for day in MONDAYS])
    moved(mentor, sessions[0], sessions, Shift(dt.timedelta(days=days)))
    assert when() == [f"09{day} 19:00" for day in expected]
    hosted = Appointment.objects.filter(member=mentor, cancelled_at=None).order_by("source_id")
    assert [f"{clock.local(row.starts_at):%d}" for row in hosted] == expected


def test_the_rest_moves_with_its_registration_and_applicants_are_told_of_their_own(mentor, student, summer):
    sessions = opened(mentor, reg_start=dt.date(2026, 8, 31), reg_end=dt.date(2026, 9, 5))
    _first, second, third = sessions
    summer.move_to(clock.at(dt.date(2026, 9, 8), dt.time(9)))
    apply_to_session(session_id=second.pk, by=student)
    Notice.objects.all().delete()
    moved(mentor, second, [second, third], Shift(dt.timedelta(days=1), dt.time(18)))
    assert when() == ["0907 19:00", "0915 18:00", "0922 18:00"]
    second.refresh_from_db()
    third.refresh_from_db()
    assert (second.reg_start.day, second.reg_end.day) == (7, 13)  # it has begun and is not closed again
    assert (third.reg_start.day, third.reg_end.day) == (15, 20)
    assert list(Notice.objects.values_list("member", "kind")) == [(student.pk, "mentoring.changed")]
    mail = the_mail(kind="mentoring.changed")
    assert "SEQUENCE:1" in mail.calendar
    entry = AuditEntry.objects.get(act="mentoring.series_moved")
    assert (entry.subject_id, entry.after) == (second.pk, {"days": 1, "sessions": 2})
    assert AuditEntry.objects.filter(act="mentoring.edited").count() == 2


def test_a_move_that_one_cannot_make_moves_none(mentor):
    sessions = opened(mentor)
    AppointmentFactory(member=mentor, role="host", starts_at=clock.at(dt.date(2026, 9, 28), dt.time(20)))
    assert refused(moved, by=mentor, first=sessions[0], sessions=sessions) == (Conflict, "times_taken")
    nowhere = Shift(dt.timedelta(0))
    assert refused(moved, by=mentor, first=sessions[0], sessions=sessions, shift=nowhere) == (Invalid, "nothing_moves")
    back = Shift(dt.timedelta(days=-8))
    assert refused(moved, by=mentor, first=sessions[0], sessions=sessions, shift=back) == (Invalid, "in_the_past")
    late = Shift(dt.timedelta(0), None, dt.time(18))
    assert refused(moved, by=mentor, first=sessions[0], sessions=sessions, shift=late) == (
        Invalid, "ends_before_start",
    )  # fmt: skip
    assert when() == ["0907 19:00", "0914 19:00", "0921 19:00"]


def test_what_was_changed_or_is_over_is_not_moved_unseen(mentor, summer):
    sessions = opened(mentor)
    seen = {session.pk: 0 for session in sessions}
    edit_session(session_id=sessions[1].pk, by=mentor, changes={"title": "다른 제목"})
    stale = {"by": mentor, "first": sessions[0], "sessions": sessions}
    assert refused(moved, **stale, seen=seen) == (Conflict, "changed_meanwhile")
    assert refused(moved, by=mentor, first=sessions[1], sessions=sessions) == (Conflict, "changed_meanwhile")
    summer.move_to(clock.at(MONDAYS[0], dt.time(19)))
    assert refused(moved, **stale) == (Conflict, "changed_meanwhile")
    moved(mentor, sessions[0], sessions[1:])
    assert when() == ["0907 19:00", "0921 19:00", "0928 19:00"]


def test_who_may_move_and_end(mentor, student, superuser):
    sessions = opened(mentor)
    alone = Session.objects.create(**{
        field.attname: getattr(sessions[0], field.attname)
        for field in Session._meta.concrete_fields if field.name not in ("id", "series")
    })  # fmt: skip
    assert refused(moved, by=student, first=sessions[0], sessions=sessions) == (NotAllowed, "not_the_author")
    assert refused(moved, by=mentor, first=alone, sessions=[alone]) == (Conflict, "no_series")
    assert refused(moved, by=mentor, first=sessions[0], sessions=[]) == (Invalid, "too_few_days")
    ended = {"session_id": sessions[0].pk, "ids": ids_of(sessions)}
    assert refused(end_series, by=student, **ended, reason="까닭") == (NotAllowed, "not_the_author")
    assert refused(end_series, by=mentor, **ended, reason=" ") == (Invalid, "reason_missing")
    moved(superuser, sessions[0], sessions)
    assert Notice.objects.filter(member=mentor, kind="mentoring.own_changed").count() == 3


# --- Ending -----------------------------------------------------------------------------------------------------------


def test_the_rest_ends_and_its_applicants_read_why(mentor, student):
    sessions = opened(mentor, reg_start=dt.date(2026, 8, 31))
    apply_to_session(session_id=sessions[0].pk, by=student)
    Session.objects.filter(pk=sessions[1].pk).update(opens_at=NOW)
    apply_to_session(session_id=sessions[1].pk, by=student)
    Notice.objects.all().delete()
    end_series(by=mentor, session_id=sessions[1].pk, ids=ids_of(sessions[1:]), reason="출장을 갑니다.")
    assert when() == ["0907 19:00"]
    told = Notice.objects.get()
    assert (told.member, told.kind, told.params["reason"]) == (student, "mentoring.deleted", "출장을 갑니다.")
    assert "사유: 출장을 갑니다." in the_mail(kind="mentoring.deleted").text
    gone = Application.objects.get(session=sessions[1])
    assert (gone.state, gone.cancel_reason) == ("cancelled", "출장을 갑니다.")
    assert Application.objects.get(session=sessions[0]).holds_seat
    entry = AuditEntry.objects.get(act="mentoring.series_ended")
    assert (entry.after, entry.reason) == ({"sessions": 2}, "출장을 갑니다.")
    assert Appointment.objects.filter(member=mentor, cancelled_at=None).count() == 1


# --- Approving --------------------------------------------------------------------------------------------------------


def test_staff_approve_a_series_in_one_act(mentor, superuser, student):
    sessions = opened(mentor)
    decline_session(session_id=sessions[2].pk, by=superuser, reason="겹칩니다.")
    Notice.objects.all().delete()
    assert refused(approve_series, session_id=sessions[0].pk, by=mentor) == (NotAllowed, "not_staff")
    assert approve_series(session_id=sessions[0].pk, by=superuser) == 2
    assert approve_series(session_id=sessions[0].pk, by=superuser) == 0
    assert list(Session.objects.order_by("pk").values_list("approved_at", "decided_by")) == [
        (NOW, superuser.pk), (NOW, superuser.pk), (None, superuser.pk),
    ]  # fmt: skip
    notice = Notice.objects.get()
    assert (notice.member, notice.kind, notice.params["count"]) == (mentor, "mentoring.series_approved", 2)
    assert AuditEntry.objects.filter(act="mentoring.approved").count() == 2
    single = sessions[0]
    Session.objects.filter(pk=single.pk).update(series=None)
    assert refused(approve_series, session_id=single.pk, by=superuser) == (Conflict, "no_series")

"""Telling members, and what they do with it."""

import datetime as dt

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from apps.accounts.models import Member
from apps.core import clock
from apps.core.errors import Conflict
from apps.notices import kinds, services
from apps.notices.kinds import Span
from apps.notices.models import MailChoice, Notice, OutboxMail
from apps.notices.selectors import timings_of
from apps.notices.states import MailTiming
from apps.planner.ics import CalendarOf
from tests.factories.accounts import MemberFactory
from tests.factories.notices import NoticeFactory
from tests.factories.planner import AppointmentFactory
from tests.mails import mails, the_mail

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 6, 1, 9, tzinfo=clock.SEOUL)
AT_ONCE, DAILY, OFF = MailTiming
WORDS = {"title": "첫 만남", "subject": "준비물", "text": "노트북을 가져오세요."}


def tell(*members, **more):
    services.tell(members, "mentoring.message", path="/mentoring/1/", **{**WORDS, **more})


def test_a_notice_that_names_a_person_says_whom(student):
    (kind,) = [kind for kind in kinds.all_kinds() if kind.key == "linking.linked"]
    assert kind.names
    with pytest.raises(ValueError, match="say whom it is about"):
        services.tell([student], kind.key, nickname="상우쌤")
    assert not Notice.objects.exists()


@time_machine.travel(NOW, tick=False)
def test_everyone_gets_a_notice_and_a_mail(student, stranger):
    tell(student, stranger)
    notices = list(
        Notice.objects.order_by("pk").values_list("member", "kind", "params", "path", "created_at", "read_at")
    )
    assert notices == [
        (member.pk, "mentoring.message", WORDS, "/mentoring/1/", NOW, None) for member in (student, stranger)
    ]
    kept = OutboxMail.objects.order_by("pk").values_list(
        "to", "kind", "params", "subject", "text", "path", "language", "due_at"
    )
    assert list(kept) == [
        (member.email, "mentoring.message", WORDS, "", "", "/mentoring/1/", "ko", NOW) for member in (student, stranger)
    ]
    words = "준비물: 첫 만남", "[첫 만남] 준비물\n\n노트북을 가져오세요."
    assert [(mail.subject, mail.text) for mail in mails()] == [words, words]


def test_who_switched_the_kind_off_gets_the_notice_alone(student, stranger):
    MailChoice.objects.create(member=student, kind="mentoring.message", timing="off")
    MailChoice.objects.create(member=stranger, kind="mentoring.deleted", timing="off")
    tell(student, stranger)
    assert Notice.objects.count() == 2
    assert [mail.member for mail in OutboxMail.objects.all()] == [stranger]


def test_of_two_kinds_told_at_once_only_the_one_that_is_switched_off_sends_no_mail(student):
    MailChoice.objects.create(member=student, kind="mentoring.message", timing="off")
    told = [services.telling([student], f"mentoring.{kind}", title="자바") for kind in ("message", "deleted")]
    services.tell_at_once(*told)
    assert Notice.objects.count() == 2
    assert [mail.kind for mail in OutboxMail.objects.all()] == ["mentoring.deleted"]


def test_who_has_left_is_told_nothing(student, stranger):
    stranger.is_active = False
    tell(stranger)
    assert (Notice.objects.count(), OutboxMail.objects.count()) == (0, 0)
    tell(student, stranger)
    assert [notice.member for notice in Notice.objects.all()] == [student]


def test_a_mail_is_in_the_language_of_its_reader(student, stranger):
    stranger.language = "en"
    day = dt.date(2026, 1, 5)
    when = Span(clock.at(day, dt.time(14)), clock.at(day, dt.time(16)))
    with translation.override("en"):
        services.tell([student, stranger], "mentoring.approved", title="만남", when=when)
    subjects = {mail.member: mail.subject for mail in mails()}
    assert "1/5 월 14:00" in subjects[student]
    assert "Mon 5 Jan 14:00 KST" in subjects[stranger]


def test_a_subject_is_one_line_and_not_too_long(student):
    tell(student, subject="줄\r\nBcc: all@example.com" + "가" * 400)
    subject = the_mail().subject
    assert "\n" not in subject
    assert "\r" not in subject
    assert len(subject) == 50


def test_who_has_the_appointment_gets_a_calendar_file_of_it(student, stranger):
    own = AppointmentFactory(member=student, source="test.thing", source_id=7)
    services.tell([student, stranger], "mentoring.message", calendar=CalendarOf("test.thing", [7]), **WORDS)
    files = {mail.member: mail.calendar for mail in mails()}
    assert (f"UID:{own.uid}" in files[student], files[stranger]) == (True, "")


def test_what_is_rolled_back_was_never_told(student):
    with transaction.atomic():
        tell(student)
        transaction.set_rollback(True)
    assert (Notice.objects.count(), OutboxMail.objects.count()) == (0, 0)


@pytest.mark.parametrize("count", [1, 50])
def test_telling_costs_three_statements_whatever_the_number(count, django_assert_num_queries):
    members = MemberFactory.create_batch(count)
    with django_assert_num_queries(3):
        tell(*members)


@time_machine.travel(NOW, tick=False)
def test_opening_marks_as_read_once_and_only_ones_own(student, stranger):
    notice = NoticeFactory(member=student)
    with pytest.raises(Notice.DoesNotExist):
        services.open_notice(by=stranger, notice_id=notice.pk)
    assert services.open_notice(by=student, notice_id=notice.pk) == notice
    with time_machine.travel(NOW + dt.timedelta(hours=1), tick=False):
        services.open_notice(by=student, notice_id=notice.pk)
    notice.refresh_from_db()
    assert notice.read_at == NOW


def test_reading_all_leaves_others_and_what_came_after_the_page(student, stranger):
    older, newest, foreign = (
        NoticeFactory(member=student),
        NoticeFactory(member=student),
        NoticeFactory(member=stranger),
    )
    assert services.mark_all_read(by=student, until=older.pk) == 1
    assert set(Notice.objects.filter(read_at=None)) == {newest, foreign}
    assert services.mark_all_read(by=student) == 1
    assert set(Notice.objects.filter(read_at=None)) == {foreign}


def test_choosing_mail_keeps_a_row_for_each_kind_that_is_not_as_it_comes(student, stranger):
    MailChoice.objects.create(member=stranger, kind="mentoring.message", timing="off")
    services.choose_mail(by=student, timings={"mentoring.message": OFF, "planner.day_before": DAILY})
    services.choose_mail(by=student, timings={"planner.day_before": AT_ONCE, "mentoring.deleted": DAILY})
    chosen = MailChoice.objects.filter(member=student).order_by("kind").values_list("kind", "timing")
    assert list(chosen) == [("mentoring.deleted", "daily"), ("mentoring.message", "off")]
    assert timings_of(student)["mentoring.deleted"] == DAILY
    everything = {kind.key: kind.timing for kind in kinds.all_kinds()}
    services.choose_mail(by=student, timings={**everything, "no.such.kind": OFF, "mentoring.to_decide": OFF})
    assert list(MailChoice.objects.values_list("member", "kind")) == [(stranger.pk, "mentoring.message")]


@pytest.mark.parametrize("at_once", [False, True])
def test_a_kind_that_comes_once_a_day_waits_for_the_digest_and_one_may_choose_otherwise(student, mentor, at_once):
    MailChoice.objects.create(member=student, kind="mentoring.new_applicant", timing="at_once")
    told = services.telling([student, mentor], "mentoring.new_applicant", about=student, name="이름", title="만남")
    services.tell_at_once(told) if at_once else services._write(services._notices_of(told))
    assert list(Notice.objects.order_by("pk").values_list("member", "waits_for_digest")) == [
        (student.pk, False), (mentor.pk, True),
    ]  # fmt: skip
    assert [mail.member for mail in OutboxMail.objects.all()] == [student]


def test_switching_the_digest_off_switches_off_all_that_goes_into_it(mentor):
    MailChoice.objects.create(member=mentor, kind="mentoring.message", timing="daily")
    services.switch_off_mail(member=mentor, kind="notices.digest")
    timings = timings_of(mentor)
    assert {timings["mentoring.message"], timings["mentoring.new_applicant"]} == {OFF}
    assert (DAILY in timings.values(), timings["mentoring.applied"]) == (False, AT_ONCE)


def test_what_was_chosen_meanwhile_is_asked_under_the_lock(student):
    def refuse() -> None:
        raise Conflict("changed_meanwhile", "")

    with pytest.raises(Conflict):
        services.choose_mail(by=student, timings={"mentoring.message": OFF}, unchanged=refuse)
    assert not MailChoice.objects.exists()


# --- Several things at once


def test_several_things_are_told_at_once_each_in_the_language_of_its_reader(student, other_student, stranger):
    Member.objects.filter(pk=other_student.pk).update(language="en")
    other_student.refresh_from_db()
    MailChoice.objects.create(member=stranger, kind="mentoring.deleted", timing="off")
    gone = MemberFactory(is_active=False)
    AppointmentFactory(member=student, source="test.thing", source_id=7)
    file = CalendarOf("test.thing", [7])
    own = services.telling([student, gone], "mentoring.applied", path="/a/", calendar=file, title="ㄱ")
    others = services.telling([other_student, stranger], "mentoring.deleted", title="ㄴ")
    with CaptureQueriesContext(connection) as statements:
        services.tell_at_once(own, others, services.telling([gone], "mentoring.applied", title="ㄷ"))
    if connection.vendor == "postgresql":
        assert len(statements) == 1
    assert list(Notice.objects.order_by("id").values_list("member", "kind", "path")) == [
        (student.pk, "mentoring.applied", "/a/"), (other_student.pk, "mentoring.deleted", ""),
        (stranger.pk, "mentoring.deleted", ""),
    ]  # fmt: skip
    sent = {mail.member: mail for mail in mails()}
    assert set(sent) == {student, other_student}
    assert ("BEGIN:VEVENT" in sent[student].calendar, sent[student].state) == (True, "waiting")
    assert ("ㄱ" in sent[student].text, sent[student].to, sent[student].language) == (True, student.email, "ko")
    assert ("has been deleted" in sent[other_student].text, sent[other_student].calendar) == (True, "")


def test_where_nobody_is_there_nothing_is_written():
    with CaptureQueriesContext(connection) as statements:
        services.tell_at_once(services.telling([], "mentoring.applied"))
    assert (len(statements), Notice.objects.count()) == (0, 0)


def test_a_name_needs_the_person_it_is_of(student):
    with pytest.raises(ValueError, match="names a person"):
        services.tell_at_once(services.telling([student], "mentoring.new_applicant", name="이름"))


def test_a_mail_about_an_account_waits_in_the_outbox_as_a_secret(student):
    services.write_account_mail(to="a@example.com", subject="가" * 400, text="링크", language="en", member=student)
    mail = OutboxMail.objects.get()
    assert (mail.to, mail.text, mail.language, mail.member, mail.is_secret) == (
        "a@example.com",
        "링크",
        "en",
        student,
        True,
    )
    assert (len(mail.subject), mail.due_at) == (300, mail.created_at)


def test_a_kind_is_switched_off_once(student, other_student):
    for _again in range(2):
        services.switch_off_mail(member=student, kind="mentoring.message")
    assert list(MailChoice.objects.values_list("member", "kind")) == [(student.pk, "mentoring.message")]

"""Sending the outbox: by each exit, and two workers at once."""

import datetime as dt
import threading
from email import policy
from email.parser import BytesParser

import pytest
import time_machine
from django.core import mail as django_mail
from django.core.mail.backends.locmem import EmailBackend as Locmem
from django.db import transaction
from django.db.models.query import QuerySet

from apps.core import clock
from apps.core.errors import Conflict, NotAllowed
from apps.core.models import AuditEntry
from apps.notices import outbox
from apps.notices.models import OutboxMail
from apps.notices.states import MailState
from apps.planner.ics import CalendarOf
from tests.factories.notices import OutboxMailFactory
from tests.factories.planner import AppointmentFactory
from tests.threads import at_once

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 6, 1, 9, tzinfo=clock.SEOUL)
HERE = "tests.notices.test_outbox."


class RefusesTheSecond(Locmem):
    """A server that will not take mail to one address."""

    def send_messages(self, messages):
        if messages[0].to == ["refused@example.com"]:
            raise OSError("550 no such mailbox, password=hunter2")
        return super().send_messages(messages)


class Away(Locmem):
    """A server that cannot be reached."""

    def open(self):
        raise ConnectionRefusedError("nobody there")


def parsed(message) -> dict:
    read = BytesParser(policy=policy.default).parsebytes(message.message().as_bytes())
    return {part.get_content_type(): part for part in read.walk()} | {"whole": read}


@time_machine.travel(NOW, tick=False)
def test_what_is_due_is_sent_oldest_first_and_only_once(mailoutbox):
    later = OutboxMailFactory(due_at=NOW, subject="둘째")
    sooner = OutboxMailFactory(due_at=NOW - dt.timedelta(minutes=1), subject="첫째")
    OutboxMailFactory(due_at=NOW + dt.timedelta(seconds=1))
    assert outbox.send_due_mail() == 2
    assert outbox.send_due_mail() == 0
    assert [message.subject for message in mailoutbox] == ["첫째", "둘째"]
    for row in (later, sooner):
        row.refresh_from_db()
        assert (row.sent_at, row.attempts, row.error, row.state) == (NOW, 1, "", MailState.SENT)


def test_a_mail_has_text_html_and_its_calendar_file(mailoutbox, student):
    AppointmentFactory(member=student, source="test.thing", source_id=7)
    OutboxMailFactory(
        member=student, subject="일정 변경", path="/mentoring/7/",
        text="<b>일정</b>이 바뀌었습니다.\n\n새 일정: 6월 3일", calendar_of=CalendarOf("test.thing", [7]).stored(),
    )  # fmt: skip
    outbox.send_due_mail()
    parts = parsed(mailoutbox[0])
    text, page, calendar = (parts[kind].get_content() for kind in ("text/plain", "text/html", "text/calendar"))
    assert text.startswith(
        "이서연 님, 안녕하세요.\n\n<b>일정</b>이 바뀌었습니다.\n\n새 일정: 6월 3일\n\n자세히 보기: http://testserver/mentoring/7/"
    )
    assert "http://testserver/notices/settings/" in text
    assert "&lt;b&gt;일정&lt;/b&gt;이 바뀌었습니다." in page
    assert '<a href="http://testserver/mentoring/7/">' in page
    assert (calendar.splitlines()[0], calendar.count("BEGIN:VEVENT")) == ("BEGIN:VCALENDAR", 1)
    assert parts["text/calendar"].get_filename() == "baeumteo.ics"
    assert parts["text/calendar"]["Content-Type"].params["method"] == "PUBLISH"
    whole = parts["whole"]
    assert (whole["To"], whole["Subject"], whole["Auto-Submitted"]) == (
        student.email,
        "일정 변경",
        "auto-generated",
    )


@time_machine.travel(NOW, tick=False)
def test_what_was_told_is_put_into_words_when_it_is_sent_and_stays_as_it_was_sent(mailoutbox, student, superuser):
    row = OutboxMailFactory(
        member=student, language="en", subject="", text="", kind="mentoring.deleted",
        params={"title": "첫 만남", "when": {"from": "2026-06-03T05:00:00+00:00", "to": "2026-06-03T07:00:00+00:00"}},
    )  # fmt: skip
    outbox.send_due_mail()
    row.refresh_from_db()
    told = "“첫 만남” (Wed 3 Jun, 2–4 pm) has been deleted, and your application is cancelled."
    assert row.subject == mailoutbox[0].subject == "Session deleted: 첫 만남 (Wed 3 Jun 14:00 KST)"
    assert row.text.splitlines()[0] == told
    OutboxMail.objects.update(params={"title": "다른 말"})
    outbox.resend_mail(by=superuser, mail_id=row.pk)
    outbox.send_due_mail()
    assert [message.body for message in mailoutbox] == [mailoutbox[0].body] * 2


@time_machine.travel(NOW, tick=False)
def test_a_refused_mail_has_no_words_yet(settings):
    settings.EMAIL_BACKEND = HERE + "RefusesTheSecond"
    row = OutboxMailFactory(member=None, to="refused@example.com", subject="", text="", kind="mentoring.message")
    outbox.send_due_mail()
    row.refresh_from_db()
    assert (row.state, row.subject, row.text) == (MailState.RETRYING, "", "")


@pytest.mark.parametrize("removes", [False, True])
def test_a_file_whose_appointments_changed_meanwhile_is_left_out(mailoutbox, student, removes):
    changed = None if removes else NOW
    AppointmentFactory(member=student, source="test.thing", source_id=7, cancelled_at=changed)
    OutboxMailFactory(member=student, calendar_of=CalendarOf("test.thing", [7, 8], removes).stored())
    assert outbox.send_due_mail() == 1
    parts = parsed(mailoutbox[0])
    assert "text/calendar" not in parts
    assert ".ics" not in parts["text/plain"].get_content()


def test_a_mail_of_a_kind_that_no_app_has_any_more_is_sent_all_the_same(mailoutbox, student):
    OutboxMailFactory(member=student, subject="", text="", kind="gone.kind", params={"title": "첫 만남"})
    assert outbox.send_due_mail() == 1
    assert mailoutbox[0].subject == "알림"


def test_a_mail_without_link_file_or_member_leaves_them_out(mailoutbox):
    OutboxMailFactory(member=None, path="", text="안내 말씀")
    outbox.send_due_mail()
    parts = parsed(mailoutbox[0])
    text = parts["text/plain"].get_content()
    assert text.startswith("안내 말씀\n\n-- \n")
    assert "text/calendar" not in parts


def test_a_mail_is_written_in_the_language_of_its_reader(mailoutbox, student):
    OutboxMailFactory(member=student, language="en")
    outbox.send_due_mail()
    assert 'lang="en"' in parsed(mailoutbox[0])["text/html"].get_content()


@pytest.mark.parametrize(("language", "named"), [("en", True), ("ko", False)])
def test_a_mail_in_english_names_the_time_zone(mailoutbox, student, language, named):
    OutboxMailFactory(member=student, language=language)
    outbox.send_due_mail()
    parts = parsed(mailoutbox[0])
    for kind in ("text/plain", "text/html"):
        assert ("KST" in parts[kind].get_content()) == named


def test_a_line_break_in_a_subject_cannot_add_a_header(mailoutbox):
    OutboxMailFactory(subject="안내\nBcc: all@example.com")
    assert outbox.send_due_mail() == 1
    assert parsed(mailoutbox[0])["whole"]["Bcc"] is None


def test_the_message_id_is_the_same_at_every_try():
    row = OutboxMailFactory()
    ids = {outbox.build_message(row).message()["Message-ID"] for _try in range(2)}
    assert ids == {f"<outbox-{row.pk}-{row.created_at:%Y%m%d%H%M%S}@testserver>"}


def test_a_refused_mail_is_put_off_and_the_others_go(mailoutbox, settings):
    settings.EMAIL_BACKEND = HERE + "RefusesTheSecond"
    with time_machine.travel(NOW, tick=False):
        OutboxMailFactory(subject="첫째")
        refused = OutboxMailFactory(member=None, to="refused@example.com")
        OutboxMailFactory(subject="셋째")
        assert outbox.send_due_mail() == 2
    assert [message.subject for message in mailoutbox] == ["첫째", "셋째"]
    refused.refresh_from_db()
    assert (refused.attempts, refused.due_at, refused.state) == (1, NOW + dt.timedelta(minutes=1), MailState.RETRYING)
    assert "550 no such mailbox" in refused.error
    assert "hunter2" not in refused.error


def test_a_mail_is_tried_six_times_with_growing_breaks_then_given_up(settings):
    settings.EMAIL_BACKEND = HERE + "RefusesTheSecond"
    row = OutboxMailFactory(member=None, to="refused@example.com", due_at=NOW)
    moment, breaks = NOW, []
    for _try in range(5):
        with time_machine.travel(moment, tick=False):
            outbox.send_due_mail()
        row.refresh_from_db()
        breaks.append(row.due_at - moment)
        with time_machine.travel(row.due_at - dt.timedelta(seconds=1), tick=False):
            assert outbox._claim() is None
        moment = row.due_at
    assert [int(pause.total_seconds() // 60) for pause in breaks] == [1, 5, 30, 120, 720]
    assert row.failed_at is None
    with time_machine.travel(moment, tick=False):
        outbox.send_due_mail()
    row.refresh_from_db()
    assert (row.failed_at, row.attempts, row.state) == (moment, 6, MailState.FAILED)
    with time_machine.travel(moment + dt.timedelta(days=9), tick=False):
        assert outbox._claim() is None


@time_machine.travel(NOW, tick=False)
def test_a_server_that_is_away_costs_no_mail_a_try(settings):
    settings.EMAIL_BACKEND = HERE + "Away"
    rows = OutboxMailFactory.create_batch(2)
    assert outbox.send_due_mail() == 0
    for row in rows:
        row.refresh_from_db()
        assert (row.attempts, row.due_at, row.error) == (0, NOW, "")


def test_who_has_left_gets_no_mail(mailoutbox, student):
    student.is_active = False
    student.save()
    row = OutboxMailFactory(member=student)
    assert outbox.send_due_mail() == 0
    assert mailoutbox == []
    row.refresh_from_db()
    assert (row.state, row.error) == (MailState.FAILED, "받는 회원이 더 이상 이용하지 않습니다.")


def test_a_round_ends_at_its_limit_and_when_the_worker_stops(mailoutbox):
    OutboxMailFactory.create_batch(3)
    assert outbox.send_due_mail(stopping=lambda: True) == 0
    assert outbox.send_due_mail(limit=2) == 2
    assert outbox.send_due_mail() == 1


def test_a_claimed_mail_is_due_again_when_its_worker_died():
    row = OutboxMailFactory(due_at=NOW)
    with time_machine.travel(NOW, tick=False):
        assert outbox._claim() == row
        assert outbox._claim() is None
    with time_machine.travel(NOW + outbox.LEASE, tick=False):
        assert outbox._claim() == row


def test_the_lease_outlasts_the_longest_wait_for_a_server(settings):
    assert outbox.LEASE.total_seconds() > settings.EMAIL_TIMEOUT * 4


@time_machine.travel(NOW, tick=False)
def test_staff_send_again_what_failed_and_it_is_on_record(superuser, mailoutbox):
    row = OutboxMailFactory(failed_at=NOW, attempts=6, error="550", due_at=NOW - dt.timedelta(days=1))
    outbox.resend_mail(by=superuser, mail_id=row.pk)
    row.refresh_from_db()
    assert (row.failed_at, row.attempts, row.error, row.due_at) == (None, 0, "", NOW)
    assert AuditEntry.objects.values_list("actor", "act", "subject_id").get() == (
        superuser.pk, "notices.mail_resent", row.pk,
    )  # fmt: skip
    assert outbox.send_due_mail() == 1


def test_staff_without_the_permission_send_nothing_again(bare_staff, student, superuser):
    row = OutboxMailFactory(failed_at=NOW)
    for member in (bare_staff, student):
        with pytest.raises(NotAllowed):
            outbox.resend_mail(by=member, mail_id=row.pk)
    with pytest.raises(OutboxMail.DoesNotExist):
        outbox.resend_mail(by=superuser, mail_id=row.pk + 1)


def test_sent_mail_is_forgotten_after_ninety_days():
    kept = OutboxMailFactory(sent_at=NOW - dt.timedelta(days=90))
    OutboxMailFactory(sent_at=NOW - dt.timedelta(days=90, seconds=1))
    unsent = OutboxMailFactory(created_at=NOW - dt.timedelta(days=400))
    assert outbox.delete_sent_mail(NOW) == 1
    assert set(OutboxMail.objects.all()) == {kept, unsent}


# --- Two workers at once ----------------------------------------------------------------------------------------------


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("on_postgresql")
def test_four_workers_send_each_mail_once():
    rows = OutboxMailFactory.create_batch(40)
    sent = at_once(4, outbox.send_due_mail)
    assert sum(sent) == 40
    assert sorted(message.subject for message in django_mail.outbox) == sorted(row.subject for row in rows)
    assert set(OutboxMail.objects.values_list("attempts", flat=True)) == {1}


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("on_postgresql")
def test_a_mail_that_one_worker_is_taking_is_not_waited_for():
    first, second = OutboxMailFactory.create_batch(2)
    with transaction.atomic():
        OutboxMail.objects.select_for_update().get(pk=first.pk)
        assert at_once(1, outbox._claim) == [second]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("on_postgresql")
def test_control_without_the_row_lock_two_workers_take_the_same_mail(monkeypatch):
    row = OutboxMailFactory()
    both_have_read = threading.Barrier(2)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)
    first = QuerySet.first

    def first_then_wait(rows):
        found = first(rows)
        if rows.model is OutboxMail:
            both_have_read.wait(10)
        return found

    monkeypatch.setattr(QuerySet, "first", first_then_wait)
    assert at_once(2, outbox._claim) == [row, row]


# --- Mails about accounts: their text may open one --------------------------------------------------------------------


def secret(**values):
    return OutboxMailFactory(is_secret=True, text="http://testserver/accounts/password/reset/key/1-abc/", **values)


@time_machine.travel(NOW, tick=False)
def test_the_text_of_an_account_mail_goes_out_as_it_is_and_stays_nowhere(mailoutbox):
    mail = secret(due_at=NOW, created_at=NOW)
    assert outbox.send_due_mail() == 1
    assert (mailoutbox[0].body, mailoutbox[0].alternatives) == (mail.text, [])
    assert "List-Unsubscribe" not in mailoutbox[0].extra_headers
    mail.refresh_from_db()
    assert (mail.state, mail.text) == (MailState.SENT, "")


def test_an_account_mail_is_given_up_after_an_hour_and_its_text_goes(settings):
    settings.EMAIL_BACKEND = HERE + "RefusesTheSecond"
    with time_machine.travel(NOW, tick=False):
        mail = secret(due_at=NOW, created_at=NOW, to="refused@example.com")
        outbox.send_due_mail()
    mail.refresh_from_db()
    assert (mail.state, bool(mail.text)) == (MailState.RETRYING, True)
    with time_machine.travel(NOW + outbox.SECRET_STAYS + dt.timedelta(seconds=1), tick=False):
        outbox.send_due_mail()
    mail.refresh_from_db()
    assert (mail.state, mail.text) == (MailState.FAILED, "")


def test_an_account_mail_cannot_be_sent_again(superuser):
    mail = secret()
    with pytest.raises(Conflict) as refused:
        outbox.resend_mail(by=superuser, mail_id=mail.pk)
    assert refused.value.code == "secret_mail"


def test_account_mails_are_deleted_after_a_week():
    secret(created_at=NOW - outbox.SECRET_MAIL_STAYS - dt.timedelta(seconds=1))
    kept = secret(created_at=NOW - outbox.SECRET_MAIL_STAYS)
    assert outbox.delete_sent_mail(NOW) == 1
    assert OutboxMail.objects.get() == kept


def test_nobody_reads_the_text_of_an_account_mail(client, superuser):
    mail = secret(member=superuser)
    client.force_login(superuser)
    for address in (f"/admin/notices/outboxmail/{mail.pk}/change/", "/admin/notices/outboxmail/", "/accounts/export/"):
        answer = client.get(address)
        assert (answer.status_code, "reset/key" in answer.content.decode()) == (200, False)
    ordinary = OutboxMailFactory(text="안내입니다")
    assert "안내입니다" in client.get(f"/admin/notices/outboxmail/{ordinary.pk}/change/").content.decode()

"""The mail of the day: who gets one, what is in it, and that it is written once."""

import contextlib
import datetime as dt
import threading

import pytest
import time_machine
from django.db.models.query import QuerySet

from apps.core import clock
from apps.lessons.services.shared import sentence_params
from apps.notices import digests, members, outbox, services, unsubscribing
from apps.notices.models import LastDigest, MailChoice, Notice, OutboxMail
from apps.notices.states import MailTiming
from tests.factories.accounts import MemberFactory, MentorProfileFactory
from tests.factories.elearning import EnrolmentFactory
from tests.factories.lessons import LessonFactory
from tests.factories.mentoring import SessionFactory
from tests.mails import in_words, the_mail
from tests.threads import at_once

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 6, 1)
EVENING = clock.at(DAY, dt.time(20))
MORNING = clock.at(DAY, dt.time(8)) + dt.timedelta(days=1, seconds=3)
KIND = "mentoring.new_applicant"


def tell(member, *names, at=EVENING):
    with time_machine.travel(at, tick=False):
        for name in names:
            services.tell([member], KIND, path="/mentoring/1/", about=member, name=name, title="첫 만남")


def make(at=MORNING) -> int:
    with time_machine.travel(at, tick=False):
        return digests.make_due_digests()


def test_what_was_told_since_yesterday_comes_in_one_mail_at_eight(mailoutbox, mentor):
    tell(mentor, "가온", "나래")
    services.tell([mentor], "mentoring.message", title="첫 만남", subject="안내", text="글")
    OutboxMail.objects.all().delete()
    assert make(MORNING - dt.timedelta(seconds=4)) == 0
    assert make() == 1
    with time_machine.travel(MORNING, tick=False):
        assert outbox.send_due_mail() == 1
    (message,) = mailoutbox
    assert message.subject == "새 신청: 첫 만남 () 외 1건"
    body, page = message.body, message.alternatives[0][0]
    for written in (body, page):
        assert written.index("가온 님이") < written.index("나래 님이")
        assert "안내" not in written.split("알림 모두 보기")[0].replace("첫 만남", "")
        assert "http://testserver/mentoring/1/" in written
    assert not Notice.objects.filter(waits_for_digest=True).exists()


def test_a_day_is_gathered_once_and_what_comes_later_waits_for_the_next(mentor):
    tell(mentor, "가온")
    assert (make(), make()) == (1, 0)
    tell(mentor, "나래", at=MORNING + dt.timedelta(hours=1))
    tell(mentor, "다솜", at=EVENING)  # an act of before eight that was committed after the digest
    assert make(MORNING + dt.timedelta(hours=5)) == 0
    assert make(MORNING + dt.timedelta(days=1)) == 1
    assert len(OutboxMail.objects.order_by("pk").last().params["notices"]) == 2


def test_who_has_nothing_to_hear_gets_no_mail(student, mentor):
    tell(mentor, "가온")
    Notice.objects.update(read_at=EVENING)
    tell(student, "나래")
    MailChoice.objects.create(member=student, kind=KIND, timing="off")
    assert make() == 0
    assert (Notice.objects.filter(waits_for_digest=True).count(), OutboxMail.objects.count()) == (0, 0)


def test_who_is_switched_off_gets_none(mentor):
    tell(mentor, "가온")
    mentor.is_active = False
    mentor.save()
    assert make() == 0
    assert digests._make(mentor.pk, MORNING, digests._Desk(MORNING)) is False


def test_what_a_killed_worker_did_not_commit_is_done_by_the_next(monkeypatch, mentor):
    tell(mentor, "가온")
    with monkeypatch.context() as patched:
        patched.setattr(OutboxMail.objects, "create", lambda **values: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            make()
    assert make() == 1


def test_its_words_are_made_anew_and_never_kept(mailoutbox, mentor, other_student):
    tell(mentor, "가온")
    Notice.objects.update(about=other_student)
    make()
    with time_machine.travel(MORNING, tick=False):
        outbox.send_due_mail()
    mail = OutboxMail.objects.get()
    assert (mail.subject, mail.text, "가온" in mailoutbox[0].body) == ("", "", True)
    assert "가온" in in_words(mail).text
    services.forget_person(other_student)
    assert "가온" not in in_words(OutboxMail.objects.get()).text
    assert members.export(mentor)["last_digest"] == DAY + dt.timedelta(days=1)


def test_the_link_of_the_digest_switches_off_all_that_comes_in_it(client, mailoutbox, mentor):
    tell(mentor, "가온")
    make()
    with time_machine.travel(MORNING, tick=False):
        outbox.send_due_mail()
    headers = mailoutbox[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = unsubscribing.link_of(mentor, digests.DIGEST).removeprefix("http://testserver")
    assert "하루 한 번 모아 보내는 메일을 그만 받을까요?" in client.get(link).content.decode()
    assert "하루 한 번 모아 보내던 메일을 이제 보내지 않습니다." in client.post(link).content.decode()
    tell(mentor, "나래", at=MORNING)
    assert not Notice.objects.filter(waits_for_digest=True).exists()


def test_what_can_be_answered_has_its_buttons_in_the_digest_too(client, mailoutbox, mentor):
    lesson = LessonFactory(tutorial__mentor=mentor)
    MailChoice.objects.create(member=mentor, kind="lessons.requested", timing=MailTiming.DAILY)
    told = {"name": lesson.mentee.name, "about": lesson.mentee, **sentence_params(lesson)}
    services.tell([mentor], "lessons.requested", path=lesson.get_absolute_url(), **told)
    tell(mentor, "가온", at=clock.now())
    with time_machine.travel(clock.now() + dt.timedelta(days=1), tick=False):
        assert digests.make_due_digests() == 1
        outbox.send_due_mail()
        message = next(sent for sent in mailoutbox if "오늘의 소식" in sent.body)
        body, page = message.body, message.alternatives[0][0]
        link = body.partition("수업 승인하기: http://testserver")[2].split()[0]
        assert body.index(link) < body.index("가온 님이")  # below its own news
        assert (body.count("/notices/answer/"), page.count("/notices/answer/")) == (3, 3)
        assert f'aria-label="수업 거절하기 – {digests.list_items(OutboxMail.objects.get())[0].title}"' in page
        assert "/notices/answer/" not in in_words(OutboxMail.objects.get()).text
        client.post(link)
    lesson.refresh_from_db()
    assert lesson.status == "APPROVED"


# --- Staff


def refund_asked() -> None:
    EnrolmentFactory(status="CANCELLED", paid=10_000, refund_due=10_000)


def test_staff_read_how_much_waits_since_when_and_not_who(superuser):
    with time_machine.travel(EVENING - dt.timedelta(days=2), tick=False):
        waiting = SessionFactory(approved_at=None, decided_by=None)
        SessionFactory(approved_at=None, decided_by=None, starts_at=waiting.starts_at + dt.timedelta(days=1))
    MentorProfileFactory(status="pending", decided_at=None, requested_at=MORNING - dt.timedelta(hours=1))
    with time_machine.travel(EVENING, tick=False):
        services.tell([superuser], "mentoring.to_decide", about=waiting.author, name="가온", title="첫 만남")
    assert make() == 1
    mail = the_mail()
    assert mail.subject == "개설 승인을 기다리는 멘토링 2건 외 1건"
    assert "가장 오래된 것은" in mail.text
    assert "모두 오늘 들어왔습니다." in mail.text
    assert "http://testserver/admin/mentoring/session/?decision=waiting" in mail.text
    assert "가온" not in mail.text
    assert make(MORNING + dt.timedelta(minutes=1)) == 0
    assert make(MORNING + dt.timedelta(days=1)) == 1


def test_a_desk_that_is_empty_or_not_ones_own_is_no_news(superuser):
    MemberFactory(is_staff=True)
    assert make() == 0
    assert LastDigest.objects.count() == 2
    refund_asked()
    assert make(MORNING + dt.timedelta(minutes=1)) == 0
    MailChoice.objects.create(member=superuser, kind="elearning.to_refund", timing="off")
    assert make(MORNING + dt.timedelta(days=1)) == 0
    MailChoice.objects.all().delete()
    assert make(MORNING + dt.timedelta(days=2)) == 1
    assert the_mail().member == superuser


def test_a_worker_that_was_away_all_morning_counts_no_desk_for_that_day(superuser):
    refund_asked()
    assert make(MORNING + dt.timedelta(hours=7)) == 0


def test_a_part_of_the_desk_that_no_domain_has_any_more_is_left_out(mentor):
    tell(mentor, "가온")
    make()
    OutboxMail.objects.update(params={"notices": [], "desk": [{"key": "gone", "count": 1, "oldest": ""}]})
    assert the_mail().subject == "오늘의 소식 0건"


# --- Two workers


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("on_postgresql")
@pytest.mark.parametrize("locked", [True, False], ids=["locked", "control"])
def test_two_workers_write_one_digest(monkeypatch, superuser, locked):
    tell(superuser, "가온")
    refund_asked()
    both_have_asked = threading.Barrier(2)
    is_done = digests._is_done

    def asked_then_wait(*which) -> bool:
        answer = is_done(*which)
        with contextlib.suppress(threading.BrokenBarrierError):
            both_have_asked.wait(2)
        return answer

    monkeypatch.setattr(digests, "_is_done", asked_then_wait)
    if not locked:
        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)
    with time_machine.travel(MORNING, tick=False):
        made = at_once(2, digests.make_due_digests)
    assert (sum(made), OutboxMail.objects.count()) == ((1, 1) if locked else (2, 2))

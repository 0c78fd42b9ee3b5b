"""The worker: one round, what fails in it, and how it stops."""

import datetime as dt
import os
import signal
import subprocess
import sys
import threading

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from apps.accounts.models import Member, TokenFamily
from apps.core import clock, throttle
from apps.core.models import AuditEntry, IdempotentAnswer, ThrottleBucket, ThrottleHit
from apps.notices import outbox
from apps.notices.models import OutboxMail
from apps.planner import public_holidays
from apps.portal import housekeeping, readiness, reminders
from apps.portal.management.commands import worker
from tests.factories.accounts import MemberFactory
from tests.factories.elearning import EnrolmentFactory
from tests.factories.linking import TempCodeFactory, VerifiedClaimFactory
from tests.factories.mentoring import ApplicationFactory
from tests.factories.notices import OutboxMailFactory
from tests.factories.planner import AppointmentFactory

pytestmark = pytest.mark.django_db


def test_one_round_reminds_and_sends_in_the_same_round(mailoutbox, student):
    AppointmentFactory(
        member=student, starts_at=clock.now() + dt.timedelta(minutes=30), changed_at=clock.now() - dt.timedelta(days=1)
    )
    call_command("worker", once=True)
    assert [message.to for message in mailoutbox] == [[student.email]]


def test_a_part_that_fails_does_not_keep_the_others_but_the_command_says_so(mailoutbox, monkeypatch):
    OutboxMailFactory()

    def broken():
        raise RuntimeError("broken")

    monkeypatch.setattr(reminders, "remind_due", broken)
    with pytest.raises(CommandError):
        call_command("worker", once=True)
    assert len(mailoutbox) == 1


def test_it_goes_round_until_it_is_told_to_stop(monkeypatch):
    rounds = []
    command = worker.Command()

    def send_due_mail(stopping):
        rounds.append(stopping())
        if len(rounds) == 3:
            os.kill(os.getpid(), signal.SIGTERM)
            command.stop.wait(10)
        return 0

    monkeypatch.setattr(outbox, "send_due_mail", send_due_mail)
    tidied = []
    monkeypatch.setattr(housekeeping, "run_chores", lambda: tidied.append(1))
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    before = signal.getsignal(signal.SIGTERM)
    assert threading.current_thread() is threading.main_thread()
    command.handle(once=False, interval=0.01)
    assert (rounds, len(tidied)) == ([False] * 3, 1)
    assert signal.getsignal(signal.SIGTERM) is before


def test_the_process_ends_cleanly_on_sigterm(tmp_path):
    env = {**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3", "BAEUMTEO_VAR_DIR": str(tmp_path),
           "DJANGO_SETTINGS_MODULE": "config.settings"}  # fmt: skip
    running = subprocess.Popen(
        [sys.executable, "manage.py", "worker", "--interval", "60"],
        env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        for line in running.stdout:
            if "worker started" in line:
                break
        running.terminate()
        rest = running.stdout.read()
        assert running.wait(20) == 0
        assert "worker stopped" in rest
    finally:
        running.kill()
        running.stdout.close()


def test_tidying_deletes_what_is_over_and_nothing_else(client, student):
    now = clock.now()
    client.force_login(student)
    bucket = ThrottleBucket.objects.create(scope="login", key="a" * 64)
    for days in (1, 3):
        ThrottleHit.objects.create(bucket=bucket, at=now - dt.timedelta(days=days))
    for hours in (23, 25):
        IdempotentAnswer.objects.create(member=student, key=str(hours), created_at=now - dt.timedelta(hours=hours))
    for days in (-1, 1):
        TokenFamily.objects.create(
            member=student, refresh_hash=str(days), password_hash="", created_at=now, refreshed_at=now,
            expires_at=now + dt.timedelta(days=days),
        )  # fmt: skip
    OutboxMailFactory(sent_at=now - dt.timedelta(days=91))
    for minutes in (4, 6):
        TempCodeFactory(created_at=now - dt.timedelta(minutes=minutes))
        VerifiedClaimFactory(verified_at=now - dt.timedelta(minutes=minutes))
    client.session.create_model_instance({}).__class__.objects.create(
        session_key="over", session_data="", expire_date=now - dt.timedelta(days=1)
    )
    done = housekeeping.run_chores()
    assert done == {
        "sessions": 1, "throttle hits": 1, "empty throttle buckets": 0, "idempotent answers": 1, "API log-ins": 1,
        "sign-ups never confirmed": 0, "farewells said again": 0, "sent mails": 1,
        "link codes": 1, "check-in codes": 0, "link look-ups": 1, "quizzes whose time was over handed in": 0,
        "lengths of videos": 0, "public holidays": len(public_holidays.known_holidays(*range(now.year, now.year + 3))),
        "marks of what is over": 0, "lost files of sessions": 0, "codes of sessions": 0, "reminders of reports": 0,
        "lost files of notes": 0,
    }  # fmt: skip
    assert client.get(reverse("notices:list")).status_code == 200
    assert (ThrottleHit.objects.count(), TokenFamily.objects.get().refresh_hash) == (1, "1")
    assert IdempotentAnswer.objects.get().key == "23"
    assert not OutboxMail.objects.exists()
    assert set(housekeeping.run_chores().values()) == {0}


def test_an_empty_bucket_goes_and_counts_again_when_it_is_needed():
    limit = throttle.Limit(times=1, period=dt.timedelta(hours=1))
    throttle.hit("code", "a", limit)
    throttle.forget("code", "a")
    assert housekeeping.run_chores()["empty throttle buckets"] == 1
    throttle.hit("code", "a", limit)
    assert housekeeping.run_chores()["empty throttle buckets"] == 0


def test_a_bucket_deleted_while_it_was_taken_is_made_again(monkeypatch):
    limit = throttle.Limit(times=1, period=dt.timedelta(hours=1))
    made = ThrottleBucket.objects.get_or_create
    tries = []

    def swept(**kwargs):
        found = made(**kwargs)
        tries.append(found)
        if len(tries) == 1:
            ThrottleBucket.objects.all().delete()
        return found

    monkeypatch.setattr(ThrottleBucket.objects, "get_or_create", swept)
    throttle.hit("code", "a", limit)
    assert (len(tries), ThrottleHit.objects.count()) == (2, 1)


def test_only_sign_ups_that_nobody_ever_confirmed_or_used_are_forgotten(student):
    def signed_up(days: int, *, verified: bool = False, **fields):
        member = MemberFactory(**fields)
        EmailAddress.objects.create(user=member, email=member.email, primary=True, verified=verified)
        Member.objects.filter(pk=member.pk).update(date_joined=clock.now() - dt.timedelta(days=days))
        return member

    gone = signed_up(31)
    signed_up(29), signed_up(31, verified=True), signed_up(31, is_staff=True), signed_up(31, last_login=clock.now())
    enrolled_by_staff = signed_up(31)
    EnrolmentFactory(member=enrolled_by_staff)
    assert housekeeping.run_chores()["sign-ups never confirmed"] == 1
    assert (Member.objects.filter(pk=gone.pk).exists(), Member.objects.count()) == (False, 6)
    assert AuditEntry.objects.get(act="accounts.sign_up_forgotten").subject_id == gone.pk


def test_what_a_member_began_at_the_moment_of_leaving_ends(student):
    application = ApplicationFactory(member=student)
    Member.objects.filter(pk=student.pk).update(left_at=clock.now(), is_active=False)
    assert housekeeping.run_chores()["farewells said again"] == 1
    application.refresh_from_db()
    assert application.state == "cancelled"


def test_readiness_asks_the_migrations_once_and_the_triggers_every_time(client, monkeypatch):
    monkeypatch.setattr(readiness, "_migrated", False)
    assert (client.get("/readyz").status_code, client.get("/readyz").json()) == (200, {"status": "ready"})
    monkeypatch.setattr(readiness.triggers, "list_missing", lambda: ["mentoring_application_seats_insert"])
    assert (client.get("/readyz").status_code, client.get("/readyz").json()) == (503, {"status": "not ready"})


def test_a_database_that_is_not_migrated_or_does_not_answer_is_not_ready(client, monkeypatch):
    from django.db import DatabaseError
    from django.db.migrations.executor import MigrationExecutor

    monkeypatch.setattr(readiness, "_migrated", False)
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *args: ["something to do"])
    assert client.get("/readyz").status_code == 503

    def gone(*args, **kwargs):
        raise DatabaseError("gone")

    monkeypatch.setattr(connection, "cursor", gone)
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").json() == {"status": "ok"}


def test_a_chore_that_fails_stops_none_of_the_others(monkeypatch):
    done = []
    chores = {"first": done.append, "broken": lambda _now: 1 / 0, "last": done.append}
    monkeypatch.setattr(housekeeping.parts, "CHORES", chores)
    with pytest.raises(housekeeping.ChoresFailed, match="broken"):
        housekeeping.run_chores()
    assert len(done) == 2
    with pytest.raises(CommandError, match="a part of the round failed"):
        call_command("worker", "--once")
    assert len(done) == 4


def test_a_process_without_the_list_of_static_files_is_not_ready(client, monkeypatch):
    assert client.get("/readyz").status_code == 200
    monkeypatch.setattr("apps.portal.readiness.staticfiles_storage.hashed_files", {}, raising=False)
    assert client.get("/readyz").status_code == 503

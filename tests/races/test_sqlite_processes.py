"""SQLite under four processes at once: exactly the seats, and nobody is told that the database is locked."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.template_db import get_kept_file

ROOT = Path(__file__).resolve().parents[2]
SEATS, PROCESSES, EACH = 10, 4, 25

PREPARE = f"""
from django.core.management import call_command
call_command("migrate", verbosity=0)
from apps.accounts.models import Member
from tests.factories.mentoring import SessionFactory
people = [Member(email=f"m{{n}}@example.com", name=f"회원{{n}}") for n in range({PROCESSES * EACH + 1})]
mentor, *_members = Member.objects.bulk_create(people)
SessionFactory(author=mentor, capacity={SEATS})
"""

APPLY = f"""
import json
import sys
from collections import Counter
from apps.accounts.models import Member
from apps.core.errors import Conflict
from apps.mentoring.models import Session
from apps.mentoring.services.applications import apply_to_session
number = int(sys.argv[1])
session = Session.objects.get()
members = list(Member.objects.exclude(pk=session.author_id).order_by("pk"))[number::{PROCESSES}]
print("ready", flush=True)
sys.stdin.readline()
said = Counter()
for member in members:
    try:
        said[str(apply_to_session(session_id=session.pk, by=member, wait=number % 2 == 0).application.state)] += 1
    except Conflict as refused:
        said[refused.code] += 1
    except Exception as error:
        said[repr(error)] += 1
print(json.dumps(said), flush=True)
"""

COUNT = """
from apps.mentoring.models import Application, Session
session = Session.objects.get()
rows = Application.objects.filter(session=session)
print(session.seats_taken, rows.filter(holds_seat=True).count(), rows.filter(is_waiting=True).count())
"""


def _start(database: Path, code: str, *args: str) -> subprocess.Popen:
    env = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{database}",
        "BAEUMTEO_VAR_DIR": str(database.parent / "var"),
        "BAEUMTEO_MODE": "development",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    env.pop("PYTEST_XDIST_WORKER", None)
    command = [sys.executable, "-c", "import django; django.setup()\n" + code, *args]
    return subprocess.Popen(  # noqa: S603 (our own interpreter and text)
        command, cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def _run(database: Path, code: str) -> str:
    out, err = _start(database, code).communicate(timeout=120)
    assert err == ""
    return out


def test_four_processes_apply_at_once(tmp_path, django_db_setup):
    database = tmp_path / "db.sqlite3"
    if get_kept_file().exists():  # on SQLite it is; else PREPARE migrates from nothing
        shutil.copy(get_kept_file(), database)
    _run(database, PREPARE)
    racers = [_start(database, APPLY, str(number)) for number in range(PROCESSES)]
    for racer in racers:
        assert racer.stdout.readline() == "ready\n"
    answers = [racer.communicate("go\n", timeout=120) for racer in racers]
    assert [err for _out, err in answers] == [""] * PROCESSES
    said: dict[str, int] = {}
    for out, _err in answers:
        for word, times in json.loads(out).items():
            said[word] = said.get(word, 0) + times
    assert set(said) == {"applied", "waiting", "full"}
    assert (said["applied"], said["waiting"] + said["full"]) == (SEATS, PROCESSES * EACH - SEATS)
    assert _run(database, COUNT).split() == [str(SEATS), str(SEATS), str(said["waiting"])]

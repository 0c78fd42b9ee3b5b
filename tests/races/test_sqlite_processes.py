"""SQLite under four processes at once: exactly the seats, and nobody is told that the database is locked."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.template_db import get_kept_file

ROOT = Path(__file__).resolve().parents[2]
SEATS, PROCESSES, EACH = 10, 4, 10

# One process prepares, forks the four while it holds no connection, and counts: six of them would import all six times.
RACE = f"""
import json
import multiprocessing
from collections import Counter
import django
django.setup()
from django.core.management import call_command
from django.db import connections
connections["default"].settings_dict["OPTIONS"]["timeout"] = 120  # a busy machine is no fault of ours
from apps.accounts.models import Member
from apps.core.errors import Conflict
from apps.mentoring.models import Application
from apps.mentoring.services.applications import apply_to_session
from tests.factories.mentoring import SessionFactory
call_command("migrate", verbosity=0)
people = [Member(email=f"m{{n}}@example.com", name=f"회원{{n}}") for n in range({PROCESSES * EACH + 1})]
mentor, *members = Member.objects.bulk_create(people)
session = SessionFactory(author=mentor, capacity={SEATS})
connections.close_all()
fork = multiprocessing.get_context("fork")
door, gate = fork.Lock(), fork.Barrier({PROCESSES})


def apply(number):
    said = Counter()
    with door:
        connections["default"].ensure_connection()
    gate.wait(120)
    for member in members[number::{PROCESSES}]:
        try:
            answer = apply_to_session(session_id=session.pk, by=member, wait=number % 2 == 0)
            said[str(answer.application.state)] += 1
        except Conflict as refused:
            said[refused.code] += 1
        except Exception as error:
            said[repr(error)] += 1
    return said


with fork.Pool({PROCESSES}) as pool:
    said = sum(pool.map(apply, range({PROCESSES}), chunksize=1), Counter())
session.refresh_from_db()
rows = Application.objects.filter(session=session)
seats = [session.seats_taken, rows.filter(holds_seat=True).count(), rows.filter(is_waiting=True).count()]
print(json.dumps([said, seats]))
"""


def test_four_processes_apply_at_once(tmp_path, django_db_setup):
    database = tmp_path / "db.sqlite3"
    if get_kept_file().exists():  # on SQLite it is; else the race migrates from nothing
        shutil.copy(get_kept_file(), database)
    env = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{database}",
        "BAEUMTEO_VAR_DIR": str(tmp_path / "var"),
        "BAEUMTEO_MODE": "development",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    env.pop("PYTEST_XDIST_WORKER", None)
    done = subprocess.run(  # noqa: S603 (our own interpreter and text)
        [sys.executable, "-c", RACE], cwd=ROOT, env=env, capture_output=True, text=True, timeout=240, check=False
    )
    assert done.stderr == ""
    said, seats = json.loads(done.stdout)
    assert set(said) == {"applied", "waiting", "full"}
    assert (said["applied"], said["waiting"] + said["full"]) == (SEATS, PROCESSES * EACH - SEATS)
    assert seats == [SEATS, SEATS, said["waiting"]]

"""The demo's accounts have a password that everyone knows: they are never made where a real site lives."""

import os
import shutil
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command

from apps.accounts.models import Member
from tests.factories.accounts import MemberFactory

pytestmark = pytest.mark.django_db


def test_it_does_not_start_in_production(settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="운영 환경"):
        call_command("demo", "--no-serve")
    assert Member.objects.count() == 0


def test_it_leaves_a_database_with_other_members_alone(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    MemberFactory(email="real@example.org")
    with pytest.raises(CommandError, match="체험용이 아닌 회원"):
        call_command("demo", "--no-serve")
    assert list(Member.objects.values_list("email", flat=True)) == ["real@example.org"]


def test_it_takes_nothing_from_the_file_of_a_real_site(tmp_path, settings):
    """`manage.py demo` beside a filled-in .env: the database named there is not the demo's."""
    shutil.copytree(settings.BASE_DIR / "config", tmp_path / "config")
    (tmp_path / ".env").write_text(
        "BAEUMTEO_MODE=development\nDATABASE_URL=postgres://learn:x@db/learn\n", encoding="utf-8"
    )
    command = [sys.executable, "-c", "import config.settings as s; print(s.MODE, s.DATABASES['default']['ENGINE'])"]
    bare = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}

    def shown(**mode: str) -> str:
        done = subprocess.run(  # noqa: S603
            command, cwd=tmp_path, env={**bare, **mode}, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    assert shown() == "development django.db.backends.postgresql"
    assert shown(BAEUMTEO_MODE="demo") == "demo django.db.backends.sqlite3"

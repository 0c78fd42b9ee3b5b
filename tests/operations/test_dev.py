"""`manage.py dev`: what it refuses and what it prints. `.ci/serve dev` starts it for real."""

import os
import subprocess
import sys
from email.message import EmailMessage

import pytest
from django.conf import settings

from apps.accounts.models import Member
from apps.portal.demo import people
from apps.portal.management.commands.dev import Command, describe_mail
from tests.factories.accounts import MemberFactory


def read_settings(**environment: str) -> subprocess.CompletedProcess[str]:
    """Import the settings of `manage.py dev` in a process with `environment` and nothing else of ours."""
    bare = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    script = "import config.settings_dev as s; print(s.INSTALLED_APPS[-1], s.LOGGING['loggers']['django.db.backends'])"
    return subprocess.run(  # noqa: S603
        [sys.executable, "-c", script],
        cwd=settings.BASE_DIR, env={**bare, **environment}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_debug_toolbar_is_there_in_development_alone(tmp_path):
    done = read_settings(BAEUMTEO_VAR_DIR=str(tmp_path), LOG_SQL="true")
    assert (done.returncode, done.stdout) == (0, "debug_toolbar {'level': 'DEBUG'}\n"), done.stderr
    assert "debug_toolbar" not in settings.INSTALLED_APPS


@pytest.mark.parametrize("environment", [{"BAEUMTEO_MODE": "demo"}, {"DJANGO_DEBUG": "false"}])
def test_it_does_not_start_where_pages_are_not_for_developers(environment, tmp_path):
    done = read_settings(BAEUMTEO_VAR_DIR=str(tmp_path), **environment)
    assert done.returncode == 1
    assert "manage.py dev is for development" in done.stderr


def test_a_mail_is_shown_with_its_links_and_its_file(tmp_path):
    message = EmailMessage()
    message["To"], message["Subject"] = "someone@example.com", "확인해 주세요"
    message.set_content("안녕하세요.\n\nhttp://localhost:8000/accounts/confirm/1/\n")
    path = tmp_path / "mail.eml"
    path.write_bytes(message.as_bytes())
    assert describe_mail(path).splitlines() == [
        "[메일] someone@example.com: 확인해 주세요",
        "       http://localhost:8000/accounts/confirm/1/",
        f"       {path.as_uri()}",
    ]


@pytest.mark.django_db
def test_a_database_with_other_members_gets_no_demo_accounts(settings, tmp_path, capsys):
    settings.VAR_DIR = tmp_path
    MemberFactory(email="real@example.org")
    Command()._prepare(with_data=True)
    assert list(Member.objects.values_list("email", flat=True)) == ["real@example.org"]
    shown = capsys.readouterr().out
    assert "체험용 자료를 넣지 않았습니다" in shown
    assert people.PASSWORD not in shown

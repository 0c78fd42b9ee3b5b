"""When a part is away, every door says so calmly and asks to come back: nothing is half done."""

import errno
import io
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InterfaceError, OperationalError
from PIL import Image

from apps.core.errors import is_away
from apps.core.storage import WholeFileStorage
from apps.mentoring.selectors import api as api_selectors
from apps.mentoring.selectors import lists
from apps.notices import outbox
from apps.notices.models import OutboxMail
from apps.notices.states import MailState
from tests.api.client import ApiClient

pytestmark = pytest.mark.xdist_group("away")  # one worker starts the process that all look at

# Ask each door of a process whose database refuses to be reached.
ASK = """
import datetime, json, logging, django
django.setup()
logging.disable(logging.CRITICAL)
from django.conf import settings
from django.test import Client
from apps.accounts import tokens
from apps.accounts.models import TokenFamily
token = tokens.access_token(TokenFamily(pk=1, member_id=1), datetime.datetime.now(datetime.UTC))
client = Client(raise_request_exception=False, headers={"host": "localhost"})
client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
bearer = {"Authorization": f"Bearer {token}"}
probe = Client(raise_request_exception=False, headers={"host": "localhost"})
def ask(method, path, body="", kind="application/json", client=client, **headers):
    answer = client.generic(method, path, body, kind, headers=headers)
    told = answer.headers
    return [answer.status_code, told.get("Retry-After"), told["Content-Type"], answer.content.decode()]
form = "application/x-www-form-urlencoded"
print(json.dumps({
    "home": ask("GET", "/"), "list": ask("GET", "/mentoring/"), "mine": ask("GET", "/me/"),
    "log-in": ask("GET", "/accounts/login/"), "admin": ask("GET", "/admin/"), "verify": ask("GET", "/verify/"),
    "api": ask("GET", "/api/mentoring", **bearer), "api me": ask("GET", "/api/auth/me", **bearer),
    "api token": ask("POST", "/api/auth/token", json.dumps({"email": "a@example.com", "password": "b"})),
    "api write": ask("POST", "/api/mentoring", "{}", **bearer),
    "healthz": ask("GET", "/healthz", client=probe), "readyz": ask("GET", "/readyz", client=probe),
    "robots": ask("GET", "/robots.txt", client=probe),
    "unknown": ask("GET", "/nowhere/"),
}))
"""


@pytest.fixture(scope="module")
def answers() -> dict[str, list]:
    env = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PYTEST")},
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing",
        "DJANGO_SETTINGS_MODULE": "config.settings_test",
    }
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", ASK], env=env, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("door", ["home", "list", "mine", "log-in", "admin"])
def test_pages_without_a_database(answers, door):
    status, retry_after, kind, page = answers[door]
    assert (status, retry_after, kind) == (503, "30", "text/html; charset=utf-8")
    assert "서비스 점검 중이거나 접속자가 많습니다" in page


@pytest.mark.parametrize("door", ["api", "api me", "api token", "api write"])
def test_the_api_without_a_database(answers, door):
    status, retry_after, kind, body = answers[door]
    assert (status, retry_after, kind) == (503, "30", "application/json; charset=utf-8")
    assert json.loads(body) == {
        "success": False, "message": "지금은 서비스를 이용할 수 없습니다. 잠시 뒤에 다시 시도해 주세요.", "data": None,
    }  # fmt: skip


def test_what_needs_no_database_goes_on(answers):
    assert answers["healthz"][0] == answers["robots"][0] == 200
    assert answers["readyz"][0] == 503


def lost(state: str | None = None, kind: type = OperationalError) -> Exception:
    """An error of the database as Django raises it from psycopg's."""
    cause = psycopg.errors.lookup(state)() if state else psycopg.OperationalError("server closed the connection")
    error = kind(str(cause))
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "away"),
    [
        (lost(), True),
        (lost("08006"), True),  # the connection broke
        (lost("57P01"), True),  # the server is shut down
        (lost("57P03"), True),  # the server starts
        (lost("53300"), True),  # no connection is left
        (lost("53100"), True),  # the server's disk is full
        (lost("57014"), False),  # a statement of ours took too long
        (lost("55P03"), False),  # another act holds the lock
        (lost(kind=InterfaceError), True),
        (OperationalError("unable to open database file"), True),
        (OperationalError("database or disk is full"), True),
        (OperationalError("no such table: a"), False),
        (OSError(errno.ENOSPC, "No space left on device"), True),
        (OSError(errno.ENOENT, "No such file"), False),
        (ValueError("unable to open database file"), False),
        (None, False),
    ],
)
def test_what_counts_as_away(error, away):
    assert is_away(error) is away


def test_a_connection_that_was_closed_is_away():
    error = InterfaceError("the connection is closed")
    error.__cause__ = psycopg.InterfaceError("the connection is closed")
    assert is_away(error)


def test_a_database_that_goes_away_during_a_request(client, mentor, monkeypatch):
    def lose(*_args, **_kwargs):
        raise lost("57P01")

    monkeypatch.setattr(lists, "session_page", lose)
    answer = client.get("/mentoring/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    monkeypatch.setattr(api_selectors, "list_own_applications", lose)
    answer = ApiClient(mentor).get("/api/mentoring/history")
    assert (answer.status_code, answer["Retry-After"], answer.json()["success"]) == (503, "30", False)


@pytest.fixture
def silent_server(settings) -> Iterator[socket.socket]:
    """A mail server that accepts and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.getsockname()
        settings.EMAIL_TIMEOUT = 0.2
        yield server


def test_a_mail_server_that_hangs_holds_up_no_page(client, student, silent_server):
    answer = client.post("/accounts/password/reset/", {"email": student.email}, headers={"host": "127.0.0.1"})
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/password/reset/done/")
    with pytest.raises(TimeoutError):
        silent_server.accept()  # the page did not even try
    mail = OutboxMail.objects.get()
    assert (mail.to, mail.is_secret) == (student.email, True)
    # Links begin with the site's own address, whatever host was asked.
    assert "http://testserver/accounts/password/reset/key/" in mail.text
    assert "127.0.0.1" not in mail.text
    assert outbox.send_due_mail() == 0
    mail.refresh_from_db()
    assert (mail.state, bool(mail.text)) == (MailState.WAITING, True)


def test_a_full_disk_during_an_upload(client, student, monkeypatch):
    def fill(self, name, content):
        Path(self.location).mkdir(parents=True, exist_ok=True)
        with open(self.path("cut.jpg"), "wb") as file:
            file.write(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("django.core.files.storage.FileSystemStorage._save", fill)
    client.force_login(student)
    image = io.BytesIO()
    Image.new("RGB", (20, 20)).save(image, "PNG")
    sent = {"name": "새 이름", "nickname": "새 별명", "language": "ko", "introduction": "", "phone": ""}
    answer = client.post("/accounts/profile/", {**sent, "image": SimpleUploadedFile("a.png", image.getvalue())})
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    before = student.name
    student.refresh_from_db()
    assert (student.name, student.profile_image.name) == (before, "")


def test_a_file_is_kept_whole_or_not_at_all(tmp_path):
    class Cut(ContentFile):
        def chunks(self, chunk_size=None):
            yield b"half"
            raise OSError(errno.ENOSPC, "No space left on device")

    storage = WholeFileStorage(tmp_path)
    with pytest.raises(OSError, match="No space left"):
        storage.save("a/cut.txt", Cut(b"whole"))
    assert [path.name for path in tmp_path.rglob("*")] == ["a"]
    storage.save("a/whole.txt", ContentFile(b"whole"))
    assert (tmp_path / "a/whole.txt").read_bytes() == b"whole"

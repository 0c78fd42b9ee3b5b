"""What every benchmark needs: a database of its own, servers, a loader, and the CPU time that a request cost.

Requests per second hold only as ratios within one run; CPU milliseconds per request hold on a busy machine too.
"""

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parents[2]
TICK = os.sysconf("SC_CLK_TCK")
PORTS = {"product": 8171, "bare": 8172}
HASHERS = "django.contrib.auth.hashers.MD5PasswordHasher"


def require_server() -> str:
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        raise SystemExit("DATABASE_URL: name a PostgreSQL server, e.g. postgres://postgres@127.0.0.1/any")
    return url


@contextlib.contextmanager
def database():
    """A fresh database on the server of DATABASE_URL, dropped afterwards; DATABASE_URL names it meanwhile."""
    import psycopg

    name = os.environ.get("BENCH_DATABASE", "baeumteo_bench")

    server = require_server()
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {name}")
    os.environ["DATABASE_URL"] = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    try:
        yield
    finally:
        os.environ["DATABASE_URL"] = server
        with psycopg.connect(server, autocommit=True) as admin:
            admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@contextlib.contextmanager
def sqlite_file():
    before = os.environ.get("DATABASE_URL", "")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = f"sqlite:///{folder}/db.sqlite3"
        try:
            yield
        finally:
            os.environ["DATABASE_URL"] = before


def product() -> None:
    """Make this process the product's: settings, tables, static files."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "BAEUMTEO_MODE": "development",
        "DJANGO_DEBUG": "false",
        "BAEUMTEO_VAR_DIR": str(ROOT / "var" / "bench"),
        "LOG_LEVEL": "ERROR",
        "SECRET_KEY": "bench" * 12,
    }
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)


# --- Servers ----------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def serving(kind: str, settings: str = ""):
    """gunicorn with two sync workers for `product` or `bare`, ready to answer; `settings` where bare has others."""
    module, app = ("config.settings", "config.wsgi") if kind == "product" else (
        "tests.bench.bare.settings", "tests.bench.bare.wsgi",
    )  # fmt: skip
    port = PORTS[kind]
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": settings or module}
    command = [
        sys.executable, "-m", "gunicorn", f"{app}:application", "-w", "2", "-k", "sync", "-b", f"127.0.0.1:{port}",
        "--backlog", "2048", "--timeout", "120", "--log-level", "critical", "--no-control-socket",
    ]  # fmt: skip
    server = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield Server(kind, port, server.pid)
    finally:
        server.terminate()
        server.wait(30)


def _wait_for(port: int) -> None:
    for _ in range(300):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise SystemExit(f"nothing answers on port {port}")


@dataclass(frozen=True)
class Server:
    kind: str
    port: int
    pid: int

    def cpu(self) -> tuple[float, float]:
        """CPU seconds used so far: the web workers, and the database's processes for them."""
        workers = [int(pid) for pid in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()]
        return sum(map(_cpu, workers)), sum(map(_cpu, _backends()))


def _cpu(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except FileNotFoundError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICK


def _backends() -> list[int]:
    from django.db import connection

    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return [pid for (pid,) in cursor.fetchall()]


# --- People who are logged in -----------------------------------------------------------------------------------------


def log_in(kind: str, member_ids: list[int]) -> list[str]:
    """Session keys for these members, made as a log-in makes them."""
    code = """
import json, sys
import django
django.setup()
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.sessions.backends.db import SessionStore
backend = getattr(settings, "AUTHENTICATION_BACKENDS", ["django.contrib.auth.backends.ModelBackend"])[0]
keys = []
wanted = json.load(sys.stdin)
people = get_user_model()._base_manager.in_bulk(wanted)
rows = []
for pk in wanted:
    person = people[pk]
    store = SessionStore()
    store._session_key = store._get_new_session_key()
    data = {"_auth_user_id": str(pk), "_auth_user_backend": backend, "_auth_user_hash": person.get_session_auth_hash()}
    rows.append(store.create_model_instance(data))
    keys.append(rows[-1].session_key)
type(rows[0])._base_manager.bulk_create(rows)
print(json.dumps(keys))
"""
    module = "config.settings" if kind == "product" else "tests.bench.bare.settings"
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": module}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=env, input=json.dumps(member_ids), capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1])


# --- The loader -------------------------------------------------------------------------------------------------------

TOKEN = "c" * 32


def get(path: str, key: str) -> bytes:
    return f"GET {path} HTTP/1.0\r\nHost: 127.0.0.1\r\nCookie: sessionid={key}\r\n\r\n".encode()


def post(path: str, key: str, body: str = "") -> bytes:
    body = f"csrfmiddlewaretoken={TOKEN}" + (f"&{body}" if body else "")
    return (
        f"POST {path} HTTP/1.0\r\nHost: 127.0.0.1\r\nCookie: sessionid={key}; csrftoken={TOKEN}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


def _ask(port: int, request: bytes) -> tuple[int, int]:
    """Status and length of one answer."""
    with socket.create_connection(("127.0.0.1", port), 120) as connection:
        connection.sendall(request)
        parts = []
        while part := connection.recv(65536):
            parts.append(part)
    answer = b"".join(parts)
    return int(answer[9:12]), len(answer) - answer.find(b"\r\n\r\n") - 4


def fetch(server: Server, request: bytes) -> tuple[int, int]:
    return _ask(server.port, request)


@dataclass
class Run:
    """What one load gave. CPU in milliseconds per request."""

    number: int
    seconds: float
    web: float
    database: float
    statuses: dict[int, int]
    p95: float

    @property
    def rate(self) -> float:
        return self.number / self.seconds

    @property
    def cpu(self) -> float:
        return self.web + self.database

    def __str__(self) -> str:
        cpu = f"CPU {self.web:5.2f} + {self.database:4.2f} ms"
        return f"{self.rate:7.0f}/s  p95 {self.p95:6.0f} ms  {cpu}  {self.statuses}"


def load(server: Server, requests: list[bytes], clients: int = 32) -> Run:
    """Send each request once, `clients` at a time."""
    queue, lock = iter(requests), threading.Lock()
    statuses: dict[int, int] = {}
    times: list[float] = []

    def client() -> None:
        while True:
            with lock:
                request = next(queue, None)
            if request is None:
                return
            begun = time.perf_counter()
            status, _length = _ask(server.port, request)
            took = time.perf_counter() - begun
            with lock:
                statuses[status] = statuses.get(status, 0) + 1
                times.append(took)

    before, begun = server.cpu(), time.perf_counter()
    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds, after = time.perf_counter() - begun, server.cpu()
    number = len(requests)
    web, backend = ((after[part] - before[part]) * 1000 / number for part in (0, 1))
    return Run(number, seconds, web, backend, statuses, sorted(times)[int(number * 0.95)] * 1000)


# --- The table at the end ---------------------------------------------------------------------------------------------

_lines: list[tuple[str, str, str, str]] = []


def reached(what: str, target: str, value: str, met: bool | None) -> None:
    """One line of the table; `met` None: no target, only a number to know."""
    _lines.append((what, target, value, {True: "met", False: "MISSED", None: ""}[met]))
    print(f"  {what}: {value} (target {target or '-'}) {_lines[-1][3]}", flush=True)


def print_table() -> None:
    widths = [max(len(line[column]) for line in _lines) for column in range(4)]
    print()
    for line in _lines:
        print(" | ".join(part.ljust(width) for part, width in zip(line, widths, strict=True)))

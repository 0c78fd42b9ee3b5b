"""CPU of list, detail, apply and enrol in one process each, product and bare by turns: holds on a machine in use too.

Each side is a process of its own that answers requests through its WSGI door, without a server or a loader; what is
counted is that process's CPU time and that of the database's process for it.
"""

import io
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from tests.bench import fill, harness
from tests.bench.enrolling import classes
from tests.bench.harness import reached

ROUNDS, REQUESTS, PEOPLE = 12, 25, 360


def main() -> None:
    with harness.database():
        harness.product()
        from django.db import connection

        ids = fill.members(500)
        fill.sessions(5_000)
        (crowded,) = fill.open_sessions(1, ids[0], 40)
        fill.applications(crowded, ids[100:130])
        (hot,) = fill.open_sessions(1, ids[0], 450)
        (small,) = fill.open_sessions(1, ids[0], 10)
        (beside,) = fill.open_sessions(1, ids[0], 450)  # what bare books where the product enrols
        (hot_class,) = classes(1, 450)
        fill.applications(small, ids[90:100])
        fill.for_bare()
        keys = {kind: harness.log_in(kind, ids) for kind in harness.PORTS}
        applicants = slice(500 - PEOPLE, 500)
        plan = {
            "list with filters and total": [
                ("product", "/mentoring/?type=public&status=all&page=25", keys["product"][200:201]),
                ("bare", "/?type=public&page=25", keys["bare"][200:201]),
            ],
            "detail with 30 people": [
                ("product", f"/mentoring/{crowded}/", keys["product"][:1]),
                ("bare", f"/{crowded}/", keys["bare"][:1]),
            ],
            "apply": [
                ("product", f"POST /mentoring/{hot}/apply/", keys["product"][applicants]),
                ("bare", f"POST /{hot}/apply/", keys["bare"][applicants]),
            ],
            "full": [
                ("product", f"POST /mentoring/{small}/apply/", keys["product"][applicants]),
                ("bare", f"POST /{small}/apply/", keys["bare"][applicants]),
            ],
            "already in": [
                ("product", f"POST /mentoring/{hot}/apply/", keys["product"][applicants]),
                ("bare", f"POST /{hot}/apply/", keys["bare"][applicants]),
            ],
            "enrol": [
                ("product", f"POST /classes/{hot_class}/enrol/", keys["product"][applicants]),
                ("bare", f"POST /{beside}/apply/", keys["bare"][applicants]),
            ],
            "enrolled already": [
                ("product", f"POST /classes/{hot_class}/enrol/", keys["product"][applicants]),
                ("bare", f"POST /{beside}/apply/", keys["bare"][applicants]),
            ],
        }
        connection.close()
        sides = {kind: Side(kind) for kind in harness.PORTS}
        cost: dict[tuple[str, str], tuple[float, float]] = {}
        for name, asked in plan.items():
            got: dict[str, list[list[float]]] = {kind: [] for kind in sides}
            for round_ in range(ROUNDS):
                for kind, address, who in asked:
                    turn = [who[(round_ * REQUESTS + n) % len(who)] for n in range(REQUESTS)]
                    if len(who) > 1:
                        turn = who[round_ * REQUESTS : (round_ + 1) * REQUESTS]
                    if turn:
                        got[kind].append(sides[kind].ask(address, turn))
            for kind, rounds in got.items():
                rounds = rounds[1:]  # the first warms up
                web, database = (min(values) for values in zip(*rounds, strict=True))
                cost[name, kind] = web, database
                print(f"{name:30} {kind:8} CPU {web:5.2f} + {database:4.2f} ms", flush=True)
        for side in sides.values():
            side.end()
        for name in plan:
            ours, theirs = (sum(cost[name, kind]) for kind in ("product", "bare"))
            value = f"{ours:.2f} / {theirs:.2f} ms = {ours / theirs:.2f}"
            target = 1.6 if name in {"list with filters and total", "detail with 30 people"} else 1 / 0.6
            reached(f"{name}: CPU", f"≤ {target:.2f} × bare", value, ours / theirs <= target)
    harness.print_table()


class Side:
    """One process that answers for `kind`."""

    def __init__(self, kind: str) -> None:
        module = "config.settings" if kind == "product" else "tests.bench.bare.settings"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.inprocess", kind], cwd=harness.ROOT, text=True,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": module}, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def ask(self, address: str, keys: list[str]) -> list[float]:
        """The median CPU milliseconds of a request in the process, the mean in the database."""
        print(json.dumps([address, keys]), file=self.process.stdin, flush=True)
        return json.loads(self.process.stdout.readline())

    def end(self) -> None:
        self.process.stdin.close()
        self.process.wait(30)


def answer(kind: str) -> None:
    from importlib import import_module

    from django.core.wsgi import get_wsgi_application

    get_wsgi_application()
    module = "config.wsgi" if kind == "product" else "tests.bench.bare.wsgi"
    application = import_module(module).application
    from django.db import connection

    for line in sys.stdin:
        address, keys = json.loads(line)
        requests = [environ(address, key) for key in keys]
        connection.ensure_connection()
        backend = connection.connection.info.backend_pid
        before, took = spent(backend), []
        for request in requests:
            begun = time.process_time()
            response = application(request, lambda status, headers: statuses.append(status))
            b"".join(response)
            response.close()
            took.append((time.process_time() - begun) * 1000)
        database = (spent(backend) - before) / len(requests)
        print(json.dumps([statistics.median(took), database]), flush=True)


statuses: list[str] = []


def spent(pid: int) -> float:
    """CPU milliseconds that a process has used."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e6


def environ(address: str, key: str) -> dict:
    method, _, address = address.rpartition(" ")
    path, _, query = address.partition("?")
    body = f"csrfmiddlewaretoken={harness.TOKEN}".encode() if method else b""
    return {
        "REQUEST_METHOD": method or "GET", "PATH_INFO": path, "QUERY_STRING": query, "SCRIPT_NAME": "",
        "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "127.0.0.1", "HTTP_COOKIE": f"sessionid={key}; csrftoken={harness.TOKEN}",
        "CONTENT_TYPE": "application/x-www-form-urlencoded" if method else "", "CONTENT_LENGTH": str(len(body)),
        "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(body), "wsgi.errors": sys.stderr,
    }  # fmt: skip


if __name__ == "__main__":
    answer(sys.argv[1]) if len(sys.argv) > 1 else main()

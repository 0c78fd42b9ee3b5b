"""The processes of the demo: the web server and the worker, started and stopped together."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping

from django.conf import settings

STARTING = 120.0  # seconds; long enough for a busy machine, and a process that ends is noticed at once
STOPPING = 15


class PortTaken(Exception):
    pass


def reserve(host: str, port: int) -> socket.socket:
    """Return the bound socket, which the web server inherits. Raises PortTaken at once if the port is in use."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise PortTaken(str(error)) from None
    listening.set_inheritable(True)
    return listening


def host_names(host: str) -> list[str]:
    """Return the host names that browsers may use. If it listens everywhere: each address of the machine."""
    names = ["localhost", "127.0.0.1", "[::1]", f"[{host}]" if ":" in host else host]
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - asked for by whoever starts the demo
        names.append(socket.gethostname())
        with contextlib.suppress(OSError):  # a machine that does not know its own name is still localhost
            names += [str(address[4][0]) for address in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]
    return list(dict.fromkeys(names))


class Processes:
    """The running processes. `with Processes() as processes:` ends them all, whatever happens inside."""

    def __init__(self) -> None:
        self.running: list[subprocess.Popen] = []

    def __enter__(self) -> "Processes":
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _interrupt)
        return self

    def __exit__(self, *_exc: object) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        for process in self.running:
            process.terminate()
        deadline = time.monotonic() + STOPPING
        for process in self.running:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def start(self, *command: str, env: Mapping[str, str], pass_fds: tuple[int, ...] = ()) -> subprocess.Popen:
        # Each in a session of its own, so that Ctrl-C reaches only the parent, which then stops them in order.
        process = subprocess.Popen(  # noqa: S603 - our own commands
            command, cwd=settings.BASE_DIR, env={**os.environ, **env}, pass_fds=pass_fds, start_new_session=True
        )
        self.running.append(process)
        return process

    def wait_until_ready(self, url: str) -> bool:
        deadline = time.monotonic() + STARTING
        while time.monotonic() < deadline and self.all_alive():
            try:
                with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own server
                    return answer.status == 200
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        return False

    def all_alive(self) -> bool:
        return all(process.poll() is None for process in self.running)

    def wait(self) -> None:
        """Wait until one of the processes ends by itself, which none should."""
        while self.all_alive():
            time.sleep(0.5)


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def web(fd: int) -> tuple[str, ...]:
    return (
        sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "--bind", f"fd://{fd}",
        "--log-level", "warning", "config.wsgi",
    )  # fmt: skip


def worker() -> tuple[str, ...]:
    return (sys.executable, "manage.py", "worker")

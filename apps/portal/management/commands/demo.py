"""`manage.py demo`: start the site with demo data from an empty folder."""

import os
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import BaseCommand, CommandError, CommandParser, call_command
from django.db import DatabaseError

from apps.portal.demo import database, people, serve

LOCALHOST = "127.0.0.1"


class Command(BaseCommand):
    help = "Starts the product with demo data: again and again, it keeps what you made."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=LOCALHOST, help="Address to listen on (default: this machine only).")
        parser.add_argument("--port", type=int, default=8000, help="Port to listen on (default: 8000).")
        parser.add_argument("--no-serve", action="store_true", help="Make the data and the files, start nothing.")

    def handle(self, *_args: Any, host: str, port: int, no_serve: bool, **_options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("운영 환경에서는 체험용 자료를 만들지 않습니다. 체험 계정의 비밀번호는 누구나 압니다.")
        if no_serve:
            self._prepare()
            return
        try:
            listening = serve.reserve(host, port)
        except (serve.PortTaken, OverflowError) as error:
            raise CommandError(
                f"{host}:{port}에서 시작할 수 없습니다({error}). 다른 포트로 시작해 주세요: "
                f"uv run manage.py demo --port {port + 1}"
            ) from None
        try:
            with serve.Processes() as processes:
                port = listening.getsockname()[1]
                site = f"http://{_shown(host)}:{port}"
                # The calendar files of the demo's mails are written now and hold the address of the site.
                settings.SITE_URL = site
                self._prepare()
                self._serve(processes, listening.fileno(), host, site)
        except KeyboardInterrupt:
            self.stdout.write("\n배움터를 멈췄습니다.")
        finally:
            listening.close()

    def _prepare(self) -> None:
        with database.preparation_lock():
            try:
                database.make_tables(self._say)
                database.make_demo_data(self._say)
            except database.ForeignMembers:
                raise CommandError(
                    "이 데이터베이스에는 체험용이 아닌 회원이 있습니다. 체험 계정의 비밀번호는 누구나 아므로 만들지 "
                    "않습니다. DATABASE_URL을 비우거나 다른 데이터베이스로 바꿔 주세요."
                ) from None
            except DatabaseError as error:
                raise CommandError(
                    f"체험용 자료를 준비하지 못했습니다({error}). 다른 버전에서 만든 자료라면 {settings.VAR_DIR} "
                    "폴더를 지우고 다시 시작해 주세요. (Made by another version? Delete that folder and start again.)"
                ) from error
            if not _collected():
                self._say("페이지가 쓰는 파일을 준비합니다.")
                call_command("collectstatic", verbosity=0, interactive=False)

    def _serve(self, processes: serve.Processes, fd: int, host: str, site: str) -> None:
        env = {"SITE_URL": site, "BAEUMTEO_MODE": settings.MODE}
        if not os.environ.get("ALLOWED_HOSTS"):
            env["ALLOWED_HOSTS"] = ",".join(serve.host_names(host))
        self._say("웹 서버와 작업자를 시작합니다.")
        processes.start(*serve.web(fd), env=env, pass_fds=(fd,))
        processes.start(*serve.worker(), env=env)
        if not processes.wait_until_ready(f"{site}/readyz"):
            raise CommandError("웹 서버가 시작되지 않았습니다. 위의 기록을 확인해 주세요.")
        self._welcome(site)
        processes.wait()
        raise CommandError("웹 서버나 작업자가 멈췄습니다. 위의 기록을 확인해 주세요.")

    def _welcome(self, site: str) -> None:
        lines = [
            "",
            "배움터가 시작되었습니다 (Baeumteo is running)",
            f"  사이트 (site)       {site}/",
            f"  관리자 (admin)      {site}/admin/",
            f"  API 안내 (API)      {site}/api/docs",
            f"  보낸 메일 (mail)    {getattr(settings, 'EMAIL_FILE_PATH', settings.EMAIL_BACKEND)}",
            "",
            f"체험 계정, 비밀번호는 모두 {people.PASSWORD} (accounts, the same password for all)",
            *(f"  {person.email:<22}  {_role(person)} {person.name}" for person in people.ACCOUNTS),
            "",
            "멈추려면 Ctrl-C를 눌러 주세요. 다시 시작해도 만든 것은 그대로 남습니다.",
            "(Ctrl-C stops it. What you made stays for the next start.)",
        ]
        self._say("\n".join(lines))

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def _shown(host: str) -> str:
    return LOCALHOST if host in {"0.0.0.0", "::"} else f"[{host}]" if ":" in host else host  # noqa: S104


def _collected() -> bool:
    """Tell whether the static files were collected after the last of them was changed."""
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    if not manifest.exists():
        return False
    sources = (storage.path(name) for finder in get_finders() for name, storage in finder.list([]))
    return max(map(os.path.getmtime, sources)) < manifest.stat().st_mtime


def _role(person: people.Person) -> str:
    role = "운영자" if person.is_staff else "멘토" if person.career else str(person.type.label)
    return role + " " * (4 - len(role)) * 2

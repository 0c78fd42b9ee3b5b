"""`manage.py dev`: start the site for development."""

import email
import os
import re
import threading
from email.policy import default as mail_policy
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.management.commands.runserver import Command as RunserverCommand
from django.core.management import CommandParser
from django.db import close_old_connections

from apps.portal.demo import database, people
from apps.portal.management.commands.worker import Command as Worker

ROUND = 2.0  # seconds between two rounds of the worker


class Command(RunserverCommand):
    help = "Migrates, fills in the demo's data, serves with reload, runs the worker and shows each mail (development)."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--no-fill", action="store_true", help="Make the tables, but no demo data.")

    def run(self, **options: Any) -> None:
        if os.environ.get("RUN_MAIN") != "true":  # the process that watches the files and starts the one that serves
            self._prepare(with_data=not options["no_fill"])
        super().run(**options)

    def inner_run(self, *args: Any, **options: Any) -> None:
        threading.Thread(target=self._work, name="worker", daemon=True).start()
        super().inner_run(*args, **options)

    def _prepare(self, *, with_data: bool) -> None:
        with database.preparation_lock():
            database.make_tables(self._say)
            if not with_data:
                return
            try:
                database.make_demo_data(self._say)
            except database.ForeignMembers:
                self._say("이 데이터베이스에는 체험용이 아닌 회원이 있어 체험용 자료를 넣지 않았습니다.")
                return
        self._say(f"체험 계정: {', '.join(person.email for person in people.ACCOUNTS)}")
        self._say(f"비밀번호는 모두 {people.PASSWORD}. 메일은 이곳에 보입니다.")

    def _work(self) -> None:
        """Run the worker's rounds in a thread of the serving process, so that a reload renews the worker too."""
        worker = Worker()
        shown = set(_mails())
        tidy = True
        while True:
            close_old_connections()
            worker.round(tidy=tidy)
            close_old_connections()
            tidy = False
            for path in sorted(set(_mails()) - shown):
                shown.add(path)
                self._say(describe_mail(path))
            worker.stop.wait(ROUND)

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def _mails() -> list[Path]:
    """Return the files of sent mails; none if mail goes elsewhere (EMAIL_URL)."""
    folder = getattr(settings, "EMAIL_FILE_PATH", None)
    return list(Path(folder).glob("*.eml")) if folder else []


def describe_mail(path: Path) -> str:
    """Return receiver, subject, links and file of a mail, for the console."""
    message = email.message_from_bytes(path.read_bytes(), policy=mail_policy)
    body = message.get_body(("plain",))
    links = re.findall(r"https?://\S+", body.get_content()) if body else []
    return "\n".join(
        [
            f"[메일] {message['To']}: {message['Subject']}",
            *(f"       {link}" for link in links),
            f"       {path.as_uri()}",
        ]
    )

"""The mail backend of the demo, which writes each mail as a file that a mail program can open."""

import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from apps.core import clock


class EmailBackend(BaseEmailBackend):
    """A mail backend that writes into settings.EMAIL_FILE_PATH."""

    _count = 0
    _lock = threading.Lock()

    def __init__(self, *args: Any, file_path: str | Path | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.folder = Path(file_path or settings.EMAIL_FILE_PATH)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            (self.folder / self._name(message)).write_bytes(message.message().as_bytes())
        return len(email_messages)

    def _name(self, message: EmailMessage) -> str:
        with self._lock:
            EmailBackend._count += 1
        to = "".join(letter for letter in message.to[0] if letter.isalnum() or letter in "@.-_")[:80]
        return f"{clock.local(clock.now()):%Y%m%d-%H%M%S}-{os.getpid()}-{self._count:04d}-{to}.eml"

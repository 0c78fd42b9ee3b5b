"""Mails as they would be sent now: the outbox keeps what was told, and the worker puts it into words."""

from typing import Any

from apps.notices.models import OutboxMail
from apps.notices.outbox import build_message, words_of


def mails(**where: Any) -> list[OutboxMail]:
    """Return the mails of the outbox, oldest first, each with its words and its `calendar` ('' without a file)."""
    return [in_words(mail) for mail in OutboxMail.objects.filter(**where).select_related("member").order_by("id")]


def the_mail(**where: Any) -> OutboxMail:
    """Return the only mail of the outbox in words."""
    (mail,) = mails(**where)
    return mail


def in_words(mail: OutboxMail) -> OutboxMail:
    mail.subject, mail.text = words_of(mail)
    files = build_message(mail).attachments
    mail.calendar = files[0].content if files else ""  # type: ignore[attr-defined]
    return mail

"""Sending of the mail in the outbox.

A worker takes one mail by moving its `due_at` past the time that sending may take. No other worker finds it due during
that time, and if the worker dies, it becomes due again. So each mail is sent at least once, by one worker at a time.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import audit, clock
from apps.core.logs import redact
from apps.notices import answering, digests, kinds, rules, unsubscribing
from apps.notices.models import OutboxMail
from apps.planner.ics import CalendarOf

log = logging.getLogger(__name__)

# Longer than a mail server may take to answer (settings.EMAIL_TIMEOUT, in seconds).
LEASE = timedelta(minutes=10)
# The waiting times after each failed try. After the last one the mail is given up.
BACKOFF = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
)
SENT_STAYS = timedelta(days=90)
# A link that opens an account is sent within this time or not at all; who it was for asks again.
SECRET_STAYS = timedelta(hours=1)
SECRET_MAIL_STAYS = timedelta(days=7)


def send_due_mail(*, limit: int = 500, stopping: Callable[[], bool] = lambda: False) -> int:
    """Send due mail, oldest first, until none is left, `limit` is reached or `stopping()`. Return the number sent.

    A mail that cannot be sent is put off and never stops the others. A server that cannot be reached ends the round and
    counts as no try of any mail.
    """
    backend = get_connection()
    sent = 0
    try:
        for _turn in range(limit):
            if stopping():
                break
            mail = _claim()
            if mail is None:
                break
            if _is_stale(mail):
                _settle(mail, failed_at=clock.now(), error=_("한 시간 안에 보내지 못해 보내지 않기로 했습니다."))
                continue
            if not _reach(backend):
                _give_back(mail)
                break
            sent += _send(mail, backend)
    finally:
        backend.close()
    return sent


def _claim() -> OutboxMail | None:
    """Take the oldest due mail and set a lease on it, None if nothing is due."""
    now = clock.now()
    with transaction.atomic():
        due = OutboxMail.objects.filter(sent_at=None, failed_at=None, due_at__lte=now).order_by("due_at", "pk")
        due = due.select_related("member")
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True, of=("self",), no_key=True)
        mail = due.first()
        if mail is not None:
            mail.due_at = now + LEASE
            mail.save(update_fields=["due_at"])
    return mail


def _reach(backend: BaseEmailBackend) -> bool:
    try:
        backend.open()
    except OSError as error:
        log.warning("mail server not reached: %s", redact(str(error)))
        return False
    return True


def _is_stale(mail: OutboxMail) -> bool:
    return mail.is_secret and clock.now() - mail.created_at > SECRET_STAYS


def _give_back(mail: OutboxMail) -> None:
    OutboxMail.objects.filter(pk=mail.pk, due_at=mail.due_at).update(due_at=clock.now())


def _send(mail: OutboxMail, backend: BaseEmailBackend) -> int:
    if mail.member is not None and not mail.member.is_active:
        _settle(mail, failed_at=clock.now(), error=_("받는 회원이 더 이상 이용하지 않습니다."))
        return 0
    try:
        mail.subject, mail.text = words_of(mail)
        build_message(mail, backend).send()
    except Exception as error:
        # Whatever is wrong with this mail or its server, the next one must be sent.
        log.warning("mail %s not sent: %s", mail.pk, redact(repr(error)))
        backend.close()
        _put_off(mail, error)
        return 0
    words = {} if mail.kind == digests.DIGEST else {"subject": mail.subject, "text": mail.text}
    _settle(mail, sent_at=clock.now(), error="", **words)
    return 1


def _put_off(mail: OutboxMail, error: Exception) -> None:
    now = clock.now()
    if mail.attempts < len(BACKOFF):
        _settle(mail, due_at=now + BACKOFF[mail.attempts], error=redact(repr(error))[:1000])
    else:
        _settle(mail, failed_at=now, error=redact(repr(error))[:1000])


def _settle(mail: OutboxMail, **values: datetime | str) -> None:
    if mail.is_secret and values.keys() & {"sent_at", "failed_at"}:
        values["text"] = ""
    OutboxMail.objects.filter(pk=mail.pk, sent_at=None).update(attempts=mail.attempts + 1, **values)


def words_of(mail: OutboxMail) -> tuple[str, str]:
    """Return subject and text of a mail, which are made of its kind and params until it was sent."""
    if mail.text or mail.is_secret:
        return mail.subject, mail.text
    kind = kinds.find(mail.kind)
    with translation.override(mail.language):
        if kind.is_digest:
            return digests.words_of(mail)
        title, body = kind.render_title(mail.params), kind.render_body(mail.params)
        return kind.render_subject(mail.params), f"{title}\n\n{body}".strip()


def build_message(mail: OutboxMail, backend: BaseEmailBackend | None = None) -> EmailMultiAlternatives:
    """Return the mail as it is sent: plain text, the same as HTML, and its calendar file; a secret one as it is.

    The mail has its words (`words_of`).
    """
    if mail.is_secret:
        headers = {"Message-ID": _message_id(mail), "Auto-Submitted": "auto-generated"}
        return EmailMultiAlternatives(mail.subject, mail.text, to=[mail.to], connection=backend, headers=headers)
    with translation.override(mail.language):
        calendar = join_url = ""
        if mail.calendar_of and mail.member_id is not None:
            calendar, join_url = CalendarOf(**mail.calendar_of).read_for(mail.member_id)
        is_digest = mail.kind == digests.DIGEST
        heading, _blank, rest = mail.text.partition("\n\n")
        items, answers = digests.list_items_to_answer(mail) if is_digest else [], answering.links_of(mail)
        context = {
            "items": items,
            "name": mail.member.name if mail.member is not None else "",
            "subject": mail.subject,
            "heading": heading,
            "paragraphs": "" if is_digest else rest,
            "answers": answers,
            "can_answer": bool(answers) or any(item.answers for item in items),
            "url": settings.SITE_URL + mail.path if mail.path else "",
            "settings_url": settings.SITE_URL + "/notices/settings/",
            "unsubscribe_url": unsubscribing.link_of(mail.member, mail.kind) if mail.member and mail.kind else "",
            "language": mail.language,
            "has_calendar": bool(calendar),
            "join_url": join_url,
        }
        text = render_to_string("emails/notice.txt", context)
        page = render_to_string("emails/notice.html", context)
    one_click = {"List-Unsubscribe-Post": "List-Unsubscribe=One-Click"} if context["unsubscribe_url"] else {}
    made = EmailMultiAlternatives(
        subject=" ".join(mail.subject.split()),
        body=text,
        to=[mail.to],
        connection=backend,
        headers={
            # The same at every try, so that a mailbox can tell a repeat.
            "Message-ID": _message_id(mail),
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{context['unsubscribe_url'] or context['settings_url']}>",
            **one_click,
        },
    )
    made.attach_alternative(page, "text/html")
    if calendar:
        made.attach("baeumteo.ics", calendar, "text/calendar; method=PUBLISH")
    return made


def _message_id(mail: OutboxMail) -> str:
    host = urlsplit(settings.SITE_URL).hostname
    return f"<outbox-{mail.pk}-{mail.created_at:%Y%m%d%H%M%S}@{host}>"


# --- Staff ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def resend_mail(*, by: Member, mail_id: int) -> OutboxMail:
    """Make a mail due again at once with all its tries, also one that was sent.

    Raises OutboxMail.DoesNotExist, NotAllowed `not_staff`, Conflict `secret_mail`.
    """
    rules.check_may_resend(by)
    mail = OutboxMail.objects.select_for_update().get(pk=mail_id)
    rules.check_can_be_resent(mail)
    before = audit.snapshot(mail, ("sent_at", "failed_at", "attempts"))
    mail.sent_at = mail.failed_at = None
    mail.attempts, mail.error, mail.due_at = 0, "", clock.now()
    mail.save(update_fields=["sent_at", "failed_at", "attempts", "error", "due_at"])
    audit.record(by=by, act="notices.mail_resent", subject=mail, before=before)
    return mail


# --- Housekeeping -----------------------------------------------------------------------------------------------------


def delete_sent_mail(now: datetime) -> int:
    """Delete mail that was sent SENT_STAYS ago, because it names people. The notice in the portal stays.

    A mail about an account goes after SECRET_MAIL_STAYS, sent or not. Return the number of deleted mails.
    """
    old = Q(sent_at__lt=now - SENT_STAYS) | Q(is_secret=True, created_at__lt=now - SECRET_MAIL_STAYS)
    return OutboxMail.objects.filter(old).delete()[0]

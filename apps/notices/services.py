"""Notices to members, and what members do with them.

`tell` is called inside the transaction of the act, so that an act that is rolled back leaves no notice.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.accounts.services.presence import hold_member
from apps.core import clock
from apps.core.errors import Conflict
from apps.core.rules import SAME_MESSAGE, check_message
from apps.notices import kinds
from apps.notices.models import MailSwitch, Notice, OutboxMail

_BATCH = 500


def tell(
    members: Iterable[Member],
    kind: str,
    *,
    path: str | Callable[[Member], str] = "",
    calendar: Callable[[Member], str] | None = None,
    about: Member | None = None,
    **params: Any,
) -> None:
    """Write a notice to each active member, and a mail unless the member switched off that kind.

    `path` is the page it leads to, or a function of the member that returns it; `calendar` returns the text of an .ics
    file for a member; `about` is the person whom the sentence names. A time span in `params` is a `kinds.Span`.
    Statements: 3, whatever the number of members.
    """
    told = [member for member in members if member.is_active]
    if not told:
        return
    now = clock.now()
    paths = {member.pk: path(member) if callable(path) else path for member in told}
    what = kinds.get(kind)
    if what.names and about is None:
        raise ValueError(f"{kind} names a person: say whom it is about, so that the name can go")
    kept = kinds.stored(params)
    Notice.objects.bulk_create(
        [
            Notice(member=member, about=about, kind=kind, params=kept, path=paths[member.pk], created_at=now)
            for member in told
        ],
        batch_size=_BATCH,
    )
    silent = set(MailSwitch.objects.filter(kind=kind, member__in=told).values_list("member_id", flat=True))
    mailed = [member for member in told if member.pk not in silent]
    mails = {language: _mail_text(what, params, language) for language in {member.language for member in mailed}}
    OutboxMail.objects.bulk_create(
        [
            OutboxMail(
                member=member,
                about=about,
                kind=kind,
                to=member.email,
                language=member.language,
                path=paths[member.pk],
                subject=mails[member.language][0],
                text=mails[member.language][1],
                calendar=calendar(member) if calendar else "",
                created_at=now,
                due_at=now,
            )
            for member in mailed
        ],
        batch_size=_BATCH,
    )


def _mail_text(what: kinds.NoticeKind, params: Mapping[str, Any], language: str) -> tuple[str, str]:
    """Return subject and text of the mail in a language."""
    with translation.override(language):
        title, body = what.render_title(params), what.render_body(params)
    subject = settings.ACCOUNT_EMAIL_SUBJECT_PREFIX + title
    return Truncator(subject).chars(300), f"{title}\n\n{body}".strip()


def write_to_everyone(
    members: Iterable[Member], kind: str, *, path: str, title: str, subject: str, text: str, nobody: str
) -> int:
    """Send a message of the host to all participants. Return the number of recipients.

    Call it under the lock of the session or class: the same message within SAME_MESSAGE is a second click. Raises
    Invalid (see `core.rules.check_message`), Conflict `nobody_there` with the sentence `nobody`, `already_sent`.
    """
    check_message(subject, text)
    told = [member for member in members if member.is_active]
    if not told:
        raise Conflict("nobody_there", nobody)
    earlier = Notice.objects.filter(
        member__in=told,
        kind=kind,
        path=path,
        created_at__gt=clock.now() - SAME_MESSAGE,
        params__subject=subject,
        params__text=text,
    )
    if earlier.exists():
        raise Conflict("already_sent", _("방금 같은 안내를 보냈습니다. 다시 보내려면 내용을 고쳐 주세요."))
    tell(told, kind, path=path, title=title, subject=subject, text=text)
    return len(told)


def forget_person(member: Member) -> None:
    """Remove a member who leaves from notices to others, which keep what happened but not the name.

    Sent mails about them are deleted. A mail that waits is sent first: housekeeping calls this again later.
    Statements: at most 4.
    """
    changed = []
    for notice in Notice.objects.filter(about=member):
        kept = kinds.find(notice.kind).without_person(notice.params)
        if kept != notice.params:
            notice.params = kept
            changed.append(notice)
    Notice.objects.bulk_update(changed, ["params"], batch_size=_BATCH)
    OutboxMail.objects.filter(about=member, sent_at__isnull=False).delete()


def open_notice(*, by: Member, notice_id: int) -> Notice:
    """Mark one's own notice as read and return it. Raises Notice.DoesNotExist for another member's notice."""
    notice = Notice.objects.get(pk=notice_id, member=by)
    if notice.read_at is None:
        Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=clock.now())
    return notice


def mark_all_read(*, by: Member, until: int | None = None) -> int:
    """Mark one's notices as read, except those newer than `until`, which were not on the page yet.

    Return the number of notices marked.
    """
    unread = Notice.objects.filter(member=by, read_at=None)
    if until is not None:
        unread = unread.filter(pk__lte=until)
    return unread.update(read_at=clock.now())


def switch_off_mail(*, member: Member, kind: str) -> None:
    """Send the member no more mails of this kind. The notices in the portal stay; a second call changes nothing."""
    MailSwitch.objects.get_or_create(member=member, kind=kind)


@transaction.atomic
def choose_mail_kinds(*, by: Member, wanted: Iterable[str]) -> None:
    """Set the kinds of notices that are also sent by mail. Unknown keys are ignored."""
    hold_member(by.pk)
    off = {kind.key for kind in kinds.all_kinds()} - set(wanted)
    MailSwitch.objects.filter(member=by).exclude(kind__in=off).delete()
    MailSwitch.objects.bulk_create([MailSwitch(member=by, kind=key) for key in sorted(off)], ignore_conflicts=True)

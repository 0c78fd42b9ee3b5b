"""Telling members, and what a member does with what they were told.

`tell` is called inside the transaction of the act: what is rolled back was never told.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from apps.accounts.models import Member
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
    """Leave a notice for each member, and a mail unless the member switched that kind off.

    `path` is the page it leads to, or makes it for a member; `calendar` makes the text of an .ics file to attach;
    `about` is the person whom the sentence names. A time in `params` is a `kinds.Span`. Inactive members are told
    nothing. Statements: 3, whatever the number of members.
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
    said = {language: _said(what, params, language) for language in {member.language for member in mailed}}
    OutboxMail.objects.bulk_create(
        [
            OutboxMail(
                member=member,
                about=about,
                to=member.email,
                language=member.language,
                path=paths[member.pk],
                subject=said[member.language][0],
                text=said[member.language][1],
                calendar=calendar(member) if calendar else "",
                created_at=now,
                due_at=now,
            )
            for member in mailed
        ],
        batch_size=_BATCH,
    )


def _said(what: kinds.NoticeKind, params: Mapping[str, Any], language: str) -> tuple[str, str]:
    with translation.override(language):
        title, body = what.render_title(params), what.render_body(params)
    subject = settings.ACCOUNT_EMAIL_SUBJECT_PREFIX + title
    return Truncator(subject).chars(300), f"{title}\n\n{body}".strip()


def write_to_everyone(
    members: Iterable[Member], kind: str, *, path: str, title: str, subject: str, text: str, nobody: str
) -> int:
    """Tell everyone who takes part what the host wrote, and return how many were told.

    Call it under the lock of what they take part in: the same words within SAME_MESSAGE are a second click. Raises
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
    """Take a member who leaves out of what others were told about them: that it happened stays.

    Mails about them that were sent are deleted. One that waits is sent first: housekeeping says farewell again.
    Statements: 4 at most.
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
    """Mark one's own notice as read. Raises Notice.DoesNotExist for another's."""
    notice = Notice.objects.get(pk=notice_id, member=by)
    if notice.read_at is None:
        Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=clock.now())
    return notice


def read_all(*, by: Member, until: int | None = None) -> int:
    """Mark one's notices as read, those newer than the notice `until` excepted: they were not on the page yet."""
    unread = Notice.objects.filter(member=by, read_at=None)
    if until is not None:
        unread = unread.filter(pk__lte=until)
    return unread.update(read_at=clock.now())


@transaction.atomic
def choose_mail(*, by: Member, wanted: Iterable[str]) -> None:
    """Send mail for the kinds in `wanted` and for no other known one. Keys that are no kinds are passed over."""
    off = {kind.key for kind in kinds.all_kinds()} - set(wanted)
    MailSwitch.objects.filter(member=by).exclude(kind__in=off).delete()
    MailSwitch.objects.bulk_create([MailSwitch(member=by, kind=key) for key in sorted(off)], ignore_conflicts=True)

"""Notices to members, and what members do with them.

`tell` is called inside the transaction of the act, so that an act that is rolled back leaves no notice.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import Truncator

from apps.accounts.models import Member
from apps.accounts.services.presence import lock_member
from apps.core import clock, spelling
from apps.core.rules import SAME_MESSAGE, check_message, check_not_just_sent, check_somebody_reads
from apps.notices import kinds
from apps.notices.at_once import Written, write_at_once
from apps.notices.models import MailChoice, Notice, OutboxMail
from apps.notices.selectors import timings_of
from apps.notices.states import MailTiming
from apps.planner.ics import CalendarOf

_BATCH = 500


def tell(
    members: Iterable[Member],
    kind: str,
    *,
    path: str | Callable[[Member], str] = "",
    calendar: CalendarOf | None = None,
    about: Member | None = None,
    **params: Any,
) -> None:
    """Write a notice to each active member, and a mail, at once or in the digest, as the member chose for that kind.

    `path` is the page it leads to, or a function of the member that returns it; `calendar` names the appointments whose
    file the mail carries; `about` is the person whom the sentence names. A time span in `params` is a `kinds.Span`.
    Statements: 3, whatever the number of members.
    """
    _write(_notices_of(telling(members, kind, path=path, calendar=calendar, about=about, **params)))


@dataclass(frozen=True)
class Telling:
    """What is told to whom; see `tell`."""

    members: tuple[Member, ...]
    kind: str
    path: str | Callable[[Member], str]
    calendar: CalendarOf | None
    about: Member | None
    params: Mapping[str, Any]

    def notices(self, now: datetime) -> list[Notice]:
        what = kinds.get(self.kind)
        if what.names and self.about is None:
            raise ValueError(f"{self.kind} names a person: say whom it is about, so that the name can go")
        kept = kinds.stored(self.params)
        return [
            Notice(
                member=member, about=self.about, kind=self.kind, params=kept, path=self._path(member), created_at=now
            )
            for member in self.members
        ]

    @property
    def calendar_of(self) -> dict[str, Any] | None:
        return self.calendar.stored() if self.calendar is not None else None

    def _path(self, member: Member) -> str:
        return self.path(member) if callable(self.path) else self.path


def telling(
    members: Iterable[Member],
    kind: str,
    *,
    path: str | Callable[[Member], str] = "",
    calendar: CalendarOf | None = None,
    about: Member | None = None,
    **params: Any,
) -> Telling:
    """Return what `tell` would tell, for `tell_at_once`. Members who are not active are left out."""
    told = tuple(member for member in members if member.is_active)
    params = {name: spelling.text(value) if isinstance(value, str) else value for name, value in params.items()}
    return Telling(told, kind, path, calendar, about, params)


def tell_at_once(*tellings: Telling) -> None:
    """Tell several things, as `tell` does, in an act that many do at the same time.

    Statements: 1 on PostgreSQL, whatever is told; elsewhere 3.
    """
    write_at_once(_notices_of(*tellings), elsewhere=_write)


def _notices_of(*tellings: Telling) -> list[Written]:
    now = clock.now()
    return [(notice, told.calendar_of) for told in tellings for notice in told.notices(now)]


def _write(notices: Sequence[Written]) -> None:
    if not notices:
        return
    now = notices[0][0].created_at
    choices = MailChoice.objects.filter(
        kind__in={notice.kind for notice, _calendar in notices},
        member__in={notice.member_id for notice, _calendar in notices},
    )
    chosen = {(member, kind): timing for member, kind, timing in choices.values_list("member_id", "kind", "timing")}

    def timing_of(notice: Notice) -> str:
        return chosen.get((notice.member_id, notice.kind), kinds.get(notice.kind).timing)

    for notice, _calendar in notices:
        notice.waits_for_digest = timing_of(notice) == MailTiming.DAILY
    Notice.objects.bulk_create([notice for notice, _calendar in notices], batch_size=_BATCH)
    OutboxMail.objects.bulk_create(
        (
            OutboxMail(
                member=notice.member,
                about=notice.about,
                kind=notice.kind,
                params=notice.params,
                path=notice.path,
                calendar_of=calendar,
                to=notice.member.email,
                language=notice.member.language,
                created_at=now,
                due_at=now,
            )
            for notice, calendar in notices
            if timing_of(notice) == MailTiming.AT_ONCE
        ),
        batch_size=_BATCH,
    )


def write_account_mail(*, to: str, subject: str, text: str, language: str, member: Member | None) -> None:
    """Put a mail about an account into the outbox. Its text may hold a link that opens the account."""
    now = clock.now()
    OutboxMail.objects.create(
        member=member,
        to=to,
        subject=Truncator(subject).chars(300),
        text=text,
        is_secret=True,
        language=language,
        created_at=now,
        due_at=now,
    )


def write_to_everyone(
    members: Iterable[Member], kind: str, *, path: str, title: str | kinds.Title, subject: str, text: str, nobody: str
) -> int:
    """Send a message of the host to all participants. Return the number of recipients.

    Call it under the lock of the session or class: the same message within SAME_MESSAGE is a second click. Raises
    Invalid (see `core.rules.check_message`), Conflict `nobody_there` with the sentence `nobody`, `already_sent`.
    """
    check_message(subject, text)
    told = [member for member in members if member.is_active]
    check_somebody_reads(told, nobody)
    earlier = Notice.objects.filter(
        member__in=told,
        kind=kind,
        path=path,
        created_at__gt=clock.now() - SAME_MESSAGE,
        params__subject=subject,
        params__text=text,
    )
    check_not_just_sent(sent=earlier.exists())
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


@transaction.atomic
def switch_off_mail(*, member: Member, kind: str) -> None:
    """Send the member no more mails of this kind; of the digest, none of all that goes into it.

    The notices in the portal stay; a second call changes nothing. Raises NotAllowed `left`.
    """
    lock_member(member.pk)
    off = [kind]
    if kinds.get(kind).is_digest:
        off = [key for key, timing in timings_of(member).items() if timing == MailTiming.DAILY]
    _save_timings(member, dict.fromkeys(off, MailTiming.OFF))


@transaction.atomic
def choose_mail(*, by: Member, timings: Mapping[str, MailTiming], unchanged: Callable[[], None] | None = None) -> None:
    """Set when kinds of notices are also sent by mail. Kinds that the member is never told are ignored.

    `unchanged` is called under the lock and raises if the choice is not what was read (`GuardedForm.check_again`).
    """
    lock_member(by.pk)
    if unchanged:
        unchanged()
    mine = {kind.key for kind in kinds.kinds_for(by)}
    _save_timings(by, {key: timing for key, timing in timings.items() if key in mine})


def _save_timings(member: Member, timings: Mapping[str, MailTiming]) -> None:
    """Keep a row for each kind whose timing is not the kind's own; write only what changes."""
    rows = MailChoice.objects.filter(member=member)
    before = dict(rows.values_list("kind", "timing"))
    own = {key for key, timing in timings.items() if timing == kinds.get(key).timing}
    rows.filter(kind__in=own & before.keys()).delete()
    changed = {key: timing for key, timing in timings.items() if key not in own and before.get(key) != timing}
    MailChoice.objects.bulk_create(
        [MailChoice(member=member, kind=key, timing=timing) for key, timing in changed.items()],
        update_conflicts=True,
        unique_fields=["member", "kind"],
        update_fields=["timing"],
    )

"""The mail of the day: at DIGEST_AT each member gets the notices of the kinds that they want once a day, in one mail.

For staff what waits for a decision is counted instead (`parts.DESK`). The mail keeps the ids of its notices; its words
are made of them whenever it is sent, and never kept, so that the name of somebody who leaves goes from it as well.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.accounts.models import Member
from apps.core import clock, parts
from apps.core.parts import DeskItem
from apps.core.prepared import Prepared
from apps.notices import answering, kinds
from apps.notices.kinds import NoticeKind
from apps.notices.models import LastDigest, Notice, OutboxMail
from apps.notices.selectors import timings_of
from apps.notices.states import MailTiming

DIGEST = "notices.digest"
KIND = NoticeKind(DIGEST, gettext_lazy("하루 한 번 모아 보내는 소식"), gettext_lazy("오늘의 소식"), is_digest=True)
DIGEST_AT = time(8)
# A worker that was away this long counts no desk any more for that day: the morning's question is over.
DESK_UNTIL = timedelta(hours=6)


@dataclass(frozen=True)
class DigestItem:
    """A piece of news: its sentence, the text below it, and where it leads.

    `subject(more)` is the subject of a mail that holds this and so many `more`. `kind` and `path` are those of its
    notice; `answers` are the words and addresses of what can be answered to it.
    """

    title: str
    body: str
    url: str
    subject: Callable[[int], str]
    kind: str = ""
    path: str = ""
    answers: list[tuple[str, str]] = field(default_factory=list)


def make_due_digests() -> int:
    """Write the digest of the day to every member who has one, and return how many mails. Safe to repeat.

    Another worker may do the same: the member's row is locked, and `LastDigest` tells that the day is done. What is
    told after the day's hour waits for the next day.
    """
    now = clock.now()
    due_at = _last_hour(now)
    desk = _Desk(now)
    return sum(_make(member_id, due_at, desk) for member_id in _list_due(due_at, now))


def _last_hour(now: datetime) -> datetime:
    today = clock.at(clock.local(now).date(), DIGEST_AT)
    return today if today <= now else today - clock.ONE_DAY


def _list_due(due_at: datetime, now: datetime) -> list[int]:
    """Return who may have a digest of that day. Statements: 2."""
    day = clock.local(due_at).date()
    waiting = Notice.objects.filter(waits_for_digest=True, created_at__lt=due_at, member__is_active=True)
    due = set(waiting.exclude(member__last_digest__day__gte=day).values_list("member", flat=True).distinct())
    if now - due_at < DESK_UNTIL:
        staff = Member.objects.filter(is_staff=True, is_active=True).exclude(last_digest__day__gte=day)
        due.update(staff.values_list("pk", flat=True))
    return sorted(due)


@transaction.atomic
def _make(member_id: int, due_at: datetime, desk: "_Desk") -> bool:
    """Write a member's digest and mark its notices as gathered, or nothing; return whether there is a mail.

    A member whose row is locked, who is gone or whose day is done is left alone.
    """
    day = clock.local(due_at).date()
    locked = Member.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
    member = locked.filter(pk=member_id, is_active=True).first()
    if member is None or _is_done(member, day):
        return False
    LastDigest.objects.update_or_create(member=member, defaults={"day": day})
    timings = timings_of(member)
    lines = [line for line in desk.lines_for(member) if timings[line.item.kind] == MailTiming.DAILY]
    waiting = Notice.objects.filter(member=member, waits_for_digest=True, created_at__lt=due_at).order_by("pk")
    gathered = list(waiting)
    Notice.objects.filter(pk__in=[notice.pk for notice in gathered]).update(waits_for_digest=False)
    told = [notice.pk for notice in gathered if _is_news(notice, timings)]
    if not (told or lines):
        return False
    OutboxMail.objects.create(
        member=member,
        kind=DIGEST,
        params={"notices": told, "desk": [line.stored() for line in lines]},
        path="/notices/",
        to=member.email,
        language=member.language,
        created_at=clock.now(),
        due_at=clock.now(),
    )
    return True


def _is_done(member: Member, day: date) -> bool:
    return LastDigest.objects.filter(member=member, day__gte=day).exists()


def _is_news(notice: Notice, timings: dict[str, MailTiming]) -> bool:
    """Return whether a gathered notice is named: not what was read, switched off meanwhile, or counted on the desk."""
    counted = {item.kind for item in parts.DESK}
    off = timings.get(notice.kind) == MailTiming.OFF
    return notice.read_at is None and not off and notice.kind not in counted


# --- What staff have to decide ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DeskLine:
    """How many rows wait for a decision, and since when the oldest does."""

    key: str
    item: DeskItem
    count: int
    oldest: datetime

    def stored(self) -> dict[str, Any]:
        return {"key": self.key, "count": self.count, "oldest": self.oldest.isoformat()}


def _waits_since(item: DeskItem) -> Prepared:
    return Prepared(lambda: item.rows().values_list(item.since, flat=True))


class _Desk:
    """What staff have to decide now, counted once for all of them, and only if somebody asks."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    @cached_property
    def _lines(self) -> list[DeskLine]:
        lines = []
        for key, item in parts.DESK.items():
            if waiting := _waits_since(item)(now=self._now):
                lines.append(DeskLine(key, item, len(waiting), min(waiting)))
        return lines

    def lines_for(self, member: Member) -> Iterator[DeskLine]:
        if member.is_staff:
            yield from (line for line in self._lines if line.item.may_see(member))


# --- Words ------------------------------------------------------------------------------------------------------------


def list_items(mail: OutboxMail) -> list[DigestItem]:
    """Return the news of a digest in the active language, what staff have to decide first. Statements: 1."""
    desk = [_desk_item(kept, clock.local(mail.created_at).date()) for kept in mail.params.get("desk", ())]
    notices = Notice.objects.filter(pk__in=mail.params.get("notices", ()), member=mail.member_id).order_by("pk")
    return [item for item in desk if item is not None] + [_notice_item(notice) for notice in notices]


def _desk_item(kept: dict[str, Any], today: date) -> DigestItem | None:
    if kept["key"] not in parts.DESK:
        return None
    item = parts.DESK[kept["key"]]
    days = (today - clock.local(datetime.fromisoformat(kept["oldest"])).date()).days
    title = f"{item.title} {parts.count_words(kept['count'])}"
    age = ngettext("가장 오래된 것은 %(n)d일 전부터", "가장 오래된 것은 %(n)d일 전부터", days) % {"n": days}
    note = age if days else _("모두 오늘 들어왔습니다.")

    def subject(more: int) -> str:
        return kinds.subject_of("%(title)s", {"title": title}, more=more)

    return DigestItem(title, note, settings.SITE_URL + item.address, subject)


def _notice_item(notice: Notice) -> DigestItem:
    kind = kinds.find(notice.kind)
    title, url = kind.render_title(notice.params), settings.SITE_URL + notice.path if notice.path else ""

    def subject(more: int) -> str:
        return kind.render_subject(notice.params, more=more)

    return DigestItem(title, kind.render_body(notice.params), url, subject, notice.kind, notice.path)


def list_items_to_answer(mail: OutboxMail) -> list[DigestItem]:
    """Return the news of a digest, each with its answers. Statements: 1, and those of each thing that is asked about.

    They stand in the mail alone: who has their addresses may act.
    """
    return [
        replace(item, answers=answering.links_about(mail, item.kind, item.path)) if item.kind else item
        for item in list_items(mail)
    ]


def words_of(mail: OutboxMail) -> tuple[str, str]:
    """Return the subject of a digest, which is its first news, and its text, in the active language. Statements: 1."""
    items = list_items(mail)
    count = ngettext("오늘의 소식 %(n)d건", "오늘의 소식 %(n)d건", len(items)) % {"n": len(items)}
    subject = items[0].subject(len(items) - 1) if items else count
    return subject, "\n\n".join([count, *(_as_text(item) for item in items)])


def _as_text(item: DigestItem) -> str:
    return "\n".join(line for line in (f"- {item.title}", item.body, item.url) if line)

"""Telling members. Call inside the transaction of the act: what is rolled back was never told."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.conf import settings
from django.utils import translation

from apps.accounts.models import Member
from apps.core import clock
from apps.notices import kinds
from apps.notices.models import MailSwitch, Notice, OutboxMail


def tell(
    members: Iterable[Member],
    kind: str,
    *,
    path: str = "",
    calendar: Callable[[Member], str] | None = None,
    **params: Any,
) -> None:
    """Leave a notice for each member, and a mail unless the member switched that kind off.

    `path` is the page it leads to; `calendar` makes the text of an .ics file to attach. Statements: 3, whatever the
    number of members. Inactive members are told nothing.
    """
    told = [member for member in members if member.is_active]
    if not told:
        return
    now = clock.now()
    what = kinds.get(kind)
    Notice.objects.bulk_create(
        [Notice(member=member, kind=kind, params=params, path=path, created_at=now) for member in told], batch_size=500
    )
    silent = set(MailSwitch.objects.filter(kind=kind, member__in=told).values_list("member_id", flat=True))
    OutboxMail.objects.bulk_create(
        [
            _mail(member, what, params, path, calendar(member) if calendar else "", now)
            for member in told
            if member.pk not in silent
        ],
        batch_size=500,
    )


def _mail(
    member: Member, what: kinds.NoticeKind, params: Mapping[str, Any], path: str, calendar: str, now
) -> OutboxMail:
    with translation.override(member.language):
        lines = [
            translation.gettext("%(name)s 님, 안녕하세요.") % {"name": member.name},
            "",
            what.render_title(params),
            what.render_body(params),
            "",
            settings.SITE_URL + path if path else "",
            "",
            translation.gettext("이 메일은 알림 설정에서 끌 수 있습니다: %(url)s")
            % {"url": settings.SITE_URL + "/notices/settings/"},
        ]
        text = "\n".join(lines).replace("\n\n\n\n", "\n\n").replace("\n\n\n", "\n\n")
        subject = settings.ACCOUNT_EMAIL_SUBJECT_PREFIX + what.render_title(params)
    return OutboxMail(
        member=member, to=member.email, subject=subject[:300], text=text, calendar=calendar, created_at=now, due_at=now
    )

"""The parts of linking in the pages and jobs that are made from several domains."""

from datetime import datetime

from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import Member
from apps.core import parts
from apps.core.components import Badge
from apps.core.parts import Item, MenuLine, Section
from apps.core.prepared import Given, Prepared
from apps.linking.rules import LOOKING_AFTER
from apps.linking.selectors import students_linked_with
from apps.linking.services import codes

APP = "linking"


def register() -> None:
    line = MenuLine(gettext_lazy("연동"), reverse_lazy("linking:list"), "link-45deg", members_only=True)
    parts.MENU.add(APP, "links", line, place=40)
    parts.WAITING.add(APP, "linked students", linked_students, place=70)
    parts.OFFERS.none(APP, "a link is not applied for")
    parts.RECORD.none(APP, "a link opens the record and is no part of it")
    parts.DESK.none(APP, "members link with each other without the staff")
    parts.HIDDEN.add(APP, "links", "/links/")
    parts.CHORES.add(APP, "link codes", codes.delete_expired_codes, place=10)
    parts.CHORES.add(APP, "link look-ups", codes.delete_expired_claims, place=30)


_students = Prepared(
    lambda: students_linked_with(Given("member")).only("nickname").order_by("nickname", "pk")[: parts.SHOWN]
)


def linked_students(member: Member, now: datetime) -> Section | None:
    """Return the students whose record a parent or teacher may read; without a link yet, how to make one."""
    if member.member_type not in LOOKING_AFTER:
        return None
    badge, title, url = Badge(_("학습 기록"), "plain"), _("연동한 학생"), reverse("linking:list")
    items = [
        Item(title=row.nickname, url=reverse("portal:record", args=[row.pk]), badge=badge)
        for row in _students(member=member.pk)
    ]
    if items:
        return Section(title, items, url, _("연동 모두 보기"))
    begin = Item(
        title=_("학생과 계정을 연동해 보세요"),
        url=reverse("linking:enter"),
        meta=[_("학생이 만든 6자리 코드를 입력하면 학습 기록을 볼 수 있습니다.")],
    )
    return Section(title, [begin], url, _("연동 화면 열기"))

"""The parts of linking in the pages and jobs that are made from several domains."""

from datetime import datetime

from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import Member
from apps.core import parts
from apps.core.parts import MenuLine, Shelf
from apps.core.prepared import Given, Prepared
from apps.linking.rules import LOOKING_AFTER
from apps.linking.selectors import students_linked_with
from apps.linking.services import codes

APP = "linking"


def register() -> None:
    line = MenuLine(gettext_lazy("연동"), reverse_lazy("linking:list"), "link-45deg", members_only=True)
    parts.MENU.add(APP, "links", line, place=40)
    parts.TODAY.add(APP, "links", links_today, place=70)
    parts.OFFERS.none(APP, "a link is not applied for")
    parts.OPENINGS.none(APP, "a link is not applied for")
    parts.RECORD.none(APP, "a link opens the record and is no part of it")
    parts.WAITED_FOR.none(APP, "accounts are linked without a seat")
    parts.NO_SHOWS.none(APP, "accounts are linked without an appointment")
    parts.DESK.none(APP, "members link with each other without the staff")
    parts.HIDDEN.add(APP, "links", "/links/")
    parts.CHORES.add(APP, "link codes", codes.delete_expired_codes, place=10)
    parts.CHORES.add(APP, "link look-ups", codes.delete_expired_claims, place=30)


_students = Prepared(
    lambda: students_linked_with(Given("member")).only("nickname").order_by("nickname", "pk")[: parts.SHOWN]
)


def links_today(member: Member, now: datetime) -> list[Shelf]:
    """Return the students whose record a parent or teacher may read; without a link yet, how to make one."""
    if member.member_type not in LOOKING_AFTER:
        return []
    links = [(row.nickname, reverse("portal:record", args=[row.pk])) for row in _students(member=member.pk)]
    links = links or [(_("학생과 계정을 연동해 보세요"), reverse("linking:enter"))]
    return [Shelf(_("연동한 학생"), links, reverse("linking:list"), _("연동 모두 보기"))]

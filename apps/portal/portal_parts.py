"""The portal's own parts of its pages, and those of the apps below the domains."""

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.accounts.models import MentorProfile
from apps.accounts.states import MentorStatus
from apps.core import parts
from apps.core.parts import DeskItem, MenuLine
from apps.portal import housekeeping, records

APP = "portal"
MENTORS = DeskItem(
    title=_("심사를 기다리는 멘토 신청"),
    model=MentorProfile,
    rows=lambda: MentorProfile.objects.filter(status=MentorStatus.PENDING, member__is_active=True),
    query="?status__exact=pending",
    since="requested_at",
    kind="accounts.mentor_to_decide",
)
HIDDEN = ("/accounts/", "/admin/", "/api/", "/me/", "/notices/", "/ui/", "/i18n/")


def register() -> None:
    parts.MENU.add(
        APP, "me", MenuLine(_("내 배움터"), reverse_lazy("portal:me"), "person", members_only=True), place=50
    )
    mentors = MenuLine(pgettext_lazy("all of them", "멘토"), reverse_lazy("portal:mentors"), "people")
    parts.MENU.add(APP, "mentors", mentors, place=35)
    parts.FOOTER.add(APP, "terms", MenuLine(_("이용약관"), reverse_lazy("accounts:terms")), place=20)
    privacy = MenuLine(_("개인정보처리방침"), reverse_lazy("accounts:privacy"), strong=True)
    parts.FOOTER.add(APP, "privacy", privacy, place=30)
    accessibility = MenuLine(_("접근성 안내"), reverse_lazy("portal:accessibility"))
    parts.FOOTER.add(APP, "accessibility", accessibility, place=40)
    parts.RECORD.add(APP, "next", records.NEXT)
    parts.DESK.add(APP, "mentors", MENTORS, place=20)
    for address in HIDDEN:
        parts.HIDDEN.add(APP, address, address)
    housekeeping.register()

"""Reading links. What a link opens is decided in one place: `students_open_to`."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.core.signing import TimestampSigner
from django.db.models import Q, QuerySet
from django.urls import reverse

from apps.accounts.models import Member
from apps.accounts.states import MemberType
from apps.core import clock, text
from apps.linking import rules
from apps.linking.models import AccountLink, AdminClass, TempCode, VerifiedClaim
from apps.linking.states import CLAIM_LIVES

PICTURE_SALT = "apps.linking.picture"
PICTURE_SECONDS = 60 * 60


# --- What a link opens ------------------------------------------------------------------------------------------------


def students_open_to(viewer: Member) -> QuerySet[Member]:
    """The students whose learning record `viewer` may read: those linked with a parent or teacher, and one's own.

    Nothing else decides it: who is unlinked is not in it from the next request on.
    """
    if viewer.member_type not in rules.LOOKING_AFTER:
        return Member.objects.filter(pk=viewer.pk, is_active=True, member_type=MemberType.STUDENT)
    return students_linked_with(viewer.pk)


def students_linked_with(viewer_id: Any) -> QuerySet[Member]:
    """Return the students linked with the parent or teacher of this id."""
    return Member.objects.filter(
        Q(pk__in=AccountLink.objects.filter(member_id=viewer_id).values("linked_member"))
        | Q(pk__in=AccountLink.objects.filter(linked_member_id=viewer_id).values("member")),
        is_active=True,
        member_type=MemberType.STUDENT,
    )


def linked_members(member: Member) -> list[Member]:
    """The members linked with `member`, in the order of their links. One query."""
    return [link.other_than(member.pk) for link in _links(member)]


def _links(member: Member) -> list[AccountLink]:
    """A member whose account is switched off is not shown to others."""
    links = AccountLink.objects.of(member).select_related("member", "linked_member").order_by("created_at", "pk")
    return [link for link in links if link.other_than(member.pk).is_active]


def picture_url(viewer: Member, member: Member) -> str:
    """Where `viewer` gets the picture of a linked member, or their own; '' for none.

    The address stands for itself for an hour and while the link lasts: a program that shows it has no session.
    """
    if not member.profile_image:
        return ""
    return reverse("linking:picture", args=[TimestampSigner(salt=PICTURE_SALT).sign(f"{viewer.pk}-{member.pk}")])


def picture_of(key: str) -> Member:
    """Whose picture the key of an address opens. Raises BadSignature, Member.DoesNotExist. At most two queries."""
    viewer_id, member_id = map(int, TimestampSigner(salt=PICTURE_SALT).unsign(key, PICTURE_SECONDS).split("-"))
    if viewer_id != member_id and not AccountLink.objects.between(viewer_id, member_id).exists():
        raise Member.DoesNotExist
    return Member.objects.exclude(profile_image="").get(pk=member_id, is_active=True)


# --- Pages ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Linked:
    """One linked member, as both sides see each other. `opens`: the viewer may read their record."""

    pk: int
    nickname: str
    type: str
    email: str
    phone: str
    introduction: str
    picture: str
    since: str
    group: str
    opens: bool


def my_links(member: Member) -> list[Linked]:
    """Everyone linked with `member`. Two queries; one for whom nobody can be in a group."""
    groups: dict[int, str] = {}
    if member.member_type == MemberType.TEACHER:
        groups = dict(AdminClass.objects.of(member).values_list("target_member_id", "group_name"))
    return [linked(member, link, groups.get(link.other_than(member.pk).pk, "")) for link in _links(member)]


def linked(viewer: Member, link: AccountLink, group: str = "") -> Linked:
    other = link.other_than(viewer.pk)
    return Linked(
        pk=other.pk,
        nickname=other.nickname,
        type=other.get_member_type_display(),
        email=other.email,
        phone=other.phone,
        introduction=other.introduction,
        picture=picture_url(viewer, other),
        since=text.day(clock.local(link.created_at).date()),
        group=group,
        opens=viewer.member_type in rules.LOOKING_AFTER and other.member_type == MemberType.STUDENT,
    )


def link_with(member: Member, other_id: int) -> Linked:
    """The link with one other member. Raises AccountLink.DoesNotExist."""
    found = AccountLink.objects.between(member.pk, other_id).select_related("member", "linked_member").get()
    return linked(member, found)


def live_code(member: Member, now: datetime) -> TempCode | None:
    return TempCode.objects.filter(member=member, expire_at__gt=now).first()


def newest_claim(member: Member, now: datetime) -> VerifiedClaim | None:
    """The last right look-up that a link can still be made by."""
    claims = VerifiedClaim.objects.filter(member=member, owner__is_active=True, verified_at__gt=now - CLAIM_LIVES)
    return claims.select_related("owner").order_by("-verified_at", "-pk").first()


# --- Groups -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Group:
    """A teacher's group; `pk` is '' for the students in none."""

    pk: str
    name: str
    students: list[Member]


def groups_of(teacher: Member) -> list[Group]:
    """The teacher's groups by name, then those in none. One query."""
    rows = (
        AdminClass.objects.of(teacher)
        .filter(target_member__in=students_open_to(teacher))
        .select_related("target_member")
        .order_by("group_name", "group_id", "target_member__nickname", "target_member_id")
    )
    found = [
        Group(pk, name, [row.target_member for row in inside])
        for (pk, name), inside in groupby(rows, key=lambda row: (row.group_id, row.group_name))
    ]
    return sorted(found, key=lambda group: group.pk == "")


def group_of(teacher: Member, group_id: str) -> Group:
    """One group. Raises AdminClass.DoesNotExist for another's."""
    for group in groups_of(teacher):
        if group.pk == group_id != "":
            return group
    raise AdminClass.DoesNotExist(group_id)

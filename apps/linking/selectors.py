"""What pages and endpoints read of links. `students_open_to` alone decides what a link opens."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from django.core.signing import TimestampSigner
from django.db.models import Q, QuerySet
from django.urls import reverse

from apps.accounts.models import Member
from apps.accounts.states import MemberType
from apps.core import clock, spoken
from apps.core.components import When
from apps.core.prepared import Given, Prepared, StandIn
from apps.linking import rules
from apps.linking.models import AccountLink, AdminClass, TempCode, VerifiedClaim
from apps.linking.states import CLAIM_LIVES

PICTURE_SALT = "apps.linking.picture"
PICTURE_SECONDS = 60 * 60


# --- What a link opens ------------------------------------------------------------------------------------------------


def students_open_to(viewer: Member) -> QuerySet[Member]:
    """Return the students whose learning record `viewer` may read.

    A parent or teacher reads those of the linked students, a student their own. Nothing else decides it, so that an
    ended link closes the record from the next request on (docs/domain.md, Linking).
    """
    if viewer.member_type not in rules.LOOKING_AFTER:
        return Member.objects.filter(pk=viewer.pk, is_active=True, member_type=MemberType.STUDENT)
    return students_linked_with(viewer.pk)


def student_open_to(viewer: Member, member_id: int) -> Member:
    """Return the student of this id, one of `students_open_to`. Raises Member.DoesNotExist. Queries: 1."""
    looks_after = viewer.member_type in rules.LOOKING_AFTER
    student = _student_open_to[looks_after].first(viewer=viewer.pk, student=member_id)
    if student is None:
        raise Member.DoesNotExist
    return student


class _Viewer(NamedTuple):
    """Stand for a viewer while a statement is made: all that `students_open_to` asks of one."""

    pk: Given
    member_type: MemberType


def _one_of(member_type: MemberType) -> Prepared:
    viewer: Any = _Viewer(Given("viewer"), member_type)
    return Prepared(lambda: students_open_to(viewer).filter(pk=Given("student")))


_student_open_to = {True: _one_of(MemberType.PARENT), False: _one_of(MemberType.STUDENT)}


def students_linked_with(viewer_id: Any) -> QuerySet[Member]:
    """Return the students linked with the parent or teacher of this id."""
    return Member.objects.filter(
        Q(pk__in=AccountLink.objects.filter(member_id=viewer_id).values("linked_member"))
        | Q(pk__in=AccountLink.objects.filter(linked_member_id=viewer_id).values("member")),
        is_active=True,
        member_type=MemberType.STUDENT,
    )


def linked_members(member: Member) -> list[Member]:
    """Return the members linked with `member`, the oldest link first. Queries: 1."""
    return [link.other_than(member.pk) for link in _active_links(member)]


_links = Prepared(
    lambda: (
        AccountLink.objects.of(StandIn(known=True, sees_all=False))
        .select_related("member", "linked_member")
        .order_by("created_at", "pk")
    )
)


def _active_links(member: Member) -> list[AccountLink]:
    """Return the member's links, except those with a member whose account is switched off. Queries: 1."""
    return [link for link in _links(viewer=member.pk) if link.other_than(member.pk).is_active]


def picture_url(viewer: Member, member: Member) -> str:
    """Return the address at which `viewer` gets the picture of a linked member or their own; '' if there is none.

    It is signed and works without a log-in for an hour, while the link lasts: an API client that shows the picture
    has no session.
    """
    if not member.profile_image:
        return ""
    return reverse("linking:picture", args=[TimestampSigner(salt=PICTURE_SALT).sign(f"{viewer.pk}-{member.pk}")])


def get_picture_owner(key: str) -> Member:
    """Return the member whose picture the key of an address opens. Queries: at most 2.

    Raises BadSignature, Member.DoesNotExist.
    """
    viewer_id, member_id = map(int, TimestampSigner(salt=PICTURE_SALT).unsign(key, PICTURE_SECONDS).split("-"))
    if viewer_id != member_id and not AccountLink.objects.of_pair(viewer_id, member_id).exists():
        raise Member.DoesNotExist
    return Member.objects.exclude(profile_image="").get(pk=member_id, is_active=True)


# --- Pages ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LinkedAccount:
    """A linked member as both sides see each other. `opens`: the viewer may read this member's record."""

    pk: int
    nickname: str
    type: str
    email: str
    phone: str
    introduction: str
    picture: str
    since: When
    group: str
    opens: bool


def list_linked_accounts(member: Member) -> list[LinkedAccount]:
    """Return everyone linked with `member`. Queries: 1, one more for a teacher's groups."""
    groups: dict[int, str] = {}
    if member.member_type == MemberType.TEACHER:
        groups = dict(AdminClass.objects.of(member).values_list("target_member_id", "group_name"))
    return [
        linked_account(member, link, groups.get(link.other_than(member.pk).pk, "")) for link in _active_links(member)
    ]


def linked_account(viewer: Member, link: AccountLink, group: str = "") -> LinkedAccount:
    """Return the other side of a link as `viewer` sees it; `group` is the name of a student's group."""
    other = link.other_than(viewer.pk)
    return LinkedAccount(
        pk=other.pk,
        nickname=other.nickname,
        type=other.get_member_type_display(),
        email=other.email,
        phone=other.phone,
        introduction=other.introduction,
        picture=picture_url(viewer, other),
        since=spoken.when_day(clock.local(link.created_at).date(), today=clock.today()),
        group=group,
        opens=viewer.member_type in rules.LOOKING_AFTER and other.member_type == MemberType.STUDENT,
    )


def get_linked_account(member: Member, other_id: int) -> LinkedAccount:
    """Return a member linked with `member`. Raises AccountLink.DoesNotExist if they are not linked."""
    link = AccountLink.objects.of_pair(member.pk, other_id).select_related("member", "linked_member").get()
    return linked_account(member, link)


def live_code(member: Member, now: datetime) -> TempCode | None:
    """Return the member's code that has not expired."""
    return TempCode.objects.filter(member=member, expire_at__gt=now).first()


def newest_claim(member: Member, now: datetime) -> VerifiedClaim | None:
    """Return the member's last look-up that is still recent enough to make a link."""
    claims = VerifiedClaim.objects.filter(member=member, owner__is_active=True, verified_at__gt=now - CLAIM_LIVES)
    return claims.select_related("owner").order_by("-verified_at", "-pk").first()


# --- Groups -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Group:
    """A teacher's group of students; `pk` is '' for the students who are in no group."""

    pk: str
    name: str
    students: list[Member]


def list_groups(teacher: Member) -> list[Group]:
    """Return the teacher's groups by name, then the students who are in none. Queries: 1."""
    rows = (
        AdminClass.objects.of(teacher)
        .filter(target_member__in=students_open_to(teacher))
        .select_related("target_member")
        .order_by("group_name", "group_id", "target_member__nickname", "target_member_id")
    )
    groups = [
        Group(pk, name, [row.target_member for row in members])
        for (pk, name), members in groupby(rows, key=lambda row: (row.group_id, row.group_name))
    ]
    return sorted(groups, key=lambda group: group.pk == "")


def get_group(teacher: Member, group_id: str) -> Group:
    """Return one group of the teacher. Raises AdminClass.DoesNotExist if it is not theirs."""
    for group in list_groups(teacher):
        if group.pk == group_id != "":
            return group
    raise AdminClass.DoesNotExist(group_id)

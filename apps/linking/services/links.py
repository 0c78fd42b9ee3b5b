"""Linking two members, and ending a link."""

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from apps.accounts.models import Member
from apps.accounts.states import NAME_OF_WHO_LEFT
from apps.core import audit, clock
from apps.core.rules import check_reason
from apps.linking import notices, rules
from apps.linking.models import AccountLink, AdminClass, TempCode, VerifiedClaim
from apps.linking.states import CLAIM_LIVES, LinkRefusal, UseYn
from apps.notices.services import tell


@transaction.atomic
def add_link(*, by: Member, other_id: int) -> AccountLink:
    """Link `by` with the member whose code they looked up in the last five minutes (seed 002 §3).

    Writes the link and both directions, uses the code up, and tells the other member (docs/domain.md, Linking).

    Raises CannotLink: `over` for two who are linked, `self` for oneself; `no match` if there is no such look-up or the
    code has been used or replaced since; the other refusals of seed 002 because its rules are asked again.
    """
    members = _lock_members(by.pk, other_id)
    me, other = members.get(by.pk), members.get(other_id)
    now = clock.now()
    claims = VerifiedClaim.objects.filter(member=by, owner=other, verified_at__gt=now - CLAIM_LIVES)
    linked = AccountLink.objects.of_pair(by.pk, other_id).exists()
    # One knows whom one is linked with: the code is asked for only where there is something to link.
    if me is None or other is None or not (linked or other_id == by.pk or claims.exists()):
        raise rules.CannotLink(LinkRefusal.NO_MATCH)
    rules.check_can_link(me, other, linked=linked)
    link = AccountLink.objects.create(member=me, linked_member=other, created_at=now)
    _switch_both_on(me, other)
    # Delete the code first: this waits for a look-up that holds its row, so that its claim is deleted as well.
    TempCode.objects.filter(member=other).delete()
    VerifiedClaim.objects.filter(owner=other).delete()
    audit.record(by=by, act="linking.linked", subject=link, after=_audited_pair(link))
    tell([other], notices.LINKED, path=reverse("linking:list"), nickname=me.nickname, about=me)
    return link


@transaction.atomic
def remove_link(*, by: Member, other_id: int) -> None:
    """End the link of `by` with another member, whichever side asked for it, and tell the other (seed 002 §5).

    Raises AccountLink.DoesNotExist if they are not linked.
    """
    _lock_members(by.pk, other_id)
    link = _load_with_members(AccountLink.objects.of_pair(by.pk, other_id))
    _end_link(link, by=by)
    other = link.other_than(by.pk)
    tell([other], notices.UNLINKED, path=reverse("linking:list"), nickname=by.nickname, about=by)


@transaction.atomic
def end_link(*, by: Member, link_id: int, reason: str) -> None:
    """End a link between two other members as staff, and tell both the reason.

    Raises AccountLink.DoesNotExist, NotAllowed `not_your_link`, Invalid `reason_missing`, `reason_too_long`.
    """
    _lock_members(*AccountLink.objects.values_list("member_id", "linked_member_id").get(pk=link_id))
    link = _load_with_members(AccountLink.objects.filter(pk=link_id))
    rules.check_can_unlink(by, link)
    check_reason(reason)
    _end_link(link, by=by, reason=reason)
    for member, other in ((link.member, link.linked_member), (link.linked_member, link.member)):
        tell(
            [member],
            notices.ENDED_BY_STAFF,
            path=reverse("linking:list"),
            nickname=other.nickname,
            about=other,
            reason=reason,
        )


def end_links_of(*, member: Member, by: Member) -> None:
    """End every link of a member who leaves, and delete their code and look-ups.

    Call it under the member's lock. That lock is enough, because every write of the member's links takes it.
    """
    TempCode.objects.filter(member=member).delete()
    VerifiedClaim.objects.filter(owner=member).delete()
    VerifiedClaim.objects.filter(member=member).delete()
    for link in AccountLink.objects.of(member).select_related("member", "linked_member").order_by("pk"):
        other = link.other_than(member.pk)
        _end_link(link, by=by)
        tell([other], notices.UNLINKED, path=reverse("linking:list"), nickname=NAME_OF_WHO_LEFT, about=member)


def _lock_members(*ids: int) -> dict[int, Member]:
    """Lock the members and return them by id. The order of ids keeps two who act on each other from a deadlock."""
    return {row.pk: row for row in Member.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")}


def _load_with_members(links: QuerySet[AccountLink]) -> AccountLink:
    return links.select_related("member", "linked_member").get()


def _switch_both_on(first: Member, second: Member) -> None:
    """Switch both directions on (seed 002 §3). A pair that was linked before keeps the day of its first link.

    The rows are written in the order of the members, whoever links with whom, so that two who do cannot wait for
    each other.
    """
    today = clock.today()
    one, other = sorted((first, second), key=lambda member: member.pk)
    AdminClass.objects.bulk_create(
        [
            AdminClass(member=member, target_member=target, use_yn=UseYn.YES, first_reg_dt=today, last_mod_dt=today)
            for member, target in ((one, other), (other, one))
        ],
        update_conflicts=True,
        update_fields=["use_yn", "last_mod_dt"],
        unique_fields=["member", "target_member"],
    )


def _end_link(link: AccountLink, *, by: Member, reason: str = "") -> None:
    """Delete the link, switch both directions off and take the student out of the group."""
    audit.record(by=by, act="linking.unlinked", subject=link, before=_audited_pair(link), reason=reason)
    AdminClass.objects.of_pair(link.member_id, link.linked_member_id).update(
        use_yn=UseYn.NO, last_mod_dt=clock.today(), group_id="", group_name=""
    )
    AccountLink.objects.filter(pk=link.pk).delete()


def _audited_pair(link: AccountLink) -> dict[str, int]:
    return {"member": link.member_id, "linked_member": link.linked_member_id}

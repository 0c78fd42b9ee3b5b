"""Linking two members, and ending a link."""

from django.db import transaction
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
    """Link `by` with the member whose code they looked up in time (seed 002 §3, docs/domain.md, Linking).

    One link and both directions, or nothing; the code is used up. The other one is told. Raises CannotLink: `no match`
    without such a look-up or once the code was used or replaced, and every other word of the seed, asked anew.
    """
    members = _locked(by.pk, other_id)
    me, other = members.get(by.pk), members.get(other_id)
    now = clock.now()
    claims = VerifiedClaim.objects.filter(member=by, owner=other, verified_at__gt=now - CLAIM_LIVES)
    if me is None or other is None or not claims.exists():
        raise rules.CannotLink(LinkRefusal.NO_MATCH)
    rules.check_can_link(me, other, linked=AccountLink.objects.between(me.pk, other.pk).exists())
    link = AccountLink.objects.create(member=me, linked_member=other, created_at=now)
    _switch_on(me, other)
    # The code first: a look-up that holds its row leaves a claim, which must be there to be taken away.
    TempCode.objects.filter(member=other).delete()
    VerifiedClaim.objects.filter(owner=other).delete()
    audit.record(by=by, act="linking.linked", subject=link, after=_pair(link))
    tell([other], notices.LINKED, path=reverse("linking:list"), nickname=me.nickname, about=me)
    return link


@transaction.atomic
def remove_link(*, by: Member, other_id: int) -> None:
    """End the link of `by` with another member, whoever asked for it (seed 002 §5). The other one is told.

    Raises AccountLink.DoesNotExist where there is none.
    """
    _locked(by.pk, other_id)
    link = _loaded(AccountLink.objects.between(by.pk, other_id))
    _end(link, by=by)
    other = link.other_than(by.pk)
    tell([other], notices.UNLINKED, path=reverse("linking:list"), nickname=by.nickname, about=by)


@transaction.atomic
def end_link(*, by: Member, link_id: int, reason: str) -> None:
    """End a link of other people as staff; both are told why.

    Raises AccountLink.DoesNotExist, NotAllowed `not_your_link`, Invalid `reason`.
    """
    _locked(*AccountLink.objects.values_list("member_id", "linked_member_id").get(pk=link_id))
    link = _loaded(AccountLink.objects.filter(pk=link_id))
    rules.check_can_unlink(by, link)
    check_reason(reason)
    _end(link, by=by, reason=reason)
    for told, other in ((link.member, link.linked_member), (link.linked_member, link.member)):
        tell(
            [told], notices.ENDED_BY_STAFF, path=reverse("linking:list"),
            nickname=other.nickname, about=other, reason=reason,
        )  # fmt: skip


def end_all(*, member: Member, by: Member) -> None:
    """End every link of a member who leaves, and their code. Call it under the member's lock.

    That lock is enough: whoever writes a link of theirs holds it too.
    """
    TempCode.objects.filter(member=member).delete()
    VerifiedClaim.objects.filter(owner=member).delete()
    VerifiedClaim.objects.filter(member=member).delete()
    for link in AccountLink.objects.of(member).select_related("member", "linked_member").order_by("pk"):
        other = link.other_than(member.pk)
        _end(link, by=by)
        tell([other], notices.UNLINKED, path=reverse("linking:list"), nickname=NAME_OF_WHO_LEFT, about=member)


def _locked(*ids: int) -> dict[int, Member]:
    """The members, locked in the order of their ids: two who act on each other at once never wait crosswise."""
    return {row.pk: row for row in Member.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")}


def _loaded(links) -> AccountLink:
    return links.select_related("member", "linked_member").get()


def _switch_on(one: Member, other: Member) -> None:
    """Both directions (seed 002 §3); a pair that was linked before keeps its first day."""
    today = clock.today()
    AdminClass.objects.bulk_create(
        [
            AdminClass(member=member, target_member=target, use_yn=UseYn.YES, first_reg_dt=today, last_mod_dt=today)
            for member, target in ((one, other), (other, one))
        ],
        update_conflicts=True, update_fields=["use_yn", "last_mod_dt"], unique_fields=["member", "target_member"],
    )  # fmt: skip


def _end(link: AccountLink, *, by: Member, reason: str = "") -> None:
    """Take the link away and switch both directions off. A student who comes back is in no group yet."""
    audit.record(by=by, act="linking.unlinked", subject=link, before=_pair(link), reason=reason)
    AdminClass.objects.between(link.member_id, link.linked_member_id).update(
        use_yn=UseYn.NO, last_mod_dt=clock.today(), group_id="", group_name=""
    )
    AccountLink.objects.filter(pk=link.pk).delete()


def _pair(link: AccountLink) -> dict[str, int]:
    return {"member": link.member_id, "linked_member": link.linked_member_id}

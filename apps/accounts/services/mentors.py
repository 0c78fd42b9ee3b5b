"""Requests to become a mentor, and the decisions of staff."""

from collections.abc import Callable, Sequence
from typing import Any, cast

from django.db import transaction

from apps.accounts import rules
from apps.accounts.models import Member, MentorProfile
from apps.accounts.services.presence import lock_member
from apps.accounts.signals import mentor_asked, mentor_decided
from apps.accounts.states import MentorStatus
from apps.core import audit, clock, spelling
from apps.core.rules import check_join_url, check_reason
from apps.topics.selectors import topic_names
from apps.topics.services import read_topics

_CONTENT = ("career", "introduction", "join_url")


@transaction.atomic
def request_mentor(
    *,
    by: Member,
    career: str,
    introduction: str,
    join_url: str = "",
    topics: Sequence[str] = (),
    unchanged: Callable[[], None] | None = None,
) -> MentorProfile:
    """Ask to become a mentor, also again after a rejection. `unchanged`: see `profile.edit_profile`.

    `topics` are names of known topics. Raises Conflict `mentor_pending`, `mentor_approved`, Invalid
    `join_url_not_https` and what `read_topics` raises.
    """
    lock_member(by.pk)
    profile = MentorProfile.objects.filter(member=by).first()
    rules.check_can_ask_to_be_mentor(profile)
    if unchanged:
        unchanged()
    before = audit.snapshot(profile, ["status", "reason"]) if profile else None
    profile = profile or MentorProfile(member=by)
    _fill(profile, career, introduction, join_url)
    profile.status, profile.requested_at = MentorStatus.PENDING, clock.now()
    profile.decided_at, profile.decided_by, profile.reason = None, None, ""
    profile.save()
    _set_topics(profile, topics)
    after = audit.snapshot(profile, ["status", "reason"])
    audit.record(by=by, act="accounts.mentor_asked", subject=profile, before=before, after=after)
    mentor_asked.send(sender=MentorProfile, profile=profile)
    return profile


@transaction.atomic
def edit_mentor_profile(
    *,
    by: Member,
    career: str,
    introduction: str,
    join_url: str = "",
    topics: Sequence[str] = (),
    unchanged: Callable[[], None] | None = None,
) -> MentorProfile:
    """Change the content of a waiting or approved profile. `unchanged`: see `profile.edit_profile`.

    `join_url` is where new sessions and tutorials meet; what there is already keeps its address. Raises
    NotAllowed `left`, Conflict `mentor_not_asked`, Invalid `join_url_not_https` and what `read_topics` raises.
    """
    lock_member(by.pk)
    profile = MentorProfile.objects.select_for_update(no_key=True).filter(member=by).first()
    rules.check_can_edit_mentor_profile(profile)
    if unchanged:
        unchanged()
    profile = cast(MentorProfile, profile)  # the rule refuses None
    before = _audited(profile)
    _fill(profile, career, introduction, join_url)
    profile.save(update_fields=_CONTENT)
    _set_topics(profile, topics)
    after = _audited(profile)
    if after != before:
        audit.record(by=by, act="accounts.mentor_profile_changed", subject=profile, before=before, after=after)
    return profile


def _fill(profile: MentorProfile, career: str, introduction: str, join_url: str) -> None:
    profile.career, profile.introduction = spelling.text(career), spelling.text(introduction)
    profile.join_url = spelling.line(join_url)
    check_join_url(profile.join_url)


def _set_topics(profile: MentorProfile, names: Sequence[str]) -> None:
    profile.topics.set(read_topics(names, kept=[topic.pk for topic in profile.topics.all()]))


def _audited(profile: MentorProfile) -> dict[str, Any]:
    return {**audit.snapshot(profile, _CONTENT), "topics": ", ".join(topic_names(profile))}


def approve_mentor(*, by: Member, profile_id: int) -> MentorProfile:
    """Make the member a mentor and tell them. Raises NotAllowed, Conflict `mentor_decided`."""
    return _decide(by, profile_id, MentorStatus.APPROVED, "")


def reject_mentor(*, by: Member, profile_id: int, reason: str) -> MentorProfile:
    """Reject a mentor request with a reason that the member reads. Raises NotAllowed, Conflict, Invalid."""
    check_reason(reason)
    return _decide(by, profile_id, MentorStatus.REJECTED, spelling.text(reason))


@transaction.atomic
def _decide(by: Member, profile_id: int, to: MentorStatus, reason: str) -> MentorProfile:
    locked = MentorProfile.objects.select_for_update(no_key=True, of=("self",))
    profile = locked.select_related("member").get(pk=profile_id)
    rules.check_can_decide_mentor(profile, to, by)
    before = audit.snapshot(profile, ["status"])
    profile.status, profile.decided_at, profile.decided_by, profile.reason = to, clock.now(), by, reason
    profile.save(update_fields=["status", "decided_at", "decided_by", "reason"])
    audit.record(
        by=by,
        act=f"accounts.mentor_{to.value}",
        subject=profile,
        before=before,
        after={"status": to},
        reason=reason,
    )
    mentor_decided.send(sender=MentorProfile, profile=profile, by=by)
    return profile

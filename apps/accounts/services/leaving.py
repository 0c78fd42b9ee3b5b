"""Leaving: the person's data is erased, the row stays for the records that name it."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction

from apps.accounts import leaving, rules
from apps.accounts.models import Consent, Member, MentorProfile, TokenFamily
from apps.accounts.services.presence import lock_superusers
from apps.accounts.services.profile import drop_file_after_commit
from apps.accounts.states import NAME_OF_WHO_LEFT
from apps.core import audit, clock
from apps.core.models import AuditEntry, IdempotentAnswer
from apps.core.rules import check_reason


@transaction.atomic
def end_membership(*, by: Member, member_id: int | None = None, reason: str = "") -> Member:
    """Erase a member's data: one's own, or as staff that of `member_id` at their wish.

    Registered checks of other apps may refuse with Conflict; their registered farewells end what runs there.
    Raises NotAllowed, Conflict `already_left`, `last_superuser`, and what the checks raise.
    """
    # All superusers are locked only for one of them, so that the last two cannot leave at the same time.
    superusers = set[int]()
    if Member.objects.filter(pk=member_id or by.pk, is_superuser=True).exists():
        superusers = lock_superusers()
    member = Member.objects.select_for_update(no_key=True).get(pk=member_id or by.pk)
    check_reason(reason, required=False)
    rules.check_can_leave(member, by=by, other_superusers=bool(superusers - {member.pk}))
    leaving.check_all(member)
    leaving.say_farewell(member, by)
    _end_log_ins(member)
    _erase(member)
    audit.record(by=by, act="accounts.left", subject=member, reason=reason)
    return member


def _end_log_ins(member: Member) -> None:
    keys = UserSession.objects.filter(user=member).values_list("session_key", flat=True)
    Session.objects.filter(session_key__in=list(keys)).delete()
    for model in (UserSession, EmailAddress, Authenticator):
        model.objects.filter(user=member).delete()
    TokenFamily.objects.filter(member=member).delete()
    IdempotentAnswer.objects.filter(member=member).delete()


def _erase(member: Member) -> None:
    """Empty every field that identifies the member, also in the audit trail; acts and times stay."""
    now = clock.now()
    drop_file_after_commit(member, member.profile_image.name or "")
    member.email = f"left-{member.pk}@left.invalid"
    member.name = member.nickname = NAME_OF_WHO_LEFT
    member.phone = member.introduction = member.profile_image = ""
    member.is_active = member.is_staff = member.is_superuser = False
    member.left_at = now
    member.set_unusable_password()
    member.save()
    member.groups.clear()
    member.user_permissions.clear()
    Consent.objects.filter(member=member, withdrawn_at=None).update(withdrawn_at=now)
    profile = MentorProfile.objects.filter(member=member).first()
    subjects = [("accounts.member", member.pk)]
    if profile is not None:
        profile.career = profile.introduction = profile.join_url = profile.reason = ""
        profile.save(update_fields=["career", "introduction", "join_url", "reason"])
        subjects.append(("accounts.mentorprofile", profile.pk))
    for subject_type, pk in subjects:
        AuditEntry.objects.filter(subject_type=subject_type, subject_id=pk).update(before={}, after={}, reason="")

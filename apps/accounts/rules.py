"""Who may do what with an account, and when. The sentences say how to go on."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from apps.accounts.models import Member, MentorProfile
from apps.accounts.states import MENTOR_MOVES, REQUIRED_CONSENTS, ConsentKind, MentorStatus
from apps.core.errors import Conflict, Invalid, NotAllowed
from apps.core.throttle import Limit

# All limits of the product: docs/domain.md, Limits.
PASSWORDS_OF_EMAIL = Limit(5, timedelta(minutes=15))
PASSWORDS_OF_NETWORK = Limit(20, timedelta(minutes=15))
SECOND_FACTORS_OF_MEMBER = Limit(5, timedelta(minutes=15))
SIGN_UPS_OF_NETWORK = Limit(60, timedelta(hours=1))
RESETS_OF_EMAIL = Limit(5, timedelta(hours=1))
RESETS_OF_NETWORK = Limit(60, timedelta(hours=1))


def check_can_ask_to_be_mentor(profile: MentorProfile | None) -> None:
    """Raises Conflict `mentor_pending` or `mentor_approved`."""
    status = MentorStatus(profile.status) if profile is not None else None
    if MENTOR_MOVES.get((status, MentorStatus.PENDING)) == "member":
        return
    if status == MentorStatus.PENDING:
        raise Conflict("mentor_pending", _("이미 신청하셨습니다. 운영자가 심사하고 있으니 결과를 기다려 주십시오."))
    raise Conflict("mentor_approved", _("이미 멘토로 승인되었습니다. 멘토 소개는 바로 고칠 수 있습니다."))


def check_can_edit_mentor_profile(profile: MentorProfile | None) -> None:
    """While it is being looked at or once it is approved; a rejected one is asked for again. Raises Conflict."""
    if profile is None or profile.status == MentorStatus.REJECTED:
        raise Conflict("mentor_not_asked", _("고칠 멘토 신청이 없습니다. 먼저 멘토를 신청해 주십시오."))


def check_can_decide_mentor(profile: MentorProfile, to: MentorStatus, by: Member) -> None:
    """Staff with the permission, on a request that waits, never on their own. Raises NotAllowed or Conflict."""
    if not by.may("accounts.change_mentorprofile"):
        raise NotAllowed("not_staff", _("멘토 신청을 처리할 권한이 없습니다."))
    if profile.member_id == by.pk and not by.is_superuser:
        raise NotAllowed("own_request", _("자신의 멘토 신청은 다른 운영자가 처리해야 합니다."))
    if MENTOR_MOVES.get((MentorStatus(profile.status), to)) != "staff":
        raise Conflict(
            "mentor_decided",
            _("이미 처리된 신청입니다. 지금 상태: %(status)s") % {"status": profile.get_status_display()},
        )


def check_can_withdraw(kind: ConsentKind) -> None:
    """Raises Conflict `required_consent`: without it there is no account."""
    if kind in REQUIRED_CONSENTS:
        raise Conflict(
            "required_consent",
            _("%(kind)s 동의는 서비스를 이용하는 데 꼭 필요합니다. 철회하려면 회원 탈퇴를 해 주십시오.")
            % {"kind": ConsentKind(kind).label},
        )


def required_consent_sentence(kind: ConsentKind) -> str:
    return _("%(kind)s에 동의해야 가입할 수 있습니다.") % {"kind": kind.label}


def check_required_consents(given: set[str]) -> None:
    """Raises Invalid naming the first that is missing; its field is the consent's name."""
    for kind in REQUIRED_CONSENTS:
        if kind not in given:
            raise Invalid("consent_missing", required_consent_sentence(kind), field=kind.value)


def check_can_leave(member: Member, *, by: Member, other_superusers: bool) -> None:
    """Oneself, or staff for another. Raises NotAllowed `not_yours`, Conflict `already_left` or `last_superuser`."""
    if member.pk != by.pk:
        check_can_change_member(member, by=by)
    if member.left_at is not None:
        raise Conflict("already_left", _("이미 탈퇴한 회원입니다."))
    if member.is_superuser and not other_superusers:
        raise Conflict(
            "last_superuser",
            _("마지막 최고 운영자는 탈퇴할 수 없습니다. 먼저 다른 회원을 최고 운영자로 지정해 주십시오."),
        )


def check_keeps_a_superuser(member: Member, fields: dict[str, Any], *, other_superusers: bool) -> None:
    """Somebody must be left who can give powers. Raises Conflict `last_superuser`."""
    loses = any(fields.get(name) is False for name in ("is_active", "is_staff", "is_superuser"))
    if member.is_superuser and member.is_active and loses and not other_superusers:
        raise Conflict(
            "last_superuser",
            _("마지막 최고 운영자의 권한은 거둘 수 없습니다. 먼저 다른 회원을 최고 운영자로 지정해 주십시오."),
        )


def check_can_change_member(member: Member, *, by: Member) -> None:
    """Staff change members; only a superuser changes staff, who might else lend themselves another's powers."""
    if not by.may("accounts.change_member"):
        raise NotAllowed("not_staff", _("회원 정보를 바꿀 권한이 없습니다."))
    if (member.is_staff or member.is_superuser) and not by.is_superuser:
        raise NotAllowed("staff_member", _("운영자의 정보는 최고 운영자만 바꿀 수 있습니다."))


def check_may_grant(fields: set[str], *, by: Member) -> None:
    """Powers are given by superusers only. Raises NotAllowed `powers`."""
    if fields & {"is_staff", "is_superuser", "groups", "user_permissions"} and not by.is_superuser:
        raise NotAllowed("powers", _("권한은 최고 운영자만 줄 수 있습니다."))

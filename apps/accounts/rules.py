"""Rules of accounts: who may do what, and when. Each refusal says what to do next."""

import re
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from apps.accounts.models import Member, MentorProfile
from apps.accounts.states import MENTOR_MOVES, REQUIRED_CONSENTS, ConsentKind, MentorStatus
from apps.core import spelling, text
from apps.core.errors import Conflict, Invalid, NotAllowed, Unauthenticated
from apps.core.throttle import Limit

# All limits of the product: docs/domain.md, Limits.
PASSWORDS_OF_EMAIL = Limit(5, timedelta(minutes=15))
PASSWORDS_OF_NETWORK = Limit(20, timedelta(minutes=15))
SECOND_FACTORS_OF_MEMBER = Limit(5, timedelta(minutes=15))
SIGN_UPS_OF_NETWORK = Limit(60, timedelta(hours=1))
RESETS_OF_EMAIL = Limit(5, timedelta(hours=1))
RESETS_OF_NETWORK = Limit(60, timedelta(hours=1))
TWINS_COME_WITHIN = timedelta(seconds=10)  # two uses of one refresh token, by a client that asks twice


# What a mail program makes a link of, by what it looks like (core.spelling.comparable).
_SITE_ADDRESS = re.compile(
    r"://|\bwww\.|[\w-]\.[a-z]{2,24}/|[\w-]\.(?:com|net|org|info|biz|kr|jp|cn|ru|xyz|shop|site)\b"
)


def check_name(name: str, *, field: str = "name") -> None:
    """Check a name or nickname as it is kept: it shows something, and is no address of a site.

    Whoever signs up with another person's e-mail could have us mail that address. Raises Invalid `name_missing`,
    `name_has_address`.
    """
    if not name:
        raise Invalid("name_missing", _("눈에 보이는 글자로 이름을 입력해 주세요."), field=field)
    if _SITE_ADDRESS.search(spelling.comparable(name)):
        raise Invalid(
            "name_has_address",
            _("이름에는 인터넷 주소를 쓸 수 없습니다. ‘http://’나 ‘www.’ 같은 것을 지워 주세요."),
            field=field,
        )


def kept_phone(typed: str) -> str:
    """Return a typed phone number as it is kept (`text.normalise_phone`), '' for none. Raises Invalid `phone`."""
    if not spelling.plain(typed):
        return ""
    try:
        return text.normalise_phone(typed)
    except ValueError:
        raise Invalid(
            "phone",
            _(
                "전화번호로 읽을 수 없습니다. 010-1234-5678처럼, 다른 나라 번호는 +1 212 555 0100처럼 나라 번호부터 "
                "입력해 주세요."
            ),
            field="phone",
        ) from None


def check_can_ask_to_be_mentor(profile: MentorProfile | None) -> None:
    """Check that a member may ask to become a mentor. Raises Conflict `mentor_pending`, `mentor_approved`."""
    status = MentorStatus(profile.status) if profile is not None else None
    if MENTOR_MOVES.get((status, MentorStatus.PENDING)) == "member":
        return
    if status == MentorStatus.PENDING:
        raise Conflict("mentor_pending", _("이미 신청하셨습니다. 운영자가 심사하고 있으니 결과를 기다려 주세요."))
    raise Conflict("mentor_approved", _("이미 멘토로 승인되었습니다. 멘토 소개는 바로 수정할 수 있습니다."))


def check_can_edit_mentor_profile(profile: MentorProfile | None) -> None:
    """Check that a mentor request waits or is approved; a rejected one is made again instead.

    Raises Conflict `mentor_not_asked`.
    """
    if profile is None or profile.status == MentorStatus.REJECTED:
        raise Conflict("mentor_not_asked", _("수정할 멘토 신청이 없습니다. 먼저 멘토를 신청해 주세요."))


def check_can_decide_mentor(profile: MentorProfile, to: MentorStatus, by: Member) -> None:
    """Check that staff may decide a mentor request: with the permission, a waiting one, and not their own.

    A superuser may decide their own. Raises NotAllowed `not_staff`, `own_request`, Conflict `mentor_decided`.
    """
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
    """Check that a consent is optional: no account exists without the others. Raises Conflict `required_consent`."""
    if kind in REQUIRED_CONSENTS:
        raise Conflict(
            "required_consent",
            _("%(kind)s 동의는 서비스를 이용하는 데 꼭 필요합니다. 철회하려면 회원 탈퇴를 해 주세요.")
            % {"kind": ConsentKind(kind).label},
        )


def required_consent_sentence(kind: ConsentKind) -> str:
    """Return the refusal of a sign-up without a required consent."""
    return _("%(kind)s에 동의해야 가입할 수 있습니다.") % {"kind": kind.label}


def check_required_consents(given: set[str]) -> None:
    """Check that all required consents are given. Raises Invalid `consent_missing`; `field` is the first missing."""
    for kind in REQUIRED_CONSENTS:
        if kind not in given:
            raise Invalid("consent_missing", required_consent_sentence(kind), field=kind.value)


def check_can_leave(member: Member, *, by: Member, other_superusers: bool) -> None:
    """Check that a member may leave: by their own act, or by staff.

    Raises NotAllowed `not_staff`, `staff_member`, Conflict `already_left`, `last_superuser`.
    """
    if member.pk != by.pk:
        check_can_change_member(member, by=by)
    if member.left_at is not None:
        raise Conflict("already_left", _("이미 탈퇴한 회원입니다."))
    if member.is_superuser and not other_superusers:
        raise Conflict(
            "last_superuser",
            _("마지막 최고 운영자는 탈퇴할 수 없습니다. 먼저 다른 회원을 최고 운영자로 지정해 주세요."),
        )


def check_keeps_a_superuser(member: Member, fields: dict[str, Any], *, other_superusers: bool) -> None:
    """Check that somebody can still give permissions after the change. Raises Conflict `last_superuser`."""
    loses = any(fields.get(name) is False for name in ("is_active", "is_staff", "is_superuser"))
    if member.is_superuser and member.is_active and loses and not other_superusers:
        raise Conflict(
            "last_superuser",
            _("마지막 최고 운영자의 권한은 회수할 수 없습니다. 먼저 다른 회원을 최고 운영자로 지정해 주세요."),
        )


def check_can_change_member(member: Member, *, by: Member) -> None:
    """Check that staff may change a member. Only superusers may change staff.

    Otherwise staff could take over an account with more permissions. Raises NotAllowed `not_staff`, `staff_member`.
    """
    if not by.may("accounts.change_member"):
        raise NotAllowed("not_staff", _("회원 정보를 바꿀 권한이 없습니다."))
    if (member.is_staff or member.is_superuser) and not by.is_superuser:
        raise NotAllowed("staff_member", _("운영자의 정보는 최고 운영자만 바꿀 수 있습니다."))


def check_may_enter_admin(member: Member) -> None:
    """Check that the member is staff. Raises NotAllowed `not_staff`."""
    if not member.is_staff:
        raise NotAllowed("not_staff", _("관리자 페이지는 운영자만 볼 수 있습니다."))


def check_has_second_factor(*, had: bool) -> None:
    """Check that there was a second factor to switch off. Raises Conflict `no_second_factor`."""
    if not had:
        raise Conflict("no_second_factor", _("2단계 인증을 켜지 않은 회원입니다."))


def check_email_is_confirmed(*, confirmed: bool) -> None:
    """Check that the member has opened the link in the mail. Raises NotAllowed `email_unconfirmed`."""
    if not confirmed:
        raise NotAllowed(
            "email_unconfirmed",
            _("이메일 확인이 끝나지 않았습니다. 받은 메일의 링크를 눌러 확인한 뒤에 다시 로그인해 주세요."),
        )


def check_may_grant(fields: set[str], *, by: Member) -> None:
    """Check that only a superuser gives permissions. Raises NotAllowed `powers`."""
    if fields & {"is_staff", "is_superuser", "groups", "user_permissions"} and not by.is_superuser:
        raise NotAllowed("powers", _("권한은 최고 운영자만 줄 수 있습니다."))


# --- Answers of a log-in ----------------------------------------------------------------------------------------------


def gone() -> NotAllowed:
    return NotAllowed("left", _("탈퇴했거나 이용이 중지된 회원이라 할 수 없습니다. 운영자에게 문의해 주세요."))


def wrong_password(field: str = "password") -> Invalid:
    return Invalid("wrong_password", _("비밀번호가 맞지 않습니다. 다시 입력해 주세요."), field=field)


def wrong_credentials() -> Unauthenticated:
    return Unauthenticated("wrong_credentials", _("이메일이나 비밀번호가 맞지 않습니다."))


def check_second_factor_is_given(otp: str) -> None:
    """Check that the number of the second factor was sent. Raises Unauthenticated `otp_needed`."""
    if not otp:
        raise Unauthenticated("otp_needed", _("2단계 인증을 쓰는 계정입니다. 인증 앱의 숫자를 otp로 함께 보내 주세요."))


def wrong_second_factor() -> Unauthenticated:
    return Unauthenticated("wrong_otp", _("인증 앱의 숫자가 맞지 않습니다. 새 숫자로 다시 시도해 주세요."))


def invalid_refresh_token() -> Unauthenticated:
    return Unauthenticated("refresh_invalid", _("쓸 수 없는 갱신 토큰입니다. 다시 로그인해 주세요."))


def reused_refresh_token() -> Unauthenticated:
    return Unauthenticated(
        "refresh_reused", _("이미 쓴 갱신 토큰입니다. 안전을 위해 이 로그인을 끝냈습니다. 다시 로그인해 주세요.")
    )


def raced_refresh_token() -> Conflict:
    return Conflict(
        "refresh_raced", _("같은 갱신 토큰이 방금 다른 요청에 쓰였습니다. 그 요청이 받은 토큰을 사용해 주세요.")
    )


def check_is_no_twin(refreshed_at: datetime, asked_at: datetime) -> None:
    """Check that a used token does not come from a client that asks twice. Raises Conflict `refresh_raced`.

    Uses within TWINS_COME_WITHIN may have waited for each other; later ones are of two holders, one of them a thief.
    """
    if refreshed_at >= asked_at - TWINS_COME_WITHIN:
        raise raced_refresh_token()

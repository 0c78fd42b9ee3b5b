"""What accounts asks of linking: a member's own data, who sees it, and what happens when the member leaves."""

from typing import Any

from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.accounts.states import MemberType
from apps.accounts.visibility import Facts
from apps.core import clock
from apps.core.models import AuditEntry
from apps.linking import selectors
from apps.linking.models import AccountLink, AdminClass, TempCode, VerifiedClaim
from apps.linking.services import links


def export(member: Member) -> dict[str, Any]:
    """Return the member's own data. Queries: 4.

    The code itself is left out: a file that somebody may find must not open a link.
    """
    return {
        "code": TempCode.objects.filter(member=member).values("created_at", "expire_at").first(),
        "codes_looked_up": list(
            VerifiedClaim.objects.filter(member=member).order_by("id").values("owner_id", "verified_at")
        ),
        "linked": list(
            AccountLink.objects.of(member).order_by("id").values("member_id", "linked_member_id", "created_at")
        ),
        "looked_after": list(
            AdminClass.objects.filter(member=member)
            .order_by("id")
            .values("target_member_id", "use_yn", "first_reg_dt", "last_mod_dt", "group_id", "group_name")
        ),
    }


def facts_for_linked(member: Member) -> Facts:
    """Return what the other side of a link sees, and who they are; empty for a member without links. Queries: 1."""
    others = selectors.linked_members(member)
    if not others:
        return []
    facts = [
        (_("누가"), ", ".join(f"{other.nickname}({other.get_member_type_display()})" for other in others)),
        *_identity(member),
        (_("휴대전화"), member.phone),
        (_("소개"), member.introduction),
        (_("사진"), _("있음") if member.profile_image else ""),
    ]
    if member.member_type == MemberType.STUDENT:
        shown = _(
            "다가오는 일정, 멘토링과 1:1 수업의 제목·일시·상태·참석 여부, 과정의 진도·출결·공개된 성적, 멘토의 이름"
        )
        facts.append((_("학습 기록"), shown))
    return [(label, value) for label, value in facts if value]


def facts_for_asking(member: Member) -> Facts:
    """Return what a look-up of the member's code shows; empty while the member has no live code. Queries: 1."""
    return _identity(member) if selectors.live_code(member, clock.now()) else []


def _identity(member: Member) -> Facts:
    return [
        (_("별명"), member.nickname),
        (_("회원 유형"), member.get_member_type_display()),
        (_("이메일"), member.email),
    ]


def end_links(member: Member, by: Member) -> None:
    """End the links and the code of a member who leaves, and tell the other side.

    The group names that the member gave are taken out of the audit log.
    """
    links.end_links_of(member=member, by=by)
    rows = AdminClass.objects.filter(member=member)
    subjects = AuditEntry.objects.filter(subject_type="linking.adminclass", subject_id__in=rows.values("pk"))
    subjects.update(before={}, after={})

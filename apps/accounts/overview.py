"""The overview of a member's account: its pages with their purpose and current state."""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from apps.accounts.models import Consent, Member
from apps.accounts.states import ConsentKind, MentorStatus


@dataclass(frozen=True)
class OverviewLine:
    icon: str
    label: str
    text: str
    url: str
    badge: str = ""
    kind: str = "plain"


@dataclass(frozen=True)
class OverviewGroup:
    title: str
    lines: list[OverviewLine]


def list_groups(member: Member) -> list[OverviewGroup]:
    """Return the groups of links of the overview. Queries: 3."""
    return [_about(member), _safety(member), _data(member)]


def _about(member: Member) -> OverviewGroup:
    lines = [
        OverviewLine(
            "person", _("내 정보 수정하기"), _("이름, 별명, 휴대전화, 사진, 소개"), reverse("accounts:profile")
        ),
        OverviewLine("eye", _("공개되는 내 정보"), _("다른 사람에게 공개되는 내 정보 확인"), reverse("accounts:seen")),
        OverviewLine("bell", _("알림과 메일"), _("어떤 소식을 언제 메일로 받을지"), reverse("notices:settings")),
        OverviewLine(
            "check2-circle",
            pgettext("page", "소식 받기"),
            _("소식을 받는 멘토, 주제, 검색 조건, 빈자리"),
            reverse("following:list"),
        ),
        OverviewLine(
            "calendar3", _("참석 이력"), _("최근 90일 동안의 불참과 그 기록이 사라지는 날"), reverse("portal:no_shows")
        ),
        _mentor_line(member),
    ]
    return OverviewGroup(_("내 정보"), lines)


def _mentor_line(member: Member) -> OverviewLine:
    profile = getattr(member, "mentor_profile", None)
    url = reverse("accounts:mentor")
    if profile is None:
        return OverviewLine("mortarboard", _("멘토 신청"), _("멘토가 되어 멘토링과 특강을 열기"), url)
    kind = {MentorStatus.APPROVED: "open", MentorStatus.PENDING: "wait", MentorStatus.REJECTED: "danger"}[
        MentorStatus(profile.status)
    ]
    label = _("멘토 소개") if member.is_mentor else _("멘토 신청")
    return OverviewLine("mortarboard", label, _("경력과 소개, 심사 결과"), url, profile.get_status_display(), kind)


def _safety(member: Member) -> OverviewGroup:
    on = Authenticator.objects.filter(user=member, type=Authenticator.Type.TOTP).exists()
    count = UserSession.objects.filter(user=member).count()
    lines = [
        OverviewLine("envelope", _("이메일 변경하기"), member.email, reverse("account_email")),
        OverviewLine(
            "key", _("비밀번호 변경하기"), _("다른 기기에서 로그아웃됩니다."), reverse("account_change_password")
        ),
        OverviewLine(
            "shield-check",
            _("2단계 인증"),
            _("로그인할 때 인증 앱의 번호도 묻기"),
            reverse("mfa_index"),
            _("켜짐") if on else _("꺼짐"),
            "open" if on else "plain",
        ),
        OverviewLine(
            "laptop",
            _("로그인한 기기"),
            _("모르는 로그인이 없는지 살펴보기"),
            reverse("accounts:sessions"),
            ngettext("%(n)d곳", "%(n)d곳", count) % {"n": count},
        ),
    ]
    return OverviewGroup(_("로그인과 보안"), lines)


def _data(member: Member) -> OverviewGroup:
    agreed = Consent.objects.filter(member=member, kind=ConsentKind.MARKETING, withdrawn_at=None).exists()
    marketing = _("소식과 혜택 알림: 받음") if agreed else _("소식과 혜택 알림: 받지 않음")
    lines = [
        OverviewLine("check2-circle", _("동의 내역"), marketing, reverse("accounts:consents")),
        OverviewLine(
            "download", _("내 정보 내려받기"), _("서비스가 보관하는 내 정보 전체(JSON)"), reverse("accounts:export")
        ),
        OverviewLine("trash3", _("회원 탈퇴"), _("무엇이 지워지고 무엇이 남는지"), reverse("accounts:leave")),
    ]
    return OverviewGroup(_("내 정보 관리"), lines)

"""The data of the accounts pages, each in a fixed number of queries."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.models import Session
from django.utils.crypto import constant_time_compare
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from apps.accounts import visibility
from apps.accounts.models import Consent, Member, MentorProfile
from apps.accounts.states import OPTIONAL_CONSENTS, ConsentKind
from apps.core import clock, text
from apps.topics.selectors import topic_labels, topic_names


@dataclass(frozen=True)
class ConsentLine:
    kind: ConsentKind
    optional: bool
    version: str
    agreed: str
    history: list[str]


def list_consents(member: Member) -> list[ConsentLine]:
    """Return each kind of consent with the one in force and those that were withdrawn. Queries: 1."""
    rows = list(Consent.objects.filter(member=member).order_by("agreed_at", "id"))
    lines = []
    for kind in ConsentKind:
        live = next((row for row in rows if row.kind == kind and row.withdrawn_at is None), None)
        lines.append(
            ConsentLine(
                kind=kind,
                optional=kind in OPTIONAL_CONSENTS,
                version=live.version if live else "",
                agreed=text.moment(live.agreed_at) if live else "",
                history=[
                    _("%(agreed)s 동의, %(withdrawn)s 철회")
                    % {"agreed": _day(row.agreed_at), "withdrawn": _day(row.withdrawn_at)}
                    for row in rows
                    if row.kind == kind and row.withdrawn_at is not None
                ],
            )
        )
    return lines


def _day(moment: datetime) -> str:
    return text.day(clock.local(moment).date())


@dataclass(frozen=True)
class LogIn:
    """A browser that is logged in."""

    pk: int
    browser: str
    ip: str
    since: str
    current: bool


def list_log_ins(member: Member, current_key: str | None) -> list[LogIn]:
    """Return the member's valid log-ins, the current one first. Queries: 2."""
    rows = list(UserSession.objects.filter(user=member).order_by("-created_at", "-id"))
    alive = {
        session.session_key: session.get_decoded().get(HASH_SESSION_KEY, "")
        for session in Session.objects.filter(
            session_key__in=[row.session_key for row in rows], expire_date__gt=clock.now()
        )
    }
    auth_hash = member.get_session_auth_hash()
    valid = [
        LogIn(
            pk=row.pk,
            browser=browser_name(row.user_agent),
            ip=row.ip,
            since=text.moment(row.created_at),
            current=row.session_key == current_key,
        )
        for row in rows
        if constant_time_compare(alive.get(row.session_key, ""), auth_hash)
    ]
    return sorted(valid, key=lambda row: not row.current)


_SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}
_BROWSERS = {
    "Whale/": "Whale",
    "SamsungBrowser/": "Samsung Internet",
    "KAKAOTALK": "KakaoTalk",
    "Edg": "Edge",
    "OPR/": "Opera",
    "Firefox/": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}


def browser_name(user_agent: str) -> str:
    """Return the browser and the system that a user agent names: `Chrome · Windows`."""
    system = next((name for mark, name in _SYSTEMS.items() if mark in user_agent), "")
    browser = next((name for mark, name in _BROWSERS.items() if mark in user_agent), "")
    return " · ".join(filter(None, (browser, system))) or _("알 수 없는 프로그램")


@dataclass(frozen=True)
class AudienceView:
    label: str | Promise
    note: str | Promise
    facts: visibility.Facts


def list_audience_views(member: Member) -> list[AudienceView]:
    """Return what each registered audience sees of the member."""
    return [AudienceView(audience.label, audience.note, audience.facts(member)) for audience in visibility.audiences()]


# --- This app's sections of the export of one's own data --------------------------------------------------------------


def export_member(member: Member) -> dict[str, Any]:
    return {
        "id": member.pk,
        "email": member.email,
        "name": member.name,
        "nickname": member.nickname,
        "member_type": member.member_type,
        "phone": member.phone,
        "introduction": member.introduction,
        "language": member.language,
        "profile_image": bool(member.profile_image),
        "date_joined": member.date_joined,
        "last_login": member.last_login,
        "emails": list(EmailAddress.objects.filter(user=member).values("email", "verified", "primary")),
    }


def export_mentor(member: Member) -> dict[str, Any]:
    fields = ("career", "introduction", "join_url", "status", "requested_at", "decided_at", "reason")
    profile = MentorProfile.objects.filter(member=member).first()
    if profile is None:
        return {}
    return {**{name: getattr(profile, name) for name in fields}, "topics": topic_names(profile)}


def export_consents(member: Member) -> list[dict[str, Any]]:
    fields = ("kind", "version", "agreed_at", "withdrawn_at")
    return list(Consent.objects.filter(member=member).order_by("agreed_at").values(*fields))


def export_log_ins(member: Member) -> dict[str, Any]:
    return {
        "browsers": list(
            UserSession.objects.filter(user=member).order_by("created_at").values("created_at", "ip", "user_agent")
        ),
        "api": list(
            member.token_families.order_by("created_at").values(
                "created_at", "refreshed_at", "expires_at", "revoked_at", "user_agent"
            )
        ),
        "second_factors": list(Authenticator.objects.filter(user=member).values("type", "created_at", "last_used_at")),
    }


# --- What this app shows of a member to others ------------------------------------------------------------------------


def facts_for_everyone(member: Member) -> visibility.Facts:
    """Return what public pages show: a mentor's profile, and nothing of other members."""
    if not member.is_mentor:
        return []
    profile = member.mentor_profile
    facts = [(_("이름"), member.name), (_("경력"), profile.career), (_("멘토 소개"), profile.introduction)]
    facts.append((_("주제"), ", ".join(topic_labels(profile.topics.all()))))
    if member.profile_image:
        facts.append((_("사진"), _("있음")))
    return [(label, value) for label, value in facts if value]


def list_staff_who_may(permission: str) -> list[Member]:
    """Return the active staff who have a permission (`app.action_model`), by themselves or through a group. 1 query."""
    return list(ModelBackend().with_perm(permission).filter(is_staff=True).order_by("pk"))


def facts_for_staff(member: Member) -> visibility.Facts:
    """Return what staff see of a member in the admin."""
    facts = [
        (_("이름"), member.name),
        (_("별명"), member.nickname),
        (_("이메일"), member.email),
        (_("휴대전화"), member.phone),
        (_("회원 유형"), member.get_member_type_display()),
        (_("소개"), member.introduction),
    ]
    return [(label, value) for label, value in facts if value]

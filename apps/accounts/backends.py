"""Logging in by e-mail; the member comes with the mentor profile, since every page names the role."""

from allauth.account.auth_backends import AuthenticationBackend

from apps.accounts.models import Member, MentorProfile
from apps.core.prepared import Given, Prepared, columns, from_columns

_OWN = columns(Member)
# What decides; the long texts of the profile are fetched where they are shown.
_PROFILE = columns(MentorProfile, "id", "member_id", "status")
_member = Prepared(
    lambda: Member.objects.filter(pk=Given("pk")).values_list(*_OWN, *(f"mentor_profile__{name}" for name in _PROFILE))
)


class MemberBackend(AuthenticationBackend):
    def get_user(self, user_id: int) -> Member | None:
        found = _member(pk=user_id)
        if not found:
            return None
        member = from_columns(Member, _OWN, found[0][: len(_OWN)])
        own = found[0][len(_OWN) :]
        profile = from_columns(MentorProfile, _PROFILE, own) if own[0] is not None else None
        Member.mentor_profile.related.set_cached_value(member, profile)  # type: ignore[attr-defined]
        if profile is not None:
            profile.member = member
        return member if self.user_can_authenticate(member) else None

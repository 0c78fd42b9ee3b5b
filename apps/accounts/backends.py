"""Logging in by e-mail; the member comes with the mentor profile, since every page names the role."""

from allauth.account.auth_backends import AuthenticationBackend

from apps.accounts.models import Member, MentorProfile
from apps.core.prepared import Given, Prepared

_OWN = [field.attname for field in Member._meta.concrete_fields]
# What decides; the long texts of the profile are fetched where they are shown.
_PROFILE = ["id", "member_id", "status"]
_member = Prepared(
    lambda: Member.objects.filter(pk=Given("pk")).values_list(*_OWN, *(f"mentor_profile__{name}" for name in _PROFILE))
)


class MemberBackend(AuthenticationBackend):
    def get_user(self, user_id: int) -> Member | None:
        found = _member(pk=user_id)
        if not found:
            return None
        values = found[0]
        member = Member.from_db("default", _OWN, values[: len(_OWN)])
        own = values[len(_OWN) :]
        profile = MentorProfile.from_db("default", _PROFILE, own) if own[0] is not None else None
        Member.mentor_profile.related.set_cached_value(member, profile)
        if profile is not None:
            profile.member = member
        return member if self.user_can_authenticate(member) else None

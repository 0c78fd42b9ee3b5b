"""Logging in by e-mail; the member comes with the mentor profile, since every page names the role."""

from allauth.account.auth_backends import AuthenticationBackend

from apps.accounts.models import Member


class MemberBackend(AuthenticationBackend):
    def get_user(self, user_id: int) -> Member | None:
        member = Member.objects.select_related("mentor_profile").filter(pk=user_id).first()
        return member if member is not None and self.user_can_authenticate(member) else None

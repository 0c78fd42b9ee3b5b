"""The log-in backend. It loads the member with the mentor profile, because every page shows the role."""

from allauth.account.auth_backends import AuthenticationBackend

from apps.accounts import querysets
from apps.accounts.models import Member
from apps.core.prepared import Given, Prepared

_member = Prepared(lambda: querysets.with_profile(Member.objects.filter(pk=Given("pk"))))


class MemberBackend(AuthenticationBackend):
    def get_user(self, user_id: int) -> Member | None:
        member = _member.first(pk=user_id)
        return member if member is not None and self.user_can_authenticate(member) else None

"""Logging in by e-mail; the member comes with the mentor profile, since every page names the role."""

from allauth.account.auth_backends import AuthenticationBackend

from apps.accounts import fetching
from apps.accounts.models import Member
from apps.core.prepared import Given, Prepared

_member = Prepared(lambda: Member.objects.filter(pk=Given("pk")).values_list(*fetching.asked()))


class MemberBackend(AuthenticationBackend):
    def get_user(self, user_id: int) -> Member | None:
        found = _member(pk=user_id)
        if not found:
            return None
        member = fetching.member_from(found[0])
        return member if self.user_can_authenticate(member) else None

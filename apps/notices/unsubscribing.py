"""Links with which a reader of a mail switches off its kind of notice without a log-in (RFC 8058).

A link is signed, and holds for one member and one kind. It has no end: a mail may be read years later, and all that it
can do is to stop mail.
"""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from apps.accounts.models import Member
from apps.notices import kinds
from apps.notices.kinds import NoticeKind

_SALT = "notices.unsubscribe"


def link_of(member: Member, kind: str) -> str:
    """Return the address that switches off the mails of this kind to the member."""
    token = signing.dumps([member.pk, kind], salt=_SALT)
    return settings.SITE_URL + reverse("notices:unsubscribe", args=[token])


def read_token(token: str) -> tuple[Member, NoticeKind]:
    """Return whose mails of which kind a token switches off.

    Raises Member.DoesNotExist for a token that we did not sign, for a kind that there is no more, and for a member who
    has left.
    """
    try:
        member_id, key = signing.loads(token, salt=_SALT)
        kind = kinds.get(key)
    except (signing.BadSignature, KeyError) as error:
        raise Member.DoesNotExist from error
    return Member.objects.get(pk=member_id, is_active=True), kind

"""Links with which a reader of a mail switches off its kind of notice without a log-in (RFC 8058).

A link is signed, and holds for one member and one kind. It has no end: a mail may be read years later, and all that it
can do is to stop mail.
"""

from apps.accounts.models import Member
from apps.notices import kinds, signed
from apps.notices.kinds import NoticeKind

_SALT = "notices.unsubscribe"


def link_of(member: Member, kind: str) -> str:
    """Return the address that switches off the mails of this kind to the member."""
    return signed.address_of("notices:unsubscribe", _SALT, member.pk, kind)


def read_token(token: str) -> tuple[Member, NoticeKind]:
    """Return whose mails of which kind a token switches off.

    Raises Member.DoesNotExist for a token that we did not sign, for a kind that there is no more, and for a member who
    has left.
    """
    member_id, key = signed.read_parts(token, _SALT)
    try:
        kind = kinds.get(key)
    except KeyError as error:
        raise Member.DoesNotExist from error
    return Member.objects.get(pk=member_id, is_active=True), kind

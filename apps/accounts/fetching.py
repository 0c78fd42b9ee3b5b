"""The member behind a request, fetched with the mentor profile by a statement that is made once."""

from typing import Any

from apps.accounts.models import Member, MentorProfile
from apps.core.prepared import columns, from_columns

_OWN = columns(Member)
# What decides; the long texts of the profile are fetched where they are shown.
_PROFILE = columns(MentorProfile, "id", "member_id", "status")


def asked(prefix: str = "") -> list[str]:
    """What `values_list` is to ask for; `prefix` where the member is reached over another row (`member__`)."""
    return [prefix + name for name in (*_OWN, *(f"mentor_profile__{name}" for name in _PROFILE))]


def member_from(values: Any) -> Member:
    """The member of a row of what was `asked`, with the profile, since every page names the role."""
    member = from_columns(Member, _OWN, values[: len(_OWN)])
    own = values[len(_OWN) :]
    profile = from_columns(MentorProfile, _PROFILE, own) if own[0] is not None else None
    Member.mentor_profile.related.set_cached_value(member, profile)  # type: ignore[attr-defined]
    if profile is not None:
        profile.member = member
    return member

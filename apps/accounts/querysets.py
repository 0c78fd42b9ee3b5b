"""Sets of rows that come with the mentor profile, because every page shows the role."""

from django.db.models import QuerySet

from apps.accounts.states import MentorStatus


def with_profile(rows: QuerySet, member: str = "") -> QuerySet:
    """Return `rows` with the mentor profile, without its long texts, which are fetched where they are shown.

    `member` is the path to the member if the rows are not members (`member__`).
    """
    profile = f"{member}mentor_profile"
    return rows.select_related(profile).defer(*(f"{profile}__{text}" for text in ("career", "introduction", "reason")))


def public_mentors(rows: QuerySet) -> QuerySet:
    """Return those of `rows` (members) whom everyone may see as mentors: approved and active."""
    return rows.filter(is_active=True, mentor_profile__status=MentorStatus.APPROVED)

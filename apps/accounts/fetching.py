"""The member behind a request comes with the mentor profile, since every page names the role."""

from django.db.models import QuerySet


def with_profile(rows: QuerySet, member: str = "") -> QuerySet:
    """Return `rows` with the mentor profile, without the texts that are fetched where they are shown.

    `member` is the way to the member where the rows are others (`member__`).
    """
    profile = f"{member}mentor_profile"
    return rows.select_related(profile).defer(*(f"{profile}__{text}" for text in ("career", "introduction", "reason")))

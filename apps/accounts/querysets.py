"""Sets of rows that come with the mentor profile, because every page shows the role."""

from django.db.models import QuerySet


def with_profile(rows: QuerySet, member: str = "") -> QuerySet:
    """Return `rows` with the mentor profile, without its long texts, which are fetched where they are shown.

    `member` is the path to the member if the rows are not members (`member__`).
    """
    profile = f"{member}mentor_profile"
    return rows.select_related(profile).defer(*(f"{profile}__{text}" for text in ("career", "introduction", "reason")))

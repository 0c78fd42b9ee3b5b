"""The private address of a member's calendar."""

from django.db import transaction

from apps.accounts.models import Member
from apps.accounts.services.presence import lock_member
from apps.core import audit, clock
from apps.planner import rules
from apps.planner.models import CalendarFeed, new_secret


@transaction.atomic
def renew_feed(*, by: Member, expected: str | None = None) -> CalendarFeed:
    """Give the member's calendar a new private address. The old one stops working.

    `expected` tells the address that was shown (`rules.feed_mark`), so that a second click ends none that somebody has
    just given to a calendar; None checks nothing. Raises NotAllowed `left`, Conflict `changed_meanwhile`.
    """
    lock_member(by.pk)
    rules.check_feed_unchanged(CalendarFeed.objects.filter(member=by).first(), expected)
    feed, made = CalendarFeed.objects.update_or_create(
        member=by, defaults={"secret": new_secret(), "renewed_at": clock.now()}
    )
    audit.record(by=by, act="planner.feed_made" if made else "planner.feed_renewed", subject=feed)
    return feed


@transaction.atomic
def close_feed(*, by: Member) -> None:
    """Delete the private address of one's calendar, if there is one."""
    feed = CalendarFeed.objects.select_for_update().filter(member=by).first()
    if feed is not None:
        audit.record(by=by, act="planner.feed_closed", subject=feed)
        feed.delete()

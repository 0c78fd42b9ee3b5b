"""What the student of the demo follows: of each kind one, the seat in something full."""

from datetime import datetime

from django.db.models import F

from apps.accounts.models import Member
from apps.following import services
from apps.following.models import Follow
from apps.following.telling import tell_followers
from apps.mentoring.models import FOLLOWED, Session
from apps.topics.models import Topic


def make_follows(members: dict[str, Member], now: datetime) -> None:
    """Begin to watch, so that what the demo opened is nothing new, and follow some of it."""
    tell_followers()
    student = members["student@example.com"]
    if Follow.objects.filter(member=student).exists():
        return
    services.follow_mentor(by=student, mentor_id=members["mentor@example.com"].pk)
    services.follow_topic(by=student, topic_id=Topic.objects.get(name="코드 리뷰").pk)
    services.follow_search(by=student, source=FOLLOWED, query="weekday=tue&part=evening")
    full = Session.objects.filter(
        starts_at__gt=now, opens_at__lte=now, closes_at__gt=now, declined_at=None, deleted_at=None,
        seats_taken__gte=F("capacity"),
    ).exclude(author=student).exclude(applications__member=student)  # fmt: skip
    first = full.order_by("starts_at").first()
    if first is not None:
        services.follow_seat(by=student, source=FOLLOWED, thing_id=first.pk)

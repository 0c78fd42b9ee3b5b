"""Brings the demo up to date: what is missing is made, what people made of it stays."""

from datetime import timedelta

from django.db.models import F, Max

from apps.core import clock
from apps.notices.models import Notice, OutboxMail
from apps.portal.demo import courses, history, people, places

NEWS = timedelta(days=2)


def build() -> int:
    """Settle people and places and lay the courses and sessions that are missing. Returns how many sessions."""
    now = clock.now()
    members = people.settle()
    places.furnish()
    courses.lay(members, now)
    plans = history.missing_plans(now)
    if not plans:
        return 0
    last_notice = Notice.objects.aggregate(last=Max("pk"))["last"] or 0
    last_mail = OutboxMail.objects.aggregate(last=Max("pk"))["last"] or 0
    laid = history.tell_all(plans, members, now)
    # What is told of days gone by has been read and sent; the news of the last days waits for its reader.
    old_notices = Notice.objects.filter(pk__gt=last_notice, created_at__lt=now - NEWS)
    old_notices.update(read_at=F("created_at") + timedelta(hours=3))
    old_mails = OutboxMail.objects.filter(pk__gt=last_mail, created_at__lt=now - NEWS)
    old_mails.update(sent_at=F("created_at") + timedelta(minutes=1), attempts=1)
    return len(laid)

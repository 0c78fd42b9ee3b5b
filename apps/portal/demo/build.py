"""Brings the demo up to date: what is missing is made, what people made of it stays."""

from datetime import timedelta

from django.db.models import F, Max

from apps.core import clock
from apps.notices.models import Notice, OutboxMail
from apps.portal.demo import (
    assessments,
    attendance,
    certificates,
    completion,
    courses,
    enrolments,
    history,
    learning,
    lessons,
    links,
    people,
    places,
    quizzes,
)

NEWS = timedelta(days=2)


def build() -> int:
    """Settle people and places and lay what is missing. Returns how many sessions and lessons were to be laid."""
    now = clock.now()
    members = people.settle()
    places.furnish()
    courses.lay(members, now)
    links.lay(members, now)
    plans, lesson_plans = history.missing_plans(now), lessons.missing_plans(now)
    stories = enrolments.missing_stories()
    if not (plans or lesson_plans or stories):
        learning.lay(members, now)
        attendance.keep(members, now)
        assessments.lay(members, now)
        quizzes.lay(members, now)
        completion.lay(members)
        certificates.lay(members)
        return 0
    last_notice = Notice.objects.aggregate(last=Max("pk"))["last"] or 0
    last_mail = OutboxMail.objects.aggregate(last=Max("pk"))["last"] or 0
    history.tell_all(plans, members, now)
    lessons.tell_all(lesson_plans, members, now)
    enrolments.tell_all(stories, members, now)
    learning.lay(members, now)
    attendance.keep(members, now)
    assessments.lay(members, now)
    quizzes.lay(members, now)
    completion.lay(members)
    certificates.lay(members)
    # What is told of days gone by has been read and sent; the news of the last days waits for its reader.
    old_notices = Notice.objects.filter(pk__gt=last_notice, created_at__lt=now - NEWS)
    old_notices.update(read_at=F("created_at") + timedelta(hours=3))
    old_mails = OutboxMail.objects.filter(pk__gt=last_mail, created_at__lt=now - NEWS)
    old_mails.update(sent_at=F("created_at") + timedelta(minutes=1), attempts=1)
    return len(plans) + len(lesson_plans)

"""Brings the demo up to date: what is missing is made, what people made of it stays."""

from collections.abc import Callable
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


def build(say: Callable[[str], None] = lambda _text: None) -> int:
    """Settle people and places and lay what is missing; tell `say` of each part before it is done.

    Returns how many sessions and lessons were to be laid.
    """
    now = clock.now()
    say("체험 회원과 과정을 준비합니다.")
    members = people.settle()
    places.furnish()
    courses.lay(members, now)
    links.lay(members, now)
    plans, lesson_plans = history.missing_plans(now), lessons.missing_plans(now)
    last_notice = Notice.objects.aggregate(last=Max("pk"))["last"] or 0
    last_mail = OutboxMail.objects.aggregate(last=Max("pk"))["last"] or 0
    say(f"멘토링 {len(plans)}건과 1:1 수업 {len(lesson_plans)}건을 준비합니다.")
    history.tell_all(plans, members, now)
    lessons.tell_all(lesson_plans, members, now)
    say("수강신청과 학습, 출결, 평가, 수료 기록을 준비합니다.")
    enrolments.tell_all(enrolments.missing_stories(), members, now)
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

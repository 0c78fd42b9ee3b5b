"""All demo data in its order: what is missing is made, what people changed stays."""

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
    feedback,
    following,
    hours,
    lessons,
    links,
    notes,
    people,
    places,
    progress,
    quizzes,
    reports,
    reviews,
    series,
    sessions,
    topics,
)

NEWS = timedelta(days=2)


def build_demo(say: Callable[[str], None] = lambda _text: None) -> int:
    """Make the demo data that is missing; `say` is called before each part.

    Returns how many sessions and lessons were missing.
    """
    now = clock.now()
    say("체험 회원과 과정을 준비합니다.")
    topics.make_topics()
    members = people.make_members()
    places.make_venues()
    places.make_holidays(now)
    courses.make_courses(members, now)
    links.make_links(members, now)
    plans, lesson_plans = sessions.missing_plans(now), lessons.missing_plans(now)
    last_notice = Notice.objects.aggregate(last=Max("pk"))["last"] or 0
    last_mail = OutboxMail.objects.aggregate(last=Max("pk"))["last"] or 0
    say(f"멘토링 {len(plans)}건과 1:1 수업 {len(lesson_plans)}건을 준비합니다.")
    sessions.make_sessions(plans, members, now)
    series.make_series(members, now)
    lessons.make_lessons(lesson_plans, members, now)
    reviews.make_reviews(members)
    notes.make_notes(members, now)
    feedback.make_feedback(now)
    reports.make_reports(members)
    say("수강신청과 학습, 출결, 평가, 수료 기록을 준비합니다.")
    enrolments.make_enrolments(enrolments.missing_stories(), members, now)
    progress.make_progress(members, now)
    attendance.make_attendance(members, now)
    assessments.make_assessments(members, now)
    quizzes.make_quizzes(members, now)
    completion.make_completions(members)
    certificates.make_certificates(members)
    following.make_follows(members, now)
    hours.make_hours(members)
    # Notices of earlier days count as read and their mails as sent; those of the last days are still unread.
    old_notices = Notice.objects.filter(pk__gt=last_notice, created_at__lt=now - NEWS)
    old_notices.update(read_at=F("created_at") + timedelta(hours=3))
    old_mails = OutboxMail.objects.filter(pk__gt=last_mail, created_at__lt=now - NEWS)
    old_mails.update(sent_at=F("created_at") + timedelta(minutes=1), attempts=1)
    return len(plans) + len(lesson_plans)

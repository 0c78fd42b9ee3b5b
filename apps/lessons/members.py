"""What accounts ask of lessons: a member's own data, who sees it, and what happens when the member leaves."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.accounts.visibility import Facts
from apps.core import clock
from apps.core.errors import Conflict
from apps.lessons.models import DayOff, Lesson, Tutorial, WeeklyHours
from apps.lessons.services import lessons
from apps.lessons.states import LessonStatus

_LESSON = (
    "id", "tutorial_id", "tutorial__title", "status", "starts_at", "ends_at", "price", "duration", "reject_reason",
    "cancel_reason", "created_at", "approved_at", "rejected_at", "started_at", "completed_at", "cancelled_at",
)  # fmt: skip


def export(member: Member) -> dict[str, Any]:
    """What others wrote to the member is theirs: of lessons given, the mentee's message is left out."""
    tutorials = Tutorial.objects.filter(mentor=member).order_by("id")
    days_off = DayOff.objects.filter(mentor=member)
    return {
        "taken": list(Lesson.objects.of_mentee(member).order_by("id").values(*_LESSON, "request_message")),
        "given": list(Lesson.objects.of_mentor(member).order_by("id").values(*_LESSON)),
        "tutorials": list(
            tutorials.values("id", "title", "description", "price", "duration", "is_open", "created_at", "updated_at")
        ),
        "weekly_hours": [
            {"weekday": row.weekday, "start_time": f"{row.start_time:%H:%M}", "end_time": f"{row.end_time:%H:%M}"}
            for row in WeeklyHours.objects.filter(mentor=member)
        ],
        "days_off": list(days_off.values("first_day", "last_day", "note")),
    }


def facts_for_mentors(member: Member) -> Facts:
    """What a mentor sees of who asked for a lesson (seed 003 §3, §4). 1 query."""
    return _facts(member, Lesson.objects.of_mentee(member), [(_("신청 메시지"), _("수업마다 쓴 그대로"))])


def facts_for_mentees(member: Member) -> Facts:
    """What a mentee sees of the mentor, beside the mentor's public page (seed 003 §4). 1 query."""
    return _facts(member, Lesson.objects.of_mentor(member), [])


def _facts(member: Member, rows: Any, more: Facts) -> Facts:
    titles = rows.newest_first().values_list("tutorial__title", flat=True)[:_LESSONS_READ]
    shown = list(dict.fromkeys(titles))
    if not shown:
        return []
    rest = _(" 외 %(n)d건") % {"n": len(shown) - 3} if len(shown) > 3 else ""
    return [
        (_("이름"), member.name),
        (_("이메일"), member.email),
        *more,
        (_("해당 과외"), ", ".join(shown[:3]) + rest),
    ]


_LESSONS_READ = 1000  # lessons that are looked through for the titles of tutorials


def check_may_leave(member: Member) -> None:
    """Raises Conflict `gives_lessons` while the member has lessons to give: agreed and not over, or running."""
    agreed = Q(status=LessonStatus.APPROVED, ends_at__gt=clock.now()) | Q(status=LessonStatus.IN_PROGRESS)
    ahead = Lesson.objects.of_mentor(member).filter(agreed).count()
    if ahead:
        raise Conflict(
            "gives_lessons",
            _("앞으로 진행할 수업이 %(n)d건 있습니다. 먼저 취소하거나 마친 뒤에 탈퇴해 주십시오.") % {"n": ahead},
        )


def end_lessons(member: Member, by: Member) -> None:
    """End what waits or is ahead, and take back the hours the member kept and the words they wrote to mentors."""
    lessons.end_lessons_for_leaving(member=member, by=by)
    WeeklyHours.objects.filter(mentor=member).delete()
    DayOff.objects.filter(mentor=member).delete()
    Lesson.objects.of_mentee(member).exclude(request_message="").update(request_message="")

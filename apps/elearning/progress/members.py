"""What accounts ask of progress: a member's own data, and who sees it."""

from typing import Any

from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.accounts.visibility import Facts
from apps.elearning.progress.models import Progress


def export(member: Member) -> list[dict[str, Any]]:
    rows = Progress.objects.filter(enrolment__member=member).order_by("id")
    return [
        dict(row)
        for row in rows.values(
            "id",
            "enrolment_id",
            "content_id",
            "content__title",
            "progress_rate",
            "last_position",
            "learning_time",
            "seen",
            "started_at",
            "saved_at",
            "completed_at",
        )
    ]


def facts_for_instructors(member: Member) -> Facts:
    """Return what the instructors of a class see of the learners' progress. 1 query."""
    if not Progress.objects.filter(enrolment__member=member).exists():
        return []
    return [(_("학습 진도"), _("콘텐츠별 진도율, 학습 시간, 시작·마지막 학습·완료 시각"))]


EXPORTS = {"elearning_progress": export}

"""The progress of the learners of a class, as a spreadsheet."""

from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _

from apps.core import text
from apps.core.sheets import Cell
from apps.elearning.progress.selectors import CourseProgress

WIDTHS = (10, 16, 10, 12, 14, 14, 24, 12)  # of the columns below, in characters


def rows_of(learners: Iterable[CourseProgress], is_behind: Callable[[CourseProgress], bool]) -> list[list[Cell]]:
    """Return the head and a row for each learner."""
    head: list[Cell] = [
        _("신청 번호"),
        _("이름"),
        _("진도율(%)"),
        _("완료한 콘텐츠"),
        _("전체 콘텐츠"),
        _("학습 시간(분)"),
        _("마지막 학습"),
        _("뒤처짐"),
    ]
    return [head, *(_row(learner, is_behind(learner)) for learner in learners)]


def _row(learner: CourseProgress, behind: bool) -> list[Cell]:
    last = text.moment(learner.last_at) if learner.last_at else ""
    return [
        learner.enrolment.pk,
        learner.enrolment.member.name,
        learner.rate,
        learner.completed,
        learner.contents,
        learner.seconds // 60,
        last,
        _("예") if behind else "",
    ]

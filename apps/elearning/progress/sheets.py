"""The progress of the learners of a class, as a spreadsheet."""

from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _

from apps.core import text
from apps.core.sheets import Cell
from apps.elearning.progress.selectors import Learned

WIDTHS = (10, 16, 10, 12, 14, 14, 24, 12)  # of the columns below, in characters


def rows_of(learners: Iterable[Learned], is_behind: Callable[[Learned], bool]) -> list[list[Cell]]:
    """Return the head and a row for each learner."""
    head: list[str | int] = [
        _("신청 번호"), _("이름"), _("진도율(%)"), _("완료한 콘텐츠"), _("전체 콘텐츠"), _("학습 시간(분)"),
        _("마지막 학습"), _("뒤처짐"),
    ]  # fmt: skip
    return [head, *(_row(one, is_behind(one)) for one in learners)]


def _row(one: Learned, behind: bool) -> list[Cell]:
    last = text.moment(one.last_at) if one.last_at else ""
    return [
        one.enrolment.pk, one.enrolment.member.name, one.rate, one.completed, one.contents, one.seconds // 60, last,
        _("예") if behind else "",
    ]  # fmt: skip

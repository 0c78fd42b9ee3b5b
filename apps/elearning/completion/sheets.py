"""Completions as files for spreadsheets."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export import fields, resources

from apps.core import text
from apps.core.admin_sheets import ExportedRows
from apps.core.sheets import Cell
from apps.elearning.completion.models import Completion
from apps.elearning.completion.rules import SCORES
from apps.elearning.completion.selectors import labels
from apps.elearning.completion.selectors.accounts import LearnerAccount

WIDTHS = (10, 16, 14, 12, 10, 10, 10, 10, 40, 10, 40)  # of the columns below, in letters


def rows_of(people: Iterable[LearnerAccount]) -> list[list[Cell]]:
    """Return the head and a row for each learner, with the scores of the decision, or of today where there is none."""
    head: list[Cell] = [
        _("신청 번호"),
        _("이름"),
        _("수료 상태"),
        _("수료일"),
        _("출석(%)"),
        _("평가(%)"),
        _("진도(%)"),
        _("수료 총점"),
        _("부족한 항목"),
        _("직접 정함"),
        _("메모"),
    ]
    return [head, *(_row(learner) for learner in people)]


def _row(learner: LearnerAccount) -> list[Cell]:
    row = learner.completion
    scores = [getattr(row, f"{name}_score") if row else getattr(learner.account.scores, name) for name in SCORES]
    return [
        learner.enrolment.pk,
        learner.enrolment.member.name,
        str(row.get_status_display()) if row else _("처리 전"),
        row.completion_date if row and row.completion_date else "",
        *("" if score is None else score for score in scores),
        "" if row and row.is_completed else labels.missing(learner.account),
        _("예") if row and row.is_manual else "",
        row.memo if row else "",
    ]


class CompletionResource(ExportedRows, resources.ModelResource):
    id = fields.Field("id", column_name=gettext_lazy("번호"))
    enrolment = fields.Field("enrolment_id", column_name=gettext_lazy("신청 번호"))
    course = fields.Field("enrolment__course_class__course__title", column_name=gettext_lazy("과정"))
    number = fields.Field("enrolment__course_class__number", column_name=gettext_lazy("차수"))
    name = fields.Field("enrolment__member__name", column_name=gettext_lazy("이름"))
    status = fields.Field("get_status_display", column_name=gettext_lazy("수료 상태"))
    completion_date = fields.Field("completion_date", column_name=gettext_lazy("수료일"))
    total_score = fields.Field("total_score", column_name=gettext_lazy("수료 총점"))
    attendance_score = fields.Field("attendance_score", column_name=gettext_lazy("출석 점수"))
    assessment_score = fields.Field("assessment_score", column_name=gettext_lazy("평가 점수"))
    progress_score = fields.Field("progress_score", column_name=gettext_lazy("진도 점수"))
    manual = fields.Field(column_name=gettext_lazy("직접 정함"))
    memo = fields.Field("memo", column_name=gettext_lazy("메모"))
    decided = fields.Field(column_name=gettext_lazy("처리 일시"))

    class Meta:
        model = Completion
        fields = export_order = (
            "id",
            "enrolment",
            "course",
            "number",
            "name",
            "status",
            "completion_date",
            "total_score",
            "attendance_score",
            "assessment_score",
            "progress_score",
            "manual",
            "memo",
            "decided",
        )

    def dehydrate_manual(self, row: Completion) -> str:
        return _("예") if row.is_manual else ""

    def dehydrate_decided(self, row: Completion) -> str:
        return text.moment(row.decided_at)

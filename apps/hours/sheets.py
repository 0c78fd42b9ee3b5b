"""Lines of the ledger as files for spreadsheets."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export import fields, resources

from apps.core import clock, parts
from apps.core.admin_sheets import ExportedRows
from apps.core.sheets import Cell
from apps.hours.models import HoursEntry

WIDTHS = (12, 40, 14, 10, 40, 18)


def rows_of(entries: Iterable[HoursEntry]) -> list[list[Cell]]:
    """Return the head and a row for each line of a mentor's month."""
    head: list[Cell] = [_("날짜"), _("제목"), _("종류"), _("시간(분)"), _("사유"), _("기록한 시각")]
    return [head, *(_row(entry) for entry in entries)]


def _row(entry: HoursEntry) -> list[Cell]:
    written = clock.local(entry.created_at).replace(tzinfo=None, microsecond=0)
    title = parts.say_title(entry.source, entry.title)
    return [entry.day, title, str(entry.get_kind_display()), entry.minutes, entry.reason, written]


class HoursEntryResource(ExportedRows, resources.ModelResource):
    """What staff take from the admin."""

    id = fields.Field("id", column_name=gettext_lazy("번호"))
    mentor = fields.Field("mentor__name", column_name=gettext_lazy("멘토"))
    email = fields.Field("mentor__email", column_name=gettext_lazy("이메일"))
    day = fields.Field("day", column_name=gettext_lazy("날짜"))
    title = fields.Field("title", column_name=gettext_lazy("제목"))
    kind = fields.Field("get_kind_display", column_name=gettext_lazy("종류"))
    minutes = fields.Field("minutes", column_name=gettext_lazy("시간(분)"))
    total = fields.Field("total", column_name=gettext_lazy("합계(분)"))
    reason = fields.Field("reason", column_name=gettext_lazy("사유"))
    by = fields.Field("by__name", column_name=gettext_lazy("기록한 사람"))
    created_at = fields.Field("created_at", column_name=gettext_lazy("기록한 시각"))

    class Meta:
        model = HoursEntry
        fields = export_order = (
            "id", "mentor", "email", "day", "title", "kind", "minutes", "total", "reason", "by", "created_at",
        )  # fmt: skip

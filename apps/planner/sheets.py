"""Export and import of venues as spreadsheets; the import goes through the service and its rules."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from import_export import fields, resources, widgets

from apps.core import cells, spelling
from apps.core.admin_sheets import ImportedRows
from apps.core.errors import DomainError
from apps.core.spelling import comparable, plain
from apps.planner import services
from apps.planner.models import Venue


class YesNo(widgets.BooleanWidget):
    """A yes or no: 예/아니요, and what people and programs write instead."""

    YES = frozenset({"예", "네", "y", "yes", "true", "1", "o"})
    NO = frozenset({"아니요", "아니오", "n", "no", "false", "0", "x", ""})

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> bool:
        given = comparable(str(value if value is not None else ""))
        if given in self.YES | self.NO:
            return given in self.YES
        raise ValueError(_("‘예’나 ‘아니요’로 적어 주세요."))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "예" if value else "아니요"


class Whole(widgets.IntegerWidget):
    """A whole number or an empty cell."""

    UNITS = ("%", "원", "명", "석", "개", "분", "시간", "점", "차")

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int | None:
        given = str(value if value is not None else "")
        try:
            return cells.read_whole(given, units=self.UNITS) if plain(given) else None
        except ValueError:
            raise ValueError(_("숫자로 적거나 비워 두세요.")) from None

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return "" if value is None else value


class VenueResource(ImportedRows, resources.ModelResource):
    """Venues as rows, identified by name. Columns that a file lacks keep their values."""

    name = fields.Field("name", column_name="이름")
    group = fields.Field("group", column_name="구분")
    seats = fields.Field("seats", column_name="좌석 수", widget=Whole())
    is_online = fields.Field("is_online", column_name="온라인", widget=YesNo())
    is_active = fields.Field("is_active", column_name="사용", widget=YesNo(), default=True)
    note = fields.Field("note", column_name="안내")

    class Meta:
        model = Venue
        import_id_fields = ("name",)
        fields = export_order = ("name", "group", "seats", "is_online", "is_active", "note")
        skip_unchanged = True
        report_skipped = True
        use_transactions = True
        clean_model_instances = True

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        super().before_import(dataset, **kwargs)
        self.by = kwargs["user"]

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        for column in ("이름", "구분", "안내"):
            if column in row:
                row[column] = spelling.line(str(row[column] if row[column] is not None else ""))

    def do_instance_save(self, instance: Venue, is_create: bool) -> None:
        try:
            services.save_venue(by=self.by, venue=instance)
        except DomainError as error:
            raise ValidationError(error.message) from error

"""Spreadsheets of the admin, out and in, through the same reading and writing as on the pages.

django-import-export keeps its steps (look, then confirm). Its formats, sentences and page are replaced: it would read
only what it writes itself, and answer in English with the lines of its own code.
"""

from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

import tablib
from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.admin import ExportMixin, ImportMixin
from import_export.formats.base_formats import Format
from import_export.forms import ConfirmImportForm, ImportForm, SelectableFieldsExportForm
from import_export.results import Result
from import_export.widgets import Widget

from apps.core import audit, clock, sheets
from apps.core.errors import DomainError, Invalid
from apps.core.fields import WordsField
from apps.core.rules import LONGEST_REASON, check_reason
from apps.core.sheet_reading import read_bytes
from apps.core.spelling import comparable
from apps.core.text import quoted

if TYPE_CHECKING:
    from import_export.resources import Resource as _Resource
else:
    _Resource = object  # a resource of its own would have fields and options

_WIDTH = 16  # of a column, in characters
_MOST_NAMED = 10  # unknown columns that a sentence names


# --- The formats ------------------------------------------------------------------------------------------------------


class _Sheet(Format):
    """A spreadsheet, which is written in one form and read in any."""

    title = ""

    def __init__(self, encoding: str | None = None) -> None:
        """Take the library's argument. The reading finds the encoding by itself."""

    def get_title(self) -> str:
        return self.title

    def can_import(self) -> bool:
        return True

    def can_export(self) -> bool:
        return True

    def create_dataset(self, in_stream: bytes) -> tablib.Dataset:
        """Return the rows of a file under its head. Raises Invalid."""
        head, *rows = read_bytes(in_stream) or [[]]
        if not any(rows):
            raise Invalid("file_empty", _("파일에 내용이 없습니다. 첫 줄에 열 이름을, 그 아래에 한 줄씩 적어 주세요."))
        width = max(map(len, [head, *rows]))
        filled = [[*row, *[""] * (width - len(row))] for row in rows]
        return tablib.Dataset(*filled, headers=[*head, *[""] * (width - len(head))])


class Workbook(_Sheet):
    title = "Excel (.xlsx)"

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        rows = [dataset.headers, *dataset]
        return sheets.xlsx_bytes(rows, dataset.title or "", widths=[_WIDTH] * len(dataset.headers))

    def get_extension(self) -> str:
        return "xlsx"

    def get_content_type(self) -> str:
        return sheets.XLSX


class Commas(_Sheet):
    title = "CSV"

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        return sheets.csv_bytes([dataset.headers, *dataset])

    def get_extension(self) -> str:
        return "csv"

    def get_content_type(self) -> str:
        return sheets.CSV


# --- The resources ----------------------------------------------------------------------------------------------------


class ExportedRows(_Resource):
    """A mixin of resources whose numbers and dates leave as numbers and dates, and everything else as text."""

    def export_field(self, field: Any, instance: Any, **kwargs: Any) -> sheets.Cell:
        has_own_words = hasattr(self, field.get_dehydrate_method(self.get_field_name(field)))
        if type(field.widget) is Widget and not has_own_words:
            cell = _as_cell(field.get_value(instance))
        else:
            cell = _as_cell(super().export_field(field, instance, **kwargs))
        # A guard may take one letter more (`sheets.harmless`).
        return sheets.TOO_LONG if isinstance(cell, str) and len(cell) >= sheets.MOST_LETTERS else cell


def _as_cell(value: Any) -> sheets.Cell:
    match value:
        case None:
            return ""
        case bool():
            return _("예") if value else _("아니요")
        case datetime():
            return clock.local(value).replace(tzinfo=None, microsecond=0)
        case int() | float() | Decimal() | date():
            return value
    return str(value)


class SheetResult(Result):
    """A result that names the rows of the file as the person's program numbers them."""

    def __init__(self, lines: list[int]) -> None:
        super().__init__()
        self.lines = lines

    def append_invalid_row(self, number: int, row: Any, validation_error: ValidationError) -> None:
        super().append_invalid_row(self.lines[number - 1], row, validation_error)

    def row_errors(self) -> list[tuple[int, list[Any]]]:
        return [(self.lines[place - 1], errors) for place, errors in super().row_errors()]

    def changes(self) -> int:
        """Return how many rows would be new, different or gone."""
        return sum(self.totals[kind] for kind in ("new", "update", "delete"))


class ImportedRows(ExportedRows):
    """A mixin of resources that come in again.

    Columns are known by their names in any spelling. A column that is unknown, there twice or without a name would be
    dropped in silence, so the file is refused; blank rows are passed over.
    """

    def get_result_class(self) -> Any:
        self.lines: list[int] = []
        return partial(SheetResult, self.lines)

    def before_import(self, dataset: tablib.Dataset, **kwargs: Any) -> None:
        super().before_import(dataset, **kwargs)
        head, rows = list(dataset.headers), list(dataset)
        dataset.wipe()  # nothing is read under a wrong head
        dataset.headers = self._columns_of(head, rows)
        for line, row in enumerate(rows, start=2):
            if any(row):
                self.lines.append(line)
                dataset.append(row)

    def _columns_of(self, head: list[str], rows: list[tuple[str, ...]]) -> list[str]:
        """Return the head in our own spelling. Raises Invalid `head_unknown`."""
        ours = {comparable(str(field.column_name)): str(field.column_name) for field in self.fields.values()}
        columns = [ours.get(comparable(word), "") for word in head]
        unknown = [word for word, ours in zip(head, columns, strict=True) if word and not ours]
        if unknown:
            raise _wrong_head(
                _("모르는 열이 있습니다: %(names)s. 이름을 고치거나 열을 지워 주세요. 쓸 수 있는 열: %(known)s"),
                names=", ".join(map(quoted, unknown[:_MOST_NAMED])),
                known=", ".join(ours.values()),
            )
        named = [column for column in columns if column]
        if twice := sorted({column for column in named if named.count(column) > 1}):
            raise _wrong_head(_("같은 열이 두 번 있습니다: %(names)s. 하나만 남겨 주세요."), names=", ".join(twice))
        if any(row[place] for row in rows for place, word in enumerate(head) if not word):
            raise _wrong_head(_("이름이 없는 열에 내용이 있습니다. 첫 줄에 열 이름을 적거나 그 열을 지워 주세요."))
        keys = [str(self.fields[name].column_name) for name in self.get_import_id_fields()]
        if missing := [key for key in keys if key not in columns]:
            raise _wrong_head(
                _("첫 줄에 꼭 있어야 할 열이 없습니다: %(names)s. 내려받은 파일의 첫 줄을 그대로 써 주세요."),
                names=", ".join(missing),
            )
        return columns

    def _by_column(self, error: ValidationError) -> ValidationError:
        """Return the error with the names of the columns instead of those of our fields."""
        names = {field.attribute: str(field.column_name) for field in self.get_import_fields()}
        return ValidationError({names.get(key, key): words for key, words in error.message_dict.items()})

    def import_field(self, field: Any, instance: Any, row: Any, *args: Any, **kwargs: Any) -> None:
        """Read a cell. One that says that its text was too long for it leaves the text of the row as it is."""
        if row.get(field.column_name) != sheets.TOO_LONG:
            super().import_field(field, instance, row, *args, **kwargs)
        elif instance._state.adding:
            raise ValueError(_("새로 넣는 줄에는 글을 적어 주세요."))

    def validate_instance(self, *args: Any, **kwargs: Any) -> None:
        """Check the row by its model, and name a wrong cell by its column."""
        try:
            super().validate_instance(*args, **kwargs)
        except ValidationError as error:
            raise self._by_column(error) from None

    def import_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        """Read the cells of a row, each as its column keeps it, and name a wrong one by its column.

        So what is there already in another spelling is no change.
        """
        try:
            super().import_instance(instance, row, **kwargs)
        except ValidationError as error:
            raise self._by_column(error) from None
        for column in instance._meta.concrete_fields:
            value = getattr(instance, column.attname)
            if isinstance(value, str):
                setattr(instance, column.attname, column.to_python(value))


def _wrong_head(sentence: str, **words: str) -> Invalid:
    return Invalid("head_unknown", sentence % words, field="import_file")


# --- The admin --------------------------------------------------------------------------------------------------------


class SheetExportForm(SelectableFieldsExportForm):
    """The columns and the form of a file to save."""


class PeopleExportForm(SheetExportForm):
    """The same of rows about people, for a reason."""

    reason_for_export = WordsField(
        label=gettext_lazy("사유"),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("개인정보를 내려받는 목적입니다. 누가 언제 무엇을 내려받았는지와 함께 기록됩니다."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ExportsSheets(ExportMixin):
    """A mixin of admins whose rows can be saved as a file, which is recorded; rows about people only for a reason."""

    formats = export_formats = [Workbook, Commas]
    exports_people = True

    def get_export_form_class(self) -> type[SheetExportForm]:
        return PeopleExportForm if self.exports_people else SheetExportForm

    def get_export_data(self, file_format: _Sheet, request: HttpRequest, queryset: Any, **kwargs: Any) -> bytes:
        form = kwargs["export_form"]
        reason = form.cleaned_data.get("reason_for_export", "")
        check_reason(reason, required=self.exports_people)
        data = self.get_data_for_export(request, queryset, force_native_type=True, **kwargs)
        data.title = str(self.opts.verbose_name_plural)
        content = file_format.export_data(data)
        columns = ", ".join(map(str, data.headers))
        audit.record(
            by=request.user,
            act=f"{self.opts.app_label}.{self.opts.model_name}_exported",
            subject=(self.model, 0),
            after={"rows": len(data), "columns": columns, "form": file_format.get_extension()},
            reason=reason,
        )
        return content


class SheetImportForm(ImportForm):
    """A file to read. What kind it is says itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["format"].widget = forms.HiddenInput()
        self.fields["import_file"].widget = forms.FileInput(attrs={"accept": ".csv,.xlsx,.txt,.tsv"})
        self.fields["import_file"].help_text = _("CSV나 Excel(.xlsx) 파일. 2MB까지 올릴 수 있습니다.")

    @property
    def media(self) -> forms.Media:
        return forms.Media()


class SheetConfirmForm(ConfirmImportForm):
    format = forms.ChoiceField(choices=[("0", "")], widget=forms.HiddenInput)
    resource = forms.ChoiceField(choices=[("", ""), ("0", "")], required=False, widget=forms.HiddenInput)
    import_file_name = forms.CharField(max_length=255, widget=forms.HiddenInput)
    original_file_name = forms.CharField(max_length=255, widget=forms.HiddenInput)


class ImportsSheets(ImportMixin, ExportsSheets):
    """A mixin of admins whose rows also come in again: what would change is shown first, and written whole or not."""

    import_export_change_list_template = "admin/import_export/change_list_import_export.html"
    import_formats = [Workbook]
    import_form_class = SheetImportForm
    confirm_form_class = SheetConfirmForm

    def add_data_read_fail_error_to_form(self, form: forms.Form, e: Exception) -> None:
        if not isinstance(e, DomainError):
            raise e
        form.add_error("import_file", e.message)

    def get_import_data_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_import_data_kwargs(**kwargs), "rollback_on_validation_errors": True}

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            return super().process_import(request, **kwargs)
        except (FileNotFoundError, DomainError):
            messages.error(request, _("확인한 파일이 없습니다. 파일을 다시 올려 주세요."))
            return self._to_import()

    def process_result(self, result: SheetResult, request: HttpRequest) -> HttpResponse:
        if result.has_errors() or result.has_validation_errors():
            messages.error(request, _("그사이 바뀐 것이 있어 아무것도 저장하지 않았습니다. 파일을 다시 올려 주세요."))
            return self._to_import()
        return super().process_result(result, request)

    def add_success_message(self, result: SheetResult, request: HttpRequest) -> None:
        words = {
            "new": result.totals["new"],
            "changed": result.totals["update"],
            "same": result.totals["skip"],
        }
        sentence = _("파일을 저장했습니다. 추가 %(new)d건, 수정 %(changed)d건, 그대로 %(same)d건입니다.")
        messages.success(request, sentence % words)

    def _to_import(self) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse("admin:{}_{}_import".format(*self.get_model_info())))

"""The forms for attendance. They give the input its shape; the services decide what is allowed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from apps.core import spelling
from apps.core.fields import ClockField, DayField, WordsField
from apps.core.rules import LONGEST_REASON
from apps.core.text import whole_number
from apps.elearning.attendance.rules import AttendanceMark
from apps.elearning.attendance.selectors.day import SheetValues
from apps.elearning.attendance.services.locked_day import Entry

_LONGEST_SHOWN = 20
FIELDS = ("type", "in", "out", "why")  # of a learner on the sheet: `12-type`; `12-was` is what the page showed


@dataclass(frozen=True)
class TypedLine:
    """What was sent for a learner: the values as typed, and what to record or why that is not possible."""

    pk: int
    values: SheetValues
    entry: Entry | None
    wrong: str = ""


class _TimesForm(forms.Form):
    check_in = ClockField(required=False, input_formats=("%H:%M", "%H:%M:%S", "%H%M"))
    check_out = ClockField(required=False, input_formats=("%H:%M", "%H:%M:%S", "%H%M"))


def changed_lines(data: Mapping[str, str], enrolment_ids: Iterable[int], *, others: str = "") -> list[TypedLine]:
    """Return the lines of a sheet that a person changed.

    `others` is the type to record for learners without a record for whom nothing was chosen.
    """
    changed = []
    for pk in enrolment_ids:
        was = data.get(f"{pk}-was")
        if was is None:
            continue  # joined the class after the page was made
        revision, _bar, old = was.partition("|")
        typed = typed_values(data, revision_of(revision), prefix=f"{pk}-")
        values = replace(typed, type=typed.type or old.partition("|")[0] or others)
        if values.packed() != f"{values.revision}|{old}":
            changed.append(typed_line(pk, values))
    return changed


def typed_values(data: Mapping[str, str], revision: int, *, prefix: str = "") -> SheetValues:
    """Return the fields of a learner as they were sent, under names that begin with `prefix`."""
    kind, came, left, why = (spelling.line(data.get(prefix + name, "")) for name in FIELDS)
    return SheetValues(kind, came, left, why, revision)


def typed_line(pk: int, values: SheetValues) -> TypedLine:
    """Return a learner's fields as they were sent, checked for their shape."""
    form = _TimesForm({"check_in": spelling.plain(values.check_in), "check_out": spelling.plain(values.check_out)})
    shown = _shown_again(values)
    if not form.is_valid():
        return TypedLine(pk, shown, None, _("시각을 09:00처럼 입력해 주세요."))
    mark = AttendanceMark(values.type, form.cleaned_data["check_in"], form.cleaned_data["check_out"], values.reason)
    return TypedLine(pk, shown, Entry(pk, mark, values.revision))


def _shown_again(values: SheetValues) -> SheetValues:
    """Return the values as the sheet shows them again, not without end (see `core.fields.CutBoundField`)."""
    return SheetValues(
        values.type[:_LONGEST_SHOWN],
        values.check_in[:_LONGEST_SHOWN],
        values.check_out[:_LONGEST_SHOWN],
        values.reason[: 2 * LONGEST_REASON],
        values.revision,
    )


def revision_of(raw: str) -> int:
    """Return the revision that the page was made from; -1, which no record has, if it is not a number."""
    revision = whole_number(raw, most=10**9)
    return -1 if revision is None else revision


class AbsenceForm(forms.Form):
    reason = WordsField(
        label=gettext_lazy("사유"),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("이 차수의 강사와 운영자만 봅니다. 결석 사유를 적어 주세요."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    file = forms.FileField(
        label=gettext_lazy("증빙 파일"),
        required=False,
        help_text=gettext_lazy("진료 확인서처럼 사유를 보여 주는 PDF, JPEG, PNG 파일. 15MB까지 올릴 수 있습니다."),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )

    def __init__(self, *args: Any, days: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        """Offer `days` to choose from; None for a class without meetings, where any day may be entered."""
        super().__init__(*args, **kwargs)
        if days is None:
            self.fields["class_date"] = DayField(label=_("수업일"))
        else:
            self.fields["class_date"] = forms.TypedChoiceField(
                label=_("수업일"), choices=[("", pgettext("placeholder", "선택")), *days], coerce=_as_day
            )
        self.order_fields(["class_date", "reason", "file"])


def _as_day(raw: str) -> Any:
    return DayField().clean(raw)


class DeclineForm(forms.Form):
    reason = WordsField(
        label=gettext_lazy("반려 사유"),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("학습자에게 그대로 전달됩니다."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("출결 파일"),
        help_text=gettext_lazy("CSV나 Excel(.xlsx) 파일. 2MB까지 올릴 수 있습니다."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
    )

"""Forms of the attendance of a session: the list, an objection, and its decision."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy, pgettext_lazy

from apps.core.errors import DomainError
from apps.core.fields import LineField, WordsField
from apps.core.http import add_error, put_back
from apps.core.rules import LONGEST_REASON
from apps.mentoring.rules.attendance import Mark
from apps.mentoring.selectors.attendance import LOOKS, ListedPerson
from apps.mentoring.states import Presence


class MarkForm(forms.Form):
    """The line of one person. What the page showed comes back with it, so that only what was changed is recorded.

    A line that was off, or that the page did not show yet, sends no field: it stays as it is recorded.
    """

    presence = forms.ChoiceField(
        label=pgettext_lazy("of a session", "참석 여부"),
        choices=Presence,
        required=False,
        widget=forms.RadioSelect,
        show_hidden_initial=True,
    )
    reason = LineField(label=gettext_lazy("사유"), required=False, max_length=LONGEST_REASON, show_hidden_initial=True)
    revision = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None, *, person: ListedPerson) -> None:
        self.person = person
        initial = {"presence": person.presence, "reason": person.reason, "revision": person.revision}
        is_sent = data is not None and f"{person.pk}-reason" in data
        super().__init__(data if is_sent else None, prefix=str(person.pk), initial=initial)

    @property
    def choices(self) -> list[tuple[str, str, str, bool]]:
        """Return value, label and look of each choice, and whether it is chosen."""
        chosen = self["presence"].value()
        return [(kind.value, str(kind.label), LOOKS[kind], kind.value == chosen) for kind in Presence]

    @property
    def shown(self) -> list[str]:
        """Return the hidden fields that say what the page showed."""
        return [self[name].as_hidden(only_initial=True) for name in ("presence", "reason")]

    def fill(self) -> None:
        """Choose `present` where nothing is chosen."""
        if not self["presence"].value():
            put_back(self, presence=Presence.PRESENT)

    def mark(self) -> Mark | None:
        """Return what is to be recorded, None where nothing was changed."""
        if not (self.is_bound and self.has_changed()):
            return None
        given = self.cleaned_data
        return Mark(given["presence"], given["reason"], given["revision"] or 0)


class AttendanceForm:
    """The lines of all people."""

    def __init__(self, people: list[ListedPerson], data: QueryDict | None = None) -> None:
        self.lines = [MarkForm(data, person=person) for person in people]
        if data is not None and "fill" in data:
            for line in self.lines:
                if line.is_bound:
                    line.fill()

    def is_valid(self) -> bool:
        valid = [line.is_valid() for line in self.lines if line.is_bound]  # of each, so that each shows its errors
        return all(valid)

    def marks(self) -> dict[int, Mark]:
        found = ((line.person.pk, line.mark()) for line in self.lines)
        return {pk: mark for pk, mark in found if mark is not None}

    def refuse(self, error: DomainError) -> None:
        """Show a refusal at the line that it is about. Saved once more, that line replaces what others saved."""
        line = next((line for line in self.lines if line.person.pk == error.extra.get("application")), None)
        if line is None:
            raise error
        add_error(line, error, revision=line.person.revision)

    @property
    def errors(self) -> list[tuple[str, str, str]]:
        """Return id, name and sentence of each error."""
        return [
            (str(line.person.pk), line.person.name, str(sentence))
            for line in self.lines
            if line.is_bound
            for sentences in line.errors.values()
            for sentence in sentences
        ]


class ObjectionForm(forms.Form):
    reason = WordsField(
        label=gettext_lazy("이의 내용"),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("멘토와 운영자가 읽습니다. 한 번만 제기할 수 있습니다."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class DecisionForm(forms.Form):
    presence = forms.ChoiceField(label=gettext_lazy("처리 결과"), choices=Presence, widget=forms.RadioSelect)
    answer = WordsField(
        label=gettext_lazy("답변"),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("이의를 제기한 분에게 알림과 메일로 그대로 전해집니다."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

"""Forms of the notices pages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.core.stale import GuardedForm
from apps.notices import kinds
from apps.notices.kinds import NoticeKind
from apps.notices.states import MailTiming

# A whole group has one timing, or each of its kinds has its own.
EACH = "each"


@dataclass(frozen=True)
class Group:
    """Kinds under one heading; `name` is the field that chooses for all of them."""

    name: str
    title: str
    kinds: list[NoticeKind]

    def initial(self, timings: Mapping[str, MailTiming]) -> str:
        """Return the timing that all kinds have, or EACH."""
        for timing in MailTiming:
            if all(timings[kind.key] == allowed(kind, timing) for kind in self.kinds):
                return timing
        return EACH


def allowed(kind: NoticeKind, timing: MailTiming) -> MailTiming:
    """Return the timing, or the nearest that the kind can have."""
    return MailTiming.DAILY if kind.is_counted and timing == MailTiming.AT_ONCE else timing


def groups_of(mine: Iterable[NoticeKind]) -> list[Group]:
    """Return kinds under their headings, in the order in which they were registered."""
    groups: dict[str, list[NoticeKind]] = {}
    for kind in mine:
        groups.setdefault(kinds.group_of(kind), []).append(kind)
    return [Group(f"all-{members[0].key}", title, members) for title, members in groups.items()]


def initial_of(groups: Iterable[Group], timings: Mapping[str, MailTiming]) -> dict[str, str]:
    """Return what the form shows of these timings."""
    shown = {group.name: group.initial(timings) for group in groups}
    return shown | {kind.key: timings[kind.key] for group in groups for kind in group.kinds}


def _fields_of(groups: Iterable[Group]) -> dict[str, forms.Field]:
    """Return the fields of a form, with all words in the active language."""
    fields: dict[str, forms.Field] = {}
    timings = [(timing.value, str(timing.label)) for timing in MailTiming]
    for group in groups:
        fields[group.name] = _field(group.title, [*timings, (EACH, _("하나씩 고르기"))])
        for kind in group.kinds:
            offered = [each for each in timings if allowed(kind, MailTiming(each[0])) == each[0]]
            fields[kind.key] = _field(str(kind.label), offered)
    return fields


def _field(label: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, required=False)


class Choice(NamedTuple):
    """The choice of a timing as the page draws it: a field's buttons, without a widget for each of some hundred."""

    id: str
    name: str
    label: str
    chosen: str
    offered: list[tuple[str, str]]


class MailForm(GuardedForm, forms.Form):
    """When each kind of notice also comes by mail, by groups: one timing for all of a group, or one for each kind.

    `form_of` makes it with the groups of a member.
    """

    groups: tuple[Group, ...] = ()

    def would_overwrite(self, name: str) -> bool:
        """Return whether saving would overwrite; a kind does not count where its whole group is chosen."""
        group = next((group for group in self.groups if name in {kind.key for kind in group.kinds}), None)
        if group is not None and self.data.get(group.name) != EACH:
            return False
        return super().would_overwrite(name)

    def rows(self) -> list[tuple[Choice, list[Choice]]]:
        """Return for the page each group's choice with those of its kinds."""
        return [(self._choice(group.name), [self._choice(kind.key) for kind in group.kinds]) for group in self.groups]

    def _choice(self, name: str) -> Choice:
        field = self[name]
        return Choice(field.auto_id, name, str(field.label), str(field.value()), self.fields[name].choices)  # type: ignore[attr-defined]

    def timings(self) -> dict[str, MailTiming]:
        """Return what was chosen for each kind."""
        chosen = {}
        for group in self.groups:
            whole = self._chosen(group.name)
            for kind in group.kinds:
                timing = self._chosen(kind.key) if whole == EACH else whole
                chosen[kind.key] = allowed(kind, MailTiming(timing))
        return chosen

    def _chosen(self, name: str) -> str:
        """Return what was chosen; of what was not sent, what is saved."""
        return self.cleaned_data[name] or self.initial[name]


class _Fields(dict):
    """Fields that no form changes, so that all share them: to copy some hundred takes longer than to draw them."""

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, forms.Field]:
        return dict(self)


_FORMS: dict[Any, type[MailForm]] = {}


def form_of(groups: Iterable[Group]) -> type[MailForm]:
    """Return the form that offers these groups: one class for all members who may be told the same."""
    given = tuple(groups)
    key = get_language(), *(kind.key for group in given for kind in group.kinds)
    if key not in _FORMS:
        form = _FORMS[key] = type("MailFormOfMember", (MailForm,), {"groups": given})
        form.base_fields = _Fields(_fields_of(given))  # type: ignore[attr-defined]
    return _FORMS[key]

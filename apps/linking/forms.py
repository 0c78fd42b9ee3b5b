"""The forms of linking: the shape of what people type in. The rules decide what is allowed."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.fields import CodeField, LineField, choice_field
from apps.core.stale import GuardedForm
from apps.linking import rules
from apps.linking.selectors import Group


class CodeForm(forms.Form):
    """A code as it is pasted from a message: with blanks around it and between its letters."""

    code = CodeField(
        label=gettext_lazy("연동 코드"),
        max_length=40,
        help_text=gettext_lazy("6자리이며 대문자와 소문자를 구별합니다. 띄어 쓴 것은 붙여서 읽습니다."),
        widget=forms.TextInput(
            attrs={
                "class": "code-input",
                "autocomplete": "off",
                "autocapitalize": "none",
                "autocorrect": "off",
                "spellcheck": "false",
            }
        ),
    )


class GroupForm(GuardedForm, forms.Form):
    """The name and the students of a group, chosen from all students linked with the teacher."""

    name = LineField(
        label=gettext_lazy("그룹 이름"),
        max_length=rules.LONGEST_GROUP_NAME,
        help_text=gettext_lazy("나만 봅니다. 예: 2학년 3반"),
    )
    students = forms.TypedMultipleChoiceField(
        label=gettext_lazy("학생"),
        coerce=int,
        help_text=gettext_lazy("학생은 한 그룹에만 있습니다. 다른 그룹의 학생을 고르면 이 그룹으로 옮겨집니다."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, groups: list[Group], edited_id: str = "", **kwargs) -> None:
        self.edited_id = edited_id
        super().__init__(*args, **kwargs)
        choice_field(self, "students").choices = [
            (student.pk, _label(student.nickname, group, edited_id)) for group in groups for student in group.students
        ]

    def is_over_something(self) -> bool:
        return bool(self.edited_id)


def _label(nickname: str, group: Group, edited_id: str) -> str:
    if group.pk in {"", edited_id}:
        return nickname
    return _("%(nickname)s (지금 그룹: %(group)s)") % {"nickname": nickname, "group": group.name}

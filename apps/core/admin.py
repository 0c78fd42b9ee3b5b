"""The admin of the audit trail."""

from typing import Any

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy

from apps.core.admin_actions import ReadOnlyAdmin
from apps.core.admin_filters import named_filter
from apps.core.audit_words import name_act, name_field, name_subject, say_value
from apps.core.models import AuditEntry


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ("at", "actor", "act_in_words", "subject", "changed", "reason")
    list_filter = (("act", named_filter(name_act)), ("subject_type", named_filter(name_subject)))
    list_select_related = ("actor",)
    search_fields = ("=subject_id", "actor__name", "actor__email", "act", "reason", "=request_id")
    search_help_text = gettext_lazy("대상 번호, 행위자의 이름이나 이메일, 행위, 사유, 요청 번호로 찾습니다.")
    date_hierarchy = "at"
    show_full_result_count = False
    fields = ("at", "actor", "act_in_words", "subject", "changes", "reason", "request_id")
    readonly_fields = fields

    @admin.display(description=gettext_lazy("행위"), ordering="act")
    def act_in_words(self, entry: AuditEntry) -> str:
        return name_act(entry.act)

    @admin.display(description=gettext_lazy("대상"), ordering="subject_id")
    def subject(self, entry: AuditEntry) -> str:
        """Return the kind of the record and its number, by which it is found."""
        return f"{name_subject(entry.subject_type)} {entry.subject_id}"

    @admin.display(description=gettext_lazy("바뀐 것"), empty_value="-")
    def changed(self, entry: AuditEntry) -> str | None:
        """Return the names of the changed fields. The page of the entry shows their values."""
        return ", ".join(name_field(entry.subject_type, name) for name in {**entry.before, **entry.after}) or None

    @admin.display(description=gettext_lazy("바뀐 것"), empty_value="-")
    def changes(self, entry: AuditEntry) -> Any:
        """Return one line for each field: its value before → after."""
        names = [*entry.before, *(name for name in entry.after if name not in entry.before)]
        kind = entry.subject_type
        lines = [
            (
                name_field(kind, name),
                say_value(kind, name, entry.before.get(name)),
                say_value(kind, name, entry.after.get(name)),
            )
            for name in names
        ]
        return format_html_join("", "<div><b>{}</b>: {} → {}</div>", lines) or None

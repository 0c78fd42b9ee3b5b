"""The admin of the audit trail."""

from typing import Any

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy

from apps.core.admin_actions import ReadOnlyAdmin
from apps.core.models import AuditEntry


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ("at", "actor", "act", "subject", "changed", "reason")
    list_filter = ("act", "subject_type")
    list_select_related = ("actor",)
    search_fields = ("=subject_id", "actor__name", "actor__email", "act", "reason", "=request_id")
    search_help_text = gettext_lazy("대상 번호, 한 사람의 이름이나 이메일, 행위, 사유, 요청 번호로 찾습니다.")
    date_hierarchy = "at"
    show_full_result_count = False
    fields = ("at", "actor", "act", "subject_type", "subject_id", "changes", "reason", "request_id")
    readonly_fields = fields

    @admin.display(description=gettext_lazy("대상"), ordering="subject_id")
    def subject(self, entry: AuditEntry) -> str:
        return f"{entry.subject_type} #{entry.subject_id}"

    @admin.display(description=gettext_lazy("바뀐 것"), empty_value="-")
    def changed(self, entry: AuditEntry) -> str | None:
        """Return the names of the changed fields. The page of the entry shows their values."""
        return ", ".join({**entry.before, **entry.after}) or None

    @admin.display(description=gettext_lazy("바뀐 것"), empty_value="-")
    def changes(self, entry: AuditEntry) -> Any:
        """Return one line for each field: its value before → after."""
        names = [*entry.before, *(name for name in entry.after if name not in entry.before)]
        lines = [(name, _shown(entry.before.get(name)), _shown(entry.after.get(name))) for name in names]
        return format_html_join("", "<div><b>{}</b>: {} → {}</div>", lines) or None


def _shown(value: Any) -> str:
    if value is None or value == "":
        return "∅"
    shown = str(value)
    return shown if len(shown) <= 200 else shown[:200] + "…"

"""Admin actions that call a service for each chosen row and report the result; and what all lists have in common."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.admin_search import SpelledSearch
from apps.core.errors import DomainError
from apps.core.fields import WordsField
from apps.core.rules import LONGEST_REASON

_SHOWN = 20


class ListAdmin(SpelledSearch):
    """The admin of rows that are many. A page of 50 answers in half the time of Django's 100."""

    list_per_page = 50

    def action_checkbox(self, obj: Any) -> SafeString:
        """Return the box before a row. Django's own takes three templates, which is a fifth of the cost of a row."""
        return format_html(
            '<input type="checkbox" name="{}" value="{}" class="action-select" aria-label="{}">',
            helpers.ACTION_CHECKBOX_NAME,
            obj.pk,
            _("%(row)s 선택") % {"row": obj},
        )


class ReadOnlyAdmin(ListAdmin):
    """The admin of rows that only a service may write: staff search and read them, and change nothing by hand."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Use the plural name as the title, because Django's Korean for "select … to view" reads badly."""
        return super().changelist_view(request, {"title": self.opts.verbose_name_plural, **(extra_context or {})})

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Use the name as the title for the same reason."""
        extra_context = {"title": self.opts.verbose_name, **(extra_context or {})}
        return super().changeform_view(request, object_id, form_url, extra_context)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReasonForm(forms.Form):
    reason = WordsField(label=gettext_lazy("사유"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3}))


def run_for_each(
    request: HttpRequest, rows: QuerySet, act: Callable[[Any], Any], *, done: str, name: Callable[[Any], str] = str
) -> None:
    """Call `act(row)` for each row and report the results as messages.

    One message counts the rows that succeeded. Each refusal gets its own sentence after the row's `name`.
    """
    refused: list[str] = []
    count = 0
    for row in rows:
        try:
            act(row)
            count += 1
        except DomainError as error:
            refused.append(f"{name(row)}: {error.message}")
        except ObjectDoesNotExist:
            refused.append(f"{name(row)}: " + _("이미 삭제된 항목입니다."))
    if count:
        messages.success(request, done % {"n": count})
    for sentence in refused[:_SHOWN]:
        messages.error(request, sentence)
    if len(refused) > _SHOWN:
        messages.error(request, _("그 밖에 %(n)d건도 처리하지 못했습니다.") % {"n": len(refused) - _SHOWN})


def ask_reason(
    model_admin: admin.ModelAdmin, request: HttpRequest, rows: QuerySet, *, action: str, title: str, button: str
) -> str | HttpResponse:
    """Return the reason that staff entered, or the page that asks for it."""
    form = ReasonForm(request.POST if "reason" in request.POST else None)
    if form.is_valid():
        return form.cleaned_data["reason"]
    note = _("다음 대상에 적용합니다. 사유는 당사자에게 전달됩니다.")
    return ask_page(model_admin, request, rows, form, action=action, title=title, button=button, note=note)


def ask_page(
    model_admin: admin.ModelAdmin,
    request: HttpRequest,
    rows: QuerySet,
    form: forms.Form,
    *,
    action: str,
    title: str,
    button: str,
    note: str,
) -> HttpResponse:
    """Return the page that asks for the input of `form` before `action` runs on `rows`."""
    context = {
        **model_admin.admin_site.each_context(request),
        "title": title,
        "button": button,
        "form": form,
        "note": note,
        "rows": rows,
        "action": action,
        "opts": model_admin.model._meta,
        "checkbox": helpers.ACTION_CHECKBOX_NAME,
        "media": model_admin.media,
    }
    return TemplateResponse(request, "admin/ask_reason.html", context)

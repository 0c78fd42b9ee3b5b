"""Admin actions that call a service for each chosen row and say what happened to each; and a read-only admin."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.errors import DomainError
from apps.core.rules import LONGEST_REASON
from apps.core.text import particles

_SHOWN = 20


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows that only a service may write: to be found and read here, never added, changed or deleted by hand."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Headed by what is listed: Django's Korean for "select … to view" does not read."""
        return super().changelist_view(request, {"title": self.opts.verbose_name_plural, **(extra_context or {})})

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("사유"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3})
    )


def run_for_each(
    request: HttpRequest, rows: QuerySet, act: Callable[[Any], Any], *, done: str, name: Callable[[Any], str] = str
) -> None:
    """Call `act(row)` for each row; one message counts what was done, and each refusal gets its own sentence after the
    row's `name`."""
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
        messages.success(request, particles(done % {"n": count}))
    for sentence in refused[:_SHOWN]:
        messages.error(request, sentence)
    if len(refused) > _SHOWN:
        messages.error(request, _("그 밖에 %(n)d건도 처리하지 못했습니다.") % {"n": len(refused) - _SHOWN})


def ask_reason(
    model_admin: admin.ModelAdmin, request: HttpRequest, rows: QuerySet, *, action: str, title: str, button: str
) -> str | HttpResponse:
    """The reason that was given, or the page that asks for it."""
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
    """The page that asks for what `form` holds before `action` is done with `rows`."""
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

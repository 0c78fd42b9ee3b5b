"""The admin of notices and of the mail that waits, was sent or failed."""

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.requests import member_of
from apps.core import text
from apps.core.admin_actions import ReadOnlyAdmin, run_for_each
from apps.core.admin_filters import given_filter
from apps.notices import kinds, outbox
from apps.notices.models import Notice, OutboxMail
from apps.notices.states import MailState


class KindFilter(admin.SimpleListFilter):
    """A filter by the domain that tells: there are too many kinds for a list of all. An address may name one kind."""

    title = gettext_lazy("종류")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        labels = dict.fromkeys(kind.app for kind in kinds.all_kinds())
        return [(label, str(apps.get_app_config(label).verbose_name)) for label in labels]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value()
        return queryset.filter(Q(kind=value) | Q(kind__startswith=f"{value}.")) if value else queryset


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("상태")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(value, str(label)) for value, label in MailState.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        waits = Q(sent_at=None, failed_at=None)
        conditions: dict[str, Q] = {
            MailState.WAITING: waits & Q(attempts=0),
            MailState.RETRYING: waits & Q(attempts__gt=0),
            MailState.SENT: Q(sent_at__isnull=False),
            MailState.FAILED: Q(sent_at=None, failed_at__isnull=False),
        }
        chosen = conditions.get(self.value() or "")
        return queryset.filter(chosen) if chosen else queryset


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    list_display = ("sentence", "who", "told", "is_read")
    list_filter = (KindFilter, ("read_at", given_filter(given=gettext_lazy("읽음"), missing=gettext_lazy("읽지 않음"))))
    search_fields = ("member__name", "member__email")
    date_hierarchy = "created_at"
    list_select_related = ("member",)
    show_full_result_count = False
    fields = (
        "member",
        "about",
        "kind_label",
        "sentence",
        "details",
        "path",
        "created_at",
        "read_at",
        "waits_for_digest",
    )

    @admin.display(description=gettext_lazy("알린 말"))
    def sentence(self, notice: Notice) -> str:
        return kinds.find(notice.kind).render_title(notice.params)

    @admin.display(description=gettext_lazy("회원"), ordering="member__name")
    def who(self, notice: Notice) -> str:
        return notice.member.name

    @admin.display(description=gettext_lazy("알린 시각"), ordering="created_at")
    def told(self, notice: Notice) -> str:
        return text.moment(notice.created_at)

    @admin.display(description=gettext_lazy("읽음"), boolean=True, ordering="read_at")
    def is_read(self, notice: Notice) -> bool:
        return notice.read_at is not None

    @admin.display(description=gettext_lazy("덧붙인 말"))
    def details(self, notice: Notice) -> str:
        return kinds.find(notice.kind).render_body(notice.params)

    @admin.display(description=gettext_lazy("종류"), ordering="kind")
    def kind_label(self, notice: Notice) -> str:
        return str(kinds.find(notice.kind).label)


@admin.register(OutboxMail)
class OutboxMailAdmin(ReadOnlyAdmin):
    list_display = ("heading", "to", "state_label", "attempts", "made", "next_step")
    list_filter = (StateFilter, KindFilter, "language")
    search_fields = ("to", "subject", "member__name")
    date_hierarchy = "created_at"
    show_full_result_count = False
    actions = ("send_again",)
    fields = (
        "heading", "shown_text", "kind_label", "path", "member", "about", "to", "language", "is_secret", "state_label",
        "created_at", "due_at", "sent_at", "failed_at", "attempts", "error",
    )  # fmt: skip

    @admin.display(description=gettext_lazy("제목"), ordering="subject")
    def heading(self, mail: OutboxMail) -> str:
        return outbox.words_of(mail)[0]

    @admin.display(description=gettext_lazy("종류"), ordering="kind")
    def kind_label(self, mail: OutboxMail) -> str:
        return str(kinds.find(mail.kind).label) if mail.kind else "-"

    @admin.display(description=gettext_lazy("본문"))
    def shown_text(self, mail: OutboxMail) -> str:
        """Return the text; that of a mail about an account may open the account, so nobody sees it."""
        return _("계정 메일의 본문은 보여 드리지 않습니다.") if mail.is_secret else outbox.words_of(mail)[1]

    @admin.display(description=gettext_lazy("만든 시각"), ordering="created_at")
    def made(self, mail: OutboxMail) -> str:
        return text.moment(mail.created_at)

    @admin.display(description=gettext_lazy("보낸 시각·보낼 시각"), ordering="due_at")
    def next_step(self, mail: OutboxMail) -> str:
        return text.moment(mail.sent_at or mail.failed_at or mail.due_at)

    @admin.display(description=gettext_lazy("상태"))
    def state_label(self, mail: OutboxMail) -> str:
        return str(mail.state.label)

    def has_resend_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("notices.change_outboxmail")

    @admin.action(description=gettext_lazy("선택한 메일 다시 보내기"), permissions=["resend"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[OutboxMail]) -> None:
        run_for_each(
            request,
            queryset,
            lambda mail: outbox.resend_mail(by=member_of(request), mail_id=mail.pk),
            done=_("%(n)d통을 다시 보내도록 했습니다."),
        )

"""The admin of enrolments and their payments and refunds.

Rows are read-only: actions go through the services, one row at a time, and report the result of each.
"""

from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from apps.accounts.requests import member_of
from apps.core import text
from apps.core.admin_actions import ReadOnlyAdmin, ask_page, ask_reason, run_for_each
from apps.core.admin_sheets import ExportsSheets
from apps.elearning.enrolment import money_rules, rules
from apps.elearning.enrolment.forms import PaymentForm, RefundForm
from apps.elearning.enrolment.models import Enrolment, Payment, Refund
from apps.elearning.enrolment.querysets import EnrolmentQuerySet
from apps.elearning.enrolment.selectors import amounts_left
from apps.elearning.enrolment.services import deciding, ending, money, restoring
from apps.elearning.enrolment.sheets import EnrolmentResource, PaymentResource, RefundResource
from apps.elearning.enrolment.states import EnrolmentStatus
from apps.seats.selectors import place_in_line


class StandingFilter(admin.SimpleListFilter):
    """A filter by state, with waiting as a state of its own."""

    title = gettext_lazy("상태")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        states = [(state.value.lower(), str(state.label)) for state in EnrolmentStatus]
        return [states[0], ("waiting", _("대기")), *states[1:]]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
        chosen = self.value() or ""
        if chosen == "waiting":
            return queryset.filter(is_waiting=True)
        if chosen.upper() in EnrolmentStatus.values:
            return queryset.filter(status=chosen.upper(), is_waiting=False)
        return queryset


class _Records(admin.TabularInline):
    """Payments or refunds of an enrolment. They are never changed here."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("recorded_by")


class PaymentInline(_Records):
    model = Payment
    fields = readonly_fields = ("paid_at", "amount", "method", "reference", "recorded_by")


class RefundInline(_Records):
    model = Refund
    fields = readonly_fields = ("refunded_at", "amount", "reason", "reference", "recorded_by")


@admin.register(Enrolment)
class EnrolmentAdmin(ExportsSheets, ReadOnlyAdmin):
    resource_classes = [EnrolmentResource]
    list_display = (
        "course_class",
        "who",
        "standing",
        "fee_words",
        "payment_status",
        "refund_status",
        "applied_at",
    )
    list_filter = (StandingFilter, "payment_status", "refund_status", "course_class__course__type")
    list_select_related = ("course_class__course", "member")
    search_fields = ("=id", "member__name", "member__email", "course_class__course__title")
    search_help_text = gettext_lazy("신청 번호, 학습자의 이름이나 이메일, 과정명으로 찾습니다.")
    date_hierarchy = "applied_at"
    ordering = ("-applied_at", "-id")
    show_full_result_count = False
    inlines = (PaymentInline, RefundInline)
    actions = ("approve", "reject", "approve_waiting", "cancel", "restore", "record_payment", "record_refund")
    fieldsets = (
        (None, {"fields": ("course_class", "member", "standing", "place", "on_site")}),
        (
            gettext_lazy("경과"),
            {
                "fields": (
                    "applied_at",
                    "offered_until",
                    "seat_of",
                    "released_at",
                    "promoted_at",
                    "approved_at",
                    "decided_by",
                )
            },
        ),
        (
            gettext_lazy("수강료"),
            {"fields": ("fee_words", "paid_words", "payment_status", "due_words", "refund_words", "refund_status")},
        ),
        (
            gettext_lazy("거부와 취소"),
            {"fields": ("rejected_at", "rejection_reason", "cancelled_at", "cancelled_by", "cancel_reason")},
        ),
    )
    readonly_fields = ("standing", "place", "on_site", "fee_words", "paid_words", "due_words", "refund_words")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Enrolment]:
        return cast(EnrolmentQuerySet, super().get_queryset(request)).with_money()

    # --- What is shown ---

    @admin.display(description=gettext_lazy("학습자"), ordering="member__name")
    def who(self, row: Enrolment) -> str:
        return row.member.name

    @admin.display(description=gettext_lazy("상태"), ordering="status")
    def standing(self, row: Enrolment) -> str:
        return rules.state_words(row)

    @admin.display(description=gettext_lazy("대기 순서"), empty_value="-")
    def place(self, row: Enrolment) -> int | None:
        return place_in_line(row) or None if row.is_waiting else None

    @admin.display(description=gettext_lazy("수강료"), ordering="fee")
    def fee_words(self, row: Enrolment) -> str:
        return text.won(row.fee) if row.fee else _("무료")

    @admin.display(description=gettext_lazy("결제한 금액"), empty_value="-")
    def paid_words(self, row: Enrolment) -> str | None:
        return text.won(row.paid) if row.paid else None

    @admin.display(description=gettext_lazy("환불한 금액"), empty_value="-")
    def refund_words(self, row: Enrolment) -> str | None:
        return text.won(row.refunded) if row.refunded else None

    @admin.display(description=gettext_lazy("환불할 금액"), empty_value="-")
    def due_words(self, row: Enrolment) -> str | None:
        return text.won(row.refund_due) if row.refund_due else None

    @admin.display(description=gettext_lazy("사이트에서"))
    def on_site(self, row: Enrolment) -> str:
        return format_html(
            '<a href="{}">{}</a> · <a href="{}">{}</a>',
            row.get_absolute_url(),
            _("보기"),
            reverse("classes:roster", args=[row.course_class_id]),
            _("수강생 명단"),
        )

    # --- Who may ---

    def has_export_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("elearning.view_enrolment")

    def has_act_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("elearning.change_enrolment")

    def has_pay_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("elearning.add_payment")

    def has_refund_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("elearning.add_refund")

    # --- Acts ---

    @admin.action(description=pgettext_lazy("the act", "승인"), permissions=["act"])
    def approve(self, request: HttpRequest, rows: QuerySet[Enrolment]) -> None:
        run_for_each(
            request,
            rows,
            lambda row: deciding.approve_enrolment(enrolment_id=row.pk, by=member_of(request)),
            name=_named,
            done=_("수강신청 %(n)d건을 승인하고 학습자에게 알렸습니다."),
        )

    @admin.action(description=gettext_lazy("거부 (사유 입력)"), permissions=["act"])
    def reject(self, request: HttpRequest, rows: QuerySet[Enrolment]) -> HttpResponse | None:
        reason = ask_reason(
            self, request, rows, action="reject", title=_("수강신청을 거부하는 사유"), button=_("수강신청 거부하기")
        )
        if not isinstance(reason, str):
            return reason
        run_for_each(
            request,
            rows,
            lambda row: deciding.reject_enrolment(enrolment_id=row.pk, by=member_of(request), reason=reason),
            name=_named,
            done=_("수강신청 %(n)d건을 거부하고 학습자에게 알렸습니다."),
        )
        return None

    @admin.action(description=gettext_lazy("대기 승인"), permissions=["act"])
    def approve_waiting(self, request: HttpRequest, rows: QuerySet[Enrolment]) -> None:
        # In the order of the waiting list, so that the last free seat goes to the first who waits.
        run_for_each(
            request,
            rows.order_by(Enrolment.line_key()),
            lambda row: deciding.approve_waiting_enrolment(enrolment_id=row.pk, by=member_of(request)),
            name=_named,
            done=_("대기 %(n)d건에 자리를 주고 승인했습니다."),
        )

    @admin.action(description=gettext_lazy("수강 취소 (사유 입력)"), permissions=["act"])
    def cancel(self, request: HttpRequest, rows: QuerySet[Enrolment]) -> HttpResponse | None:
        reason = ask_reason(
            self, request, rows, action="cancel", title=_("수강을 취소하는 사유"), button=_("수강 취소하기")
        )
        if not isinstance(reason, str):
            return reason
        run_for_each(
            request,
            rows,
            lambda row: ending.cancel_enrolment(enrolment_id=row.pk, by=member_of(request), reason=reason),
            name=_named,
            done=_("수강 %(n)d건을 취소하고 학습자에게 알렸습니다."),
        )
        return None

    @admin.action(description=gettext_lazy("끝난 수강 되돌리기 (사유 입력)"), permissions=["act"])
    def restore(self, request: HttpRequest, rows: QuerySet[Enrolment]) -> HttpResponse | None:
        reason = ask_reason(
            self, request, rows, action="restore", title=_("수강을 되돌리는 사유"), button=_("수강 되돌리기")
        )
        if not isinstance(reason, str):
            return reason
        run_for_each(
            request,
            rows,
            lambda row: restoring.restore_enrolment(enrolment_id=row.pk, by=member_of(request), reason=reason),
            name=_named,
            done=_("수강 %(n)d건을 학습 기록과 함께 되돌리고 학습자에게 알렸습니다."),
        )
        return None

    @admin.action(description=gettext_lazy("결제 기록 (금액 입력)"), permissions=["pay"])
    def record_payment(self, request: HttpRequest, rows: QuerySet[Enrolment]) -> HttpResponse | None:
        form = PaymentForm(request.POST if "method" in request.POST else None)
        if not form.is_valid():
            note = _("다음 수강신청마다 결제를 한 건씩 기록하고 학습자에게 알립니다.")
            return ask_page(
                self,
                request,
                rows,
                form,
                action="record_payment",
                title=_("결제 기록"),
                button=_("결제 기록하기"),
                note=note,
            )
        given = form.cleaned_data

        def record(row: Enrolment) -> None:
            amount = given["amount"] if given["amount"] is not None else amounts_left.left_to_pay(row)
            done = money.record_payment(
                enrolment_id=row.pk,
                by=member_of(request),
                amount=amount,
                method=given["method"],
                reference=given["reference"],
                paid_at=form.moment(),
            )
            money_rules.check_is_new(done.is_new)

        run_for_each(request, rows, record, name=_named, done=_("결제 %(n)d건을 기록했습니다."))
        return None

    @admin.action(description=gettext_lazy("환불 기록 (금액과 사유 입력)"), permissions=["refund"])
    def record_refund(self, request: HttpRequest, rows: QuerySet[Enrolment]) -> HttpResponse | None:
        form = RefundForm(request.POST if "reason" in request.POST else None)
        if not form.is_valid():
            note = _("다음 수강신청마다 환불을 한 건씩 기록합니다. 사유는 학습자에게 전달됩니다.")
            return ask_page(
                self,
                request,
                rows,
                form,
                action="record_refund",
                title=_("환불 기록"),
                button=_("환불 기록하기"),
                note=note,
            )
        given = form.cleaned_data

        def record(row: Enrolment) -> None:
            amount = given["amount"] if given["amount"] is not None else amounts_left.left_to_refund(row)
            done = money.record_refund(
                enrolment_id=row.pk,
                by=member_of(request),
                amount=amount,
                reason=given["reason"],
                reference=given["reference"],
                refunded_at=form.moment(),
            )
            money_rules.check_is_new(done.is_new)

        run_for_each(request, rows, record, name=_named, done=_("환불 %(n)d건을 기록하고 학습자에게 알렸습니다."))
        return None


def _named(row: Enrolment) -> str:
    return f"{row.member.name} · {row.course_class}"


class _MoneyAdmin(ExportsSheets, ReadOnlyAdmin):
    list_display_links = ("won",)  # the first column leads to the enrolment
    list_select_related = ("enrolment__course_class__course", "enrolment__member", "recorded_by")
    search_fields = (
        "=enrolment__id",
        "reference",
        "enrolment__member__name",
        "enrolment__member__email",
        "enrolment__course_class__course__title",
    )
    search_help_text = gettext_lazy("신청 번호, 거래 정보, 학습자의 이름이나 이메일, 과정명으로 찾습니다.")
    show_full_result_count = False
    readonly_fields = ("of", "won")

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    @admin.display(description=gettext_lazy("수강신청"))
    def of(self, row: Payment | Refund) -> str:
        address = reverse("admin:elearning_enrolment_change", args=[row.enrolment_id])
        return format_html('<a href="{}">{}</a>', address, _named(row.enrolment))

    @admin.display(description=gettext_lazy("금액"), ordering="amount")
    def won(self, row: Payment | Refund) -> str:
        return text.won(row.amount)


@admin.register(Payment)
class PaymentAdmin(_MoneyAdmin):
    resource_classes = [PaymentResource]
    list_display = ("of", "won", "method", "reference", "paid_at", "recorded_by")
    list_filter = ("method",)
    date_hierarchy = "paid_at"
    ordering = ("-paid_at", "-id")
    fields = ("of", "won", "method", "reference", "paid_at", "recorded_by")


@admin.register(Refund)
class RefundAdmin(_MoneyAdmin):
    resource_classes = [RefundResource]
    list_display = ("of", "won", "reason", "reference", "refunded_at", "recorded_by")
    date_hierarchy = "refunded_at"
    ordering = ("-refunded_at", "-id")
    fields = ("of", "won", "reason", "reference", "refunded_at", "recorded_by")

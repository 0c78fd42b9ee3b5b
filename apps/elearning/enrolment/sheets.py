"""Enrolments, payments and refunds as files for spreadsheets."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export import fields, resources

from apps.core import text
from apps.core.admin_sheets import ExportedRows
from apps.core.sheets import Cell
from apps.elearning.enrolment.models import Enrolment, Payment, Refund
from apps.elearning.enrolment.selectors.roster import RosterLine, RosterLines

WIDTHS = (10, 16, 14, 18, 24, 24, 40)  # of the columns below, in characters

# --- The roster of one class ------------------------------------------------------------------------------------------


def rows_of(people: RosterLines) -> list[list[Cell]]:
    """Return the head and a row for each applicant: approved, to decide on, waiting, ended."""
    head: list[Cell] = [
        _("신청 번호"),
        _("이름"),
        _("상태"),
        _("수강료"),
        _("신청일시"),
        _("끝난 일시"),
        _("비고"),
    ]
    groups = (people.approved, people.pending, people.waiting, people.ended)
    return [head, *(_row(person) for group in groups for person in group)]


def _row(person: RosterLine) -> list[Cell]:
    money = " · ".join(badge.text for badge in person.money)
    note = " · ".join(word for word in (person.note, person.reason) if word)
    return [person.pk, person.name, person.badge.text, money, person.applied, person.ended, note]


# --- What staff take from the admin -----------------------------------------------------------------------------------


class EnrolmentResource(ExportedRows, resources.ModelResource):
    id = fields.Field("id", column_name=gettext_lazy("신청 번호"))
    course = fields.Field("course_class__course__title", column_name=gettext_lazy("과정"))
    number = fields.Field("course_class__number", column_name=gettext_lazy("차수"))
    name = fields.Field("member__name", column_name=gettext_lazy("이름"))
    email = fields.Field("member__email", column_name=gettext_lazy("이메일"))
    status = fields.Field("get_status_display", column_name=gettext_lazy("상태"))
    waiting = fields.Field(column_name=gettext_lazy("대기"))
    fee = fields.Field("fee", column_name=gettext_lazy("수강료(원)"))
    payment = fields.Field("get_payment_status_display", column_name=gettext_lazy("결제"))
    refund = fields.Field("get_refund_status_display", column_name=gettext_lazy("환불"))
    refund_due = fields.Field("refund_due", column_name=gettext_lazy("환불할 금액(원)"))
    applied = fields.Field(column_name=gettext_lazy("신청일시"))
    reason = fields.Field(column_name=gettext_lazy("사유"))

    class Meta:
        model = Enrolment
        fields = export_order = (
            "id",
            "course",
            "number",
            "name",
            "email",
            "status",
            "waiting",
            "fee",
            "payment",
            "refund",
            "refund_due",
            "applied",
            "reason",
        )

    def dehydrate_waiting(self, row: Enrolment) -> str:
        return _("예") if row.is_waiting else ""

    def dehydrate_applied(self, row: Enrolment) -> str:
        return text.moment(row.applied_at)

    def dehydrate_reason(self, row: Enrolment) -> str:
        return row.rejection_reason or row.cancel_reason


class _MoneyResource(ExportedRows, resources.ModelResource):
    id = fields.Field("id", column_name=gettext_lazy("번호"))
    enrolment = fields.Field("enrolment_id", column_name=gettext_lazy("신청 번호"))
    course = fields.Field("enrolment__course_class__course__title", column_name=gettext_lazy("과정"))
    number = fields.Field("enrolment__course_class__number", column_name=gettext_lazy("차수"))
    name = fields.Field("enrolment__member__name", column_name=gettext_lazy("이름"))
    amount = fields.Field("amount", column_name=gettext_lazy("금액(원)"))
    reference = fields.Field("reference", column_name=gettext_lazy("거래 정보"))
    recorded_by = fields.Field("recorded_by__name", column_name=gettext_lazy("기록한 사람"))


class PaymentResource(_MoneyResource):
    method = fields.Field("get_method_display", column_name=gettext_lazy("결제 방법"))
    paid = fields.Field(column_name=gettext_lazy("결제일시"))

    class Meta:
        model = Payment
        fields = export_order = (
            "id",
            "enrolment",
            "course",
            "number",
            "name",
            "amount",
            "method",
            "reference",
            "paid",
            "recorded_by",
        )

    def dehydrate_paid(self, row: Payment) -> str:
        return text.moment(row.paid_at)


class RefundResource(_MoneyResource):
    reason = fields.Field("reason", column_name=gettext_lazy("환불 사유"))
    refunded = fields.Field(column_name=gettext_lazy("환불일시"))

    class Meta:
        model = Refund
        fields = export_order = (
            "id",
            "enrolment",
            "course",
            "number",
            "name",
            "amount",
            "reason",
            "reference",
            "refunded",
            "recorded_by",
        )

    def dehydrate_refunded(self, row: Refund) -> str:
        return text.moment(row.refunded_at)

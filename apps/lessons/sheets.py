"""Tutorials and lessons as spreadsheets to download. They are not read in: only an act changes a lesson."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from import_export import fields, resources

from apps.core import text
from apps.core.admin_sheets import ExportedRows
from apps.lessons.models import Lesson, Tutorial
from apps.lessons.selectors.payments import payment_of
from apps.topics.selectors import topic_names


class TutorialResource(ExportedRows, resources.ModelResource):
    id = fields.Field("id", column_name=_("번호"))
    title = fields.Field("title", column_name=_("제목"))
    mentor = fields.Field("mentor__name", column_name=_("멘토"))
    price = fields.Field("price", column_name=_("수업료(원)"))
    duration = fields.Field("duration", column_name=_("수업 시간(분)"))
    topics = fields.Field(column_name=_("주제"))
    is_open = fields.Field(column_name=_("신청 받기"))
    created_at = fields.Field(column_name=_("등록일"))

    class Meta:
        model = Tutorial
        fields = export_order = ("id", "title", "mentor", "price", "duration", "topics", "is_open", "created_at")

    def filter_export(self, queryset: Any, **kwargs: Any) -> Any:
        return queryset.prefetch_related("topics")

    def dehydrate_topics(self, tutorial: Tutorial) -> str:
        return ", ".join(topic_names(tutorial))

    def dehydrate_is_open(self, tutorial: Tutorial) -> str:
        return str(_("예") if tutorial.is_open else _("아니요"))

    def dehydrate_created_at(self, tutorial: Tutorial) -> str:
        return text.moment(tutorial.created_at)


class LessonResource(ExportedRows, resources.ModelResource):
    """Lessons with their state. What mentor and mentee wrote to each other is left out."""

    id = fields.Field("id", column_name=_("번호"))
    tutorial = fields.Field("tutorial__title", column_name=_("과외"))
    mentor = fields.Field("mentor__name", column_name=_("멘토"))
    mentee = fields.Field("mentee__name", column_name=_("멘티"))
    status = fields.Field("get_status_display", column_name=_("상태"))
    when = fields.Field(column_name=_("일시"))
    price = fields.Field("price", column_name=_("수업료(원)"))
    duration = fields.Field("duration", column_name=_("수업 시간(분)"))
    paid_on = fields.Field(column_name=_("결제일"))
    created_at = fields.Field(column_name=_("신청한 시각"))

    class Meta:
        model = Lesson
        fields = export_order = (
            "id", "tutorial", "mentor", "mentee", "status", "when", "price", "duration", "paid_on",
            "created_at",
        )  # fmt: skip

    def dehydrate_when(self, lesson: Lesson) -> str:
        return text.span(lesson.starts_at, lesson.ends_at)

    def filter_export(self, queryset: Any, **kwargs: Any) -> Any:
        return queryset.select_related("payment")

    def dehydrate_paid_on(self, lesson: Lesson) -> str:
        payment = payment_of(lesson)
        return payment.paid_on.isoformat() if payment is not None and payment.counts else ""

    def dehydrate_created_at(self, lesson: Lesson) -> str:
        return text.moment(lesson.created_at)

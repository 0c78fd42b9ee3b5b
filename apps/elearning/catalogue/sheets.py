"""Courses, contents and classes as spreadsheets, out and in. Imports go through the services."""

import datetime as dt
import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from import_export import fields, resources, widgets

from apps.accounts.models import Member
from apps.core import cells, html, spelling
from apps.core.admin_sheets import ImportedRows
from apps.core.errors import DomainError
from apps.core.spelling import comparable, squeezed
from apps.elearning.catalogue.models import Content, Course, CourseClass
from apps.elearning.catalogue.services import classes, courses
from apps.elearning.catalogue.states import Approval, ContentType, CourseLevel, CourseType, Promotion
from apps.planner.sheets import Whole, YesNo
from apps.seats.states import OFFER_HOURS

TEXT = widgets.CharWidget(coerce_to_string=True, allow_blank=True)


class RichTextWidget(widgets.Widget):
    """Text with its looks, as the words or as HTML. The column `형식` after it says which of the two stands in a row.

    Without that column, or with nothing in it, what is written there is text.
    """

    def __init__(self, column: str) -> None:
        super().__init__()
        self.column = column

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        given = str(value if value is not None else "")
        if comparable(str((row or {}).get(self.column) or "")) == "html":
            return html.clean(given)
        return html.of_text(given)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return html.editable(value or "").typed


class FormatWidget(widgets.Widget):
    """What stands in the column before: the words, or HTML."""

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "HTML" if html.editable(value or "").is_html else str(_("글"))


class ChoiceWidget(widgets.Widget):
    """A choice by its Korean label or its code."""

    def __init__(self, choices: Any) -> None:
        super().__init__()
        self.choices = choices

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        given = comparable(str(value if value is not None else ""))
        for choice in self.choices:
            if given in {comparable(choice.value), comparable(str(choice.label))}:
                return choice.value
        words = ", ".join(str(choice.label) for choice in self.choices)
        raise ValueError(_("다음 가운데 하나로 적어 주세요: %(words)s") % {"words": words})

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return str(self.choices(value).label) if value else ""


class DayWidget(widgets.Widget):
    """A date cell, or a date as people type it."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> dt.date:
        try:
            return cells.read_day(str(value if value is not None else ""))
        except ValueError:
            raise ValueError(_("날짜를 2026-01-05처럼 적어 주세요.")) from None

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> dt.date | str:
        return value or ""


class NumberWidget(Whole):
    """A required whole number."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int:
        number = super().clean(value, row, **kwargs)
        if number is None:
            raise ValueError(_("숫자를 적어 주세요."))
        return number


class EmailsWidget(widgets.Widget):
    """Members by their e-mail addresses, separated by commas."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> list[Member]:
        given = [word for word in map(comparable, re.split("[,;\n]", str(value or ""))) if word]
        members = {member.email.lower(): member for member in Member.objects.filter(email__in=given, is_active=True)}
        missing = [email for email in given if email not in members]
        if missing:
            raise ValueError(_("이런 이메일의 회원이 없습니다: %(emails)s") % {"emails": ", ".join(missing)})
        return [members[email] for email in given]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return ", ".join(member.email for member in value.all()) if value is not None else ""


class TopicsWidget(widgets.Widget):
    """Topics by their names, separated by commas."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> list[str]:
        return [word for word in map(spelling.line, re.split("[,;，；、\n]", str(value or ""))) if word]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return ", ".join(topic.name for topic in value.all()) if value is not None else ""


class CourseWidget(widgets.ForeignKeyWidget):
    """The course by its id."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Course:
        try:
            return Course.objects.get(pk=cells.read_whole(str(value)))
        except (Course.DoesNotExist, ValueError):
            raise ValueError(_("과정 번호가 %(n)s인 과정이 없습니다.") % {"n": value}) from None

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return value.pk if value is not None else ""


class _ServiceResource(ImportedRows, resources.ModelResource):
    """A resource saved by a service, whose refusal is the row's error. Columns not in the file keep their value."""

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        super().before_import(dataset, **kwargs)
        self.by = kwargs["user"]

    def keep(self, instance: Any) -> None:
        raise NotImplementedError

    def do_instance_save(self, instance: Any, is_create: bool) -> None:
        try:
            self.keep(instance)
        except DomainError as error:
            raise ValidationError(error.message) from error


class _NamingResource(_ServiceResource):
    """A resource one of whose columns (`names`) names rows beside it, which the service saves together with it."""

    names = ""
    named: list[Any] | None = None

    def is_named(self, original: Any) -> bool:
        """Return whether the row has what is named already."""
        raise NotImplementedError

    def import_field(self, field: Any, instance: Any, row: Any, is_m2m: bool = False, **kwargs: Any) -> None:
        if field.attribute == self.names:
            self.named = field.clean(row) if field.column_name in row else None
            return
        super().import_field(field, instance, row, is_m2m, **kwargs)

    def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        """Return whether the row says what stands already, what it names included."""
        if import_validation_errors or original.pk is None:
            return False
        columns = [field for field in self.get_import_fields() if field.attribute != self.names]
        if any(field.get_value(instance) != field.get_value(original) for field in columns):
            return False
        return self.named is None or self.is_named(original)

    def save_m2m(self, instance: Any, row: Any, **kwargs: Any) -> None:
        """Do nothing: the service has saved them."""

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        self.named = None


class CourseResource(_NamingResource):
    """Courses. A row with an id changes that course; without one it is a new course."""

    id = fields.Field("id", column_name="번호", widget=Whole())
    title = fields.Field("title", column_name="과정명", widget=TEXT)
    type = fields.Field("type", column_name="형태", widget=ChoiceWidget(CourseType))
    level = fields.Field("level", column_name="수준", widget=ChoiceWidget(CourseLevel))
    hours = fields.Field("hours", column_name="학습 시간", widget=NumberWidget())
    is_published = fields.Field("is_published", column_name="공개", widget=YesNo(), default=False)
    content = fields.Field("content", column_name="소개", widget=RichTextWidget("소개 형식"))
    content_format = fields.Field("content", column_name="소개 형식", widget=FormatWidget(), readonly=True)
    topics = fields.Field("topics", column_name="주제", widget=TopicsWidget())
    names = "topics"

    class Meta:
        model = Course
        import_id_fields = ("id",)
        fields = export_order = (
            "id",
            "title",
            "type",
            "level",
            "hours",
            "is_published",
            "content",
            "content_format",
            "topics",
        )
        skip_unchanged = True
        report_skipped = True
        use_transactions = True

    def get_queryset(self) -> Any:
        return super().get_queryset().prefetch_related("topics")

    def filter_export(self, queryset: Any, **kwargs: Any) -> Any:
        return queryset.prefetch_related("topics")

    def is_named(self, original: Course) -> bool:
        return set(map(squeezed, self.named or ())) == {squeezed(topic.name) for topic in original.topics.all()}

    def keep(self, instance: Course) -> None:
        courses.save_course(by=self.by, course=instance, topics=self.named)


class ContentResource(_ServiceResource):
    """Contents, known by course id and position. Files are uploaded on the course's page."""

    course = fields.Field("course", column_name="과정 번호", widget=CourseWidget(Course))
    course_title = fields.Field("course__title", column_name="과정명", readonly=True)
    position = fields.Field("position", column_name="순서", widget=NumberWidget())
    title = fields.Field("title", column_name="제목", widget=TEXT)
    type = fields.Field("type", column_name="종류", widget=ChoiceWidget(ContentType))
    minutes = fields.Field("minutes", column_name="분", widget=NumberWidget())
    least_minutes = fields.Field("least_minutes", column_name="최소 분", widget=Whole(), default=0)
    is_required = fields.Field("is_required", column_name="필수", widget=YesNo(), default=True)
    url = fields.Field("url", column_name="주소", widget=TEXT, default="")
    text = fields.Field("text", column_name="글", widget=RichTextWidget("글 형식"), default="")
    text_format = fields.Field("text", column_name="글 형식", widget=FormatWidget(), readonly=True)

    class Meta:
        model = Content
        import_id_fields = ("course", "position")
        fields = export_order = (
            "course",
            "course_title",
            "position",
            "title",
            "type",
            "minutes",
            "least_minutes",
            "is_required",
            "url",
            "text",
            "text_format",
        )
        skip_unchanged = True
        report_skipped = True
        use_transactions = True

    def keep(self, instance: Content) -> None:
        courses.save_content(by=self.by, content=instance)


class ClassResource(_NamingResource):
    """Classes, known by course id and number. Meetings and refund steps are edited in the admin."""

    course = fields.Field("course", column_name="과정 번호", widget=CourseWidget(Course))
    course_title = fields.Field("course__title", column_name="과정명", readonly=True)
    number = fields.Field("number", column_name="차수", widget=NumberWidget())
    start_date = fields.Field("start_date", column_name="시작일", widget=DayWidget())
    end_date = fields.Field("end_date", column_name="종료일", widget=DayWidget())
    apply_start = fields.Field("apply_start", column_name="신청 시작일", widget=DayWidget())
    apply_end = fields.Field("apply_end", column_name="신청 종료일", widget=DayWidget())
    capacity = fields.Field("capacity", column_name="정원", widget=NumberWidget())
    seats_taken = fields.Field("seats_taken", column_name="신청 인원", readonly=True)
    least = fields.Field("least", column_name="최소 인원", widget=NumberWidget(), default=1)
    fee = fields.Field("fee", column_name="수강료", widget=NumberWidget(), default=0)
    approval = fields.Field("approval", column_name="승인 방식", widget=ChoiceWidget(Approval))
    has_waiting_list = fields.Field("has_waiting_list", column_name="대기 받기", widget=YesNo(), default=True)
    promotion = fields.Field("promotion", column_name="대기 승인 방식", widget=ChoiceWidget(Promotion))
    offer_hours = fields.Field("offer_hours", column_name="자리 제안 기한", widget=NumberWidget(), default=OFFER_HOURS)
    attendance_weight = fields.Field("attendance_weight", column_name="출석 비중", widget=NumberWidget())
    assessment_weight = fields.Field("assessment_weight", column_name="평가 비중", widget=NumberWidget())
    progress_weight = fields.Field("progress_weight", column_name="진도 비중", widget=NumberWidget())
    is_published = fields.Field("is_published", column_name="공개", widget=YesNo(), default=False)
    instructors = fields.Field("instructors", column_name="강사", widget=EmailsWidget())
    names = "instructors"

    class Meta:
        model = CourseClass
        import_id_fields = ("course", "number")
        fields = export_order = (
            "course",
            "course_title",
            "number",
            "start_date",
            "end_date",
            "apply_start",
            "apply_end",
            "capacity",
            "seats_taken",
            "least",
            "fee",
            "approval",
            "has_waiting_list",
            "promotion",
            "offer_hours",
            "attendance_weight",
            "assessment_weight",
            "progress_weight",
            "is_published",
            "instructors",
        )
        skip_unchanged = True
        report_skipped = True
        use_transactions = True

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("course").prefetch_related("instructors")

    def is_named(self, original: CourseClass) -> bool:
        return {one.pk for one in self.named or ()} == {one.pk for one in original.instructors.all()}

    def keep(self, instance: CourseClass) -> None:
        classes.save_class(by=self.by, course_class=instance, instructors=self.named)

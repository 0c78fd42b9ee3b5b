"""The admin forms of the catalogue. They give the input its shape; the services decide what is allowed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.admin_saving import RefusableForm, RefusableFormSet, ServedForm
from apps.core.documents import OFFICE
from apps.core.fields import DayField, NumberField, RichTextInput, SiteField, limit_text
from apps.elearning.catalogue.models import ClassMeeting, Content, Course, CourseClass, RefundStep
from apps.elearning.catalogue.rules import LONGEST_TEXT, MOST_MINUTES
from apps.elearning.catalogue.services.classes import CLASS_FIELDS, next_number
from apps.elearning.catalogue.services.courses import CONTENT_FIELDS, COURSE_FIELDS
from apps.planner.forms import HolidaysField, know_holidays
from apps.topics.forms import TopicsField, topics_field

ACCEPTED = ",".join(
    ["video/mp4", "video/webm", "video/quicktime", "application/pdf", "text/plain", *(f".{kind}" for kind in OFFICE)]
)


RICH_TEXT_HELP = _(
    "‘쓴 글 그대로’는 한 줄을 비우면 문단이 나뉩니다. ‘HTML로 꾸민 글’에는 제목, 목록, 링크, 코드 등의 태그를 쓸 수 "
    "있습니다."
)


class CourseForm(RefusableForm):
    topics = TopicsField()

    class Meta:
        model = Course
        fields = COURSE_FIELDS
        widgets = {"content": RichTextInput(attrs={"rows": 10, "cols": 80}, chooses=True)}
        help_texts = {"content": RICH_TEXT_HELP}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "content" in self.fields:
            limit_text(self.fields["content"], LONGEST_TEXT)
        if "topics" in self.fields:
            known = list(self.instance.topics.all()) if self.instance.pk else []
            self.initial["topics"] = [topic.name for topic in known]
            topics_field(self).offer(known)


class ContentForm(ServedForm):
    """A content of a course. Without a position it comes last."""

    position = NumberField(label=_("순서"), required=False, min_value=1, max_value=9_999)
    least_minutes = NumberField(
        label=_("최소 학습 시간(분)"),
        required=False,
        min_value=0,
        max_value=MOST_MINUTES,
        help_text=_("문서를 이만큼 읽어야 완료할 수 있습니다. 비워 두면 제한이 없습니다."),
    )
    url = SiteField(
        label=_("주소"),
        required=False,
        max_length=500,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://", "size": 60}),
    )

    class Meta:
        model = Content
        fields = CONTENT_FIELDS
        labels = {"captions": _("자막")}
        widgets = {
            "file": forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
            "captions": forms.ClearableFileInput(attrs={"accept": ".vtt,.srt,.smi,.ass,.ssa,.sbv,text/vtt"}),
            "text": RichTextInput(attrs={"rows": 4, "cols": 80}, chooses=True),
        }
        help_texts = {
            "minutes": _("동영상 파일을 올리면 그 길이로 정해집니다."),
            "file": _(
                "동영상은 MP4(영상 H.264, 소리 AAC)나 WebM, "
                "문서는 PDF·한글·Word·PowerPoint·Excel·ZIP·텍스트 파일입니다."
            ),
            "captions": _("동영상에 붙일 WebVTT·SRT·SMI·ASS 파일입니다. WebVTT로 바꾸어 보관합니다."),
            "text": RICH_TEXT_HELP,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "text" in self.fields:
            limit_text(self.fields["text"], LONGEST_TEXT)

    def clean_least_minutes(self) -> int:
        """Return the minutes; those of before where the field was not sent."""
        if self.add_prefix("least_minutes") not in self.data:
            return self.instance.least_minutes
        return self.cleaned_data["least_minutes"] or 0


class ContentFormSet(RefusableFormSet):
    def given(self) -> list[Content]:
        rows = super().given()
        last = max((row.position for row in rows if row.position), default=0)
        for row in rows:
            if not row.position:
                last += 1
                row.position = last
        return rows


class ClassForm(RefusableForm):
    """A class. `seen` is the revision that the form was made from, so that an edit by somebody else is noticed.

    `holidays` are those that a refusal named: sent again, the form goes on.
    """

    number = NumberField(label=_("차수"), required=False, min_value=1, help_text=_("비워 두면 다음 번호가 됩니다."))
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    holidays = HolidaysField()

    class Meta:
        model = CourseClass
        fields = ("course", "instructors", *CLASS_FIELDS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.initial["seen"] = self.instance.revision

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        course = cleaned.get("course") or getattr(self.instance, "course", None)
        if not cleaned.get("number") and "number" not in self.errors and course is not None:
            cleaned["number"] = next_number(course.pk)
        if self.refused is not None:
            know_holidays(self, self.refused)
        return cleaned


class MeetingForm(ServedForm):
    class Meta:
        model = ClassMeeting
        fields = ("starts_at", "ends_at", "venue", "venue_text", "join_url")


class StepForm(ServedForm):
    class Meta:
        model = RefundStep
        fields = ("days_before", "percent")


class CopyForm(forms.Form):
    """The first day of the copied class."""

    start_date = DayField(
        label=_("새 차수의 시작일"),
        help_text=_("다른 날짜와 수업일도 같은 날수만큼 옮겨집니다. 같은 요일을 고르면 수업 요일도 그대로입니다."),
    )
    with_meetings = forms.BooleanField(label=_("수업일도 복사하기"), required=False, initial=True)
    holidays = HolidaysField()

"""Courses, contents and classes (seed 001; docs/domain.md, Catalogue)."""

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Member
from apps.core import clock, columns, text
from apps.elearning.catalogue.querysets import ContentManager, CourseClassQuerySet, CourseQuerySet
from apps.elearning.catalogue.states import (
    Approval,
    ClassFacts,
    ClassPhase,
    ContentType,
    CourseLevel,
    CourseType,
    Promotion,
    phase,
)
from apps.planner.models import Venue
from apps.seats.models import SeatPool
from apps.topics.models import Topic

MEMBER = settings.AUTH_USER_MODEL
PERCENT = (MinValueValidator(0), MaxValueValidator(100))


class Course(models.Model):
    """A course (과정). `hours` is the learning time on the certificate; `*_key` and `excerpt` follow from the texts."""

    title = columns.LineField(_("과정명"), max_length=200)
    title_key = models.TextField(editable=False)
    content = models.TextField(_("소개"), blank=True)
    content_key = models.TextField(editable=False, blank=True)
    excerpt = models.CharField(max_length=200, editable=False, blank=True)
    level = models.CharField(_("수준"), max_length=12, choices=CourseLevel, default=CourseLevel.INTRODUCTORY)
    type = models.CharField(_("형태"), max_length=7, choices=CourseType, default=CourseType.ONLINE)
    hours = models.PositiveSmallIntegerField(_("학습 시간(시간)"), validators=[MinValueValidator(1)])
    topics = models.ManyToManyField(Topic, blank=True, related_name="courses", verbose_name=_("주제"))
    is_published = models.BooleanField(_("공개"), default=False)
    created_at = models.DateTimeField(_("등록일"), editable=False)
    updated_at = models.DateTimeField(_("수정일"), editable=False)

    objects = CourseQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("record", "과정")
        verbose_name_plural = pgettext_lazy("records", "과정")
        constraints = [models.CheckConstraint(condition=Q(hours__gte=1), name="elearning_course_hours_positive")]
        indexes = [
            models.Index(fields=["-created_at", "-id"], condition=Q(is_published=True), name="elearning_course_newest"),
            models.Index(
                fields=["type", "-created_at", "-id"], condition=Q(is_published=True), name="elearning_course_type"
            ),
            models.Index(
                fields=["level", "-created_at", "-id"], condition=Q(is_published=True), name="elearning_course_level"
            ),
            models.Index(fields=["title", "id"], condition=Q(is_published=True), name="elearning_course_title"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("courses:detail", args=[self.pk])


class Content(models.Model):
    """A video, document or text of a course. `minutes` is its weight in the progress of the course.

    `seconds` is the length of a video's file, None before it was read, 0 if the file does not tell it. A document can
    be completed once it was read for `least_minutes`.
    One that was taken out of its course while classes need it is retired: it has no position any more and is found
    through `ClassContent` alone. What a class asks for is in `selectors.contents`.
    """

    course = models.ForeignKey(Course, models.PROTECT, related_name="contents", verbose_name=_("과정"))
    position = models.PositiveSmallIntegerField(_("순서"), null=True)
    title = columns.LineField(_("제목"), max_length=200)
    type = models.CharField(_("종류"), max_length=8, choices=ContentType)
    minutes = models.PositiveSmallIntegerField(_("학습 시간(분)"), validators=[MinValueValidator(1)])
    least_minutes = models.PositiveSmallIntegerField(_("최소 학습 시간(분)"), default=0)
    seconds = models.PositiveIntegerField(_("동영상 길이(초)"), null=True, blank=True, editable=False)
    is_required = models.BooleanField(_("필수"), default=True)
    file = models.FileField(_("파일"), upload_to="contents/%Y/%m", blank=True)
    captions = models.FileField(_("자막(WebVTT)"), upload_to="contents/%Y/%m", blank=True)
    url = models.URLField(_("주소"), max_length=500, blank=True)
    text = models.TextField(_("글"), blank=True)
    retired_at = models.DateTimeField(_("과정에서 뺀 날"), null=True, blank=True, editable=False)

    objects = ContentManager()

    class Meta:
        verbose_name = pgettext_lazy("record", "콘텐츠")
        verbose_name_plural = pgettext_lazy("records", "콘텐츠")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "position"], deferrable=models.Deferrable.DEFERRED, name="elearning_content_position"
            ),
            models.CheckConstraint(condition=Q(minutes__gte=1), name="elearning_content_minutes_positive"),
            models.CheckConstraint(
                condition=Q(retired_at=None, position__isnull=False) | Q(retired_at__isnull=False, position=None),
                name="elearning_content_retired_has_no_position",
            ),
        ]

    def __str__(self) -> str:
        return self.title if self.position is None else f"{self.position}. {self.title}"


def title_in_words(course: str, number: int) -> str:
    """Return the title of a class in the language of its reader: `파이썬 1차`, `파이썬, class 1`."""
    return gettext("%(course)s %(n)d차") % {"course": course, "n": number}


def say_class_title(title: str) -> str:
    """Return a stored title of a class (`CourseClass.title`) in the language of its reader.

    Planners and notices keep the title as one text, and its number always stands last.
    """
    course, _space, number = title.removesuffix("차").rpartition(" ")
    return title_in_words(course, int(number)) if course and number.isdecimal() else title


class CourseClass(SeatPool):
    """A class (차수): one time that a course is held. `fee` in whole KRW.

    `starts_at` and `ends_at` are derived from `start_date` and `end_date`, `opens_at` and `closes_at` from the
    application dates (both ends included, in Seoul); `save` writes them together. Weights and bounds are percent.
    `contents_kept_at`: since when the class asks for its own `ClassContent`; None: for its course's contents.
    """

    SOURCE = "elearning.meeting"  # the name of its meetings in the planner

    course = models.ForeignKey(Course, models.PROTECT, related_name="classes", verbose_name=_("과정"))
    number = models.PositiveSmallIntegerField(_("차수"), validators=[MinValueValidator(1)])
    instructors: "models.ManyToManyField[Member, Any]" = models.ManyToManyField(
        MEMBER, related_name="classes_taught", blank=True, verbose_name=_("강사")
    )
    start_date = models.DateField(_("시작일"))
    end_date = models.DateField(_("종료일"))
    apply_start = models.DateField(_("신청 시작일"))
    apply_end = models.DateField(_("신청 종료일"))
    starts_at = models.DateTimeField(editable=False)
    ends_at = models.DateTimeField(editable=False)
    opens_at = models.DateTimeField(editable=False)
    closes_at = models.DateTimeField(editable=False)
    least = models.PositiveIntegerField(_("최소 인원"), default=1, help_text=_("이보다 적으면 폐강할 수 있습니다."))
    fee = models.PositiveIntegerField(_("수강료(원)"), default=0)
    approval = models.CharField(_("승인 방식"), max_length=9, choices=Approval, default=Approval.MANUAL)
    has_waiting_list = models.BooleanField(_("대기 받기"), default=True)
    promotion = models.CharField(_("대기 승인 방식"), max_length=9, choices=Promotion, default=Promotion.AUTOMATIC)
    attendance_weight = models.PositiveSmallIntegerField(_("출석 비중(%)"), default=30, validators=PERCENT)
    assessment_weight = models.PositiveSmallIntegerField(_("평가 비중(%)"), default=40, validators=PERCENT)
    progress_weight = models.PositiveSmallIntegerField(_("진도 비중(%)"), default=30, validators=PERCENT)
    least_progress = models.PositiveSmallIntegerField(_("수료 진도(%)"), default=80, validators=PERCENT)
    least_attendance = models.PositiveSmallIntegerField(_("수료 출석(%)"), default=80, validators=PERCENT)
    least_score = models.PositiveSmallIntegerField(_("수료 총점"), default=60, validators=PERCENT)
    lates_per_absence = models.PositiveSmallIntegerField(
        _("결석 1회로 볼 지각·조퇴 횟수"), default=3, help_text=_("0이면 지각과 조퇴를 결석으로 보지 않습니다.")
    )
    join_url = columns.JoinUrlField(
        _("참여 주소"), help_text=_("온라인 수업에 들어갈 주소입니다. 주소를 따로 적지 않은 수업일에 쓰입니다.")
    )
    is_published = models.BooleanField(_("공개"), default=False)
    called_off_at = models.DateTimeField(_("폐강한 시각"), null=True, blank=True, editable=False)
    called_off_reason = columns.WordsField(_("폐강 사유"), max_length=500, blank=True, editable=False)
    contents_kept_at = models.DateTimeField(
        _("이 차수의 콘텐츠를 정한 시점"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("시작한 뒤에 과정의 콘텐츠가 바뀌었습니다. 이 차수에는 그 전의 콘텐츠가 남아 있습니다."),
    )
    created_at = models.DateTimeField(_("등록일"), editable=False)
    updated_at = models.DateTimeField(_("수정일"), editable=False)

    objects = CourseClassQuerySet.as_manager()

    class Meta(SeatPool.Meta):
        abstract = False
        verbose_name = pgettext_lazy("record", "차수")
        verbose_name_plural = pgettext_lazy("records", "차수")
        constraints = [
            *SeatPool.Meta.constraints,
            models.UniqueConstraint(fields=["course", "number"], name="elearning_courseclass_number"),
            models.CheckConstraint(
                condition=Q(start_date__lte=F("end_date")), name="elearning_courseclass_dates_in_order"
            ),
            models.CheckConstraint(
                condition=Q(apply_start__lte=F("apply_end"), apply_end__lte=F("end_date")),
                name="elearning_courseclass_applications_in_order",
            ),
            models.CheckConstraint(
                condition=Q(attendance_weight=100 - F("assessment_weight") - F("progress_weight")),
                name="elearning_courseclass_weights_are_whole",
            ),
            models.CheckConstraint(
                condition=Q(least__gte=1, least__lte=F("capacity")), name="elearning_courseclass_least_within_capacity"
            ),
        ]
        indexes = [
            models.Index(fields=["course", "-start_date", "-id"], name="elearning_class_of_course"),
            models.Index(
                fields=["closes_at", "opens_at"],
                condition=Q(is_published=True, called_off_at=None, seats_taken__lt=F("capacity")),
                name="elearning_class_open",
            ),
            models.Index(
                fields=["opens_at"], condition=Q(is_published=True, called_off_at=None), name="elearning_class_coming"
            ),
            models.Index(
                fields=["ends_at"],
                condition=Q(is_published=True, called_off_at=None, fee=0),
                name="elearning_class_free",
            ),
            models.Index(fields=["-start_date", "-id"], name="elearning_class_newest"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def title(self) -> str:
        """Return the course's title with the number of the class, for places where the class stands alone."""
        return f"{self.course.title} {self.number}차"

    @property
    def label(self) -> str:
        """Return the title as a page says it in its reader's language; `title` is what is stored and sent."""
        return title_in_words(self.course.title, self.number)

    def get_absolute_url(self) -> str:
        return f"{reverse('courses:detail', args=[self.course_id])}#class-{self.pk}"

    @property
    def is_free(self) -> bool:
        return self.fee == 0

    def set_moments(self) -> None:
        """Derive the moments from the dates."""
        self.starts_at = clock.start_of(self.start_date)
        self.ends_at = clock.start_of(self.end_date) + clock.ONE_DAY
        self.opens_at = clock.start_of(self.apply_start)
        self.closes_at = clock.start_of(self.apply_end) + clock.ONE_DAY

    def phase_at(self, now) -> ClassPhase:
        return phase(
            ClassFacts(
                self.opens_at,
                self.closes_at,
                self.starts_at,
                self.ends_at,
                self.capacity,
                self.seats_taken,
                called_off=self.called_off_at is not None,
            ),
            now,
        )


class ClassContent(models.Model):
    """A content that a class which has begun asks for, weighed as its learners were told.

    The rows are made when the contents of the course first change after the class began; until then the course's are
    the class's.
    """

    course_class = models.ForeignKey(CourseClass, models.CASCADE, related_name="own_contents", verbose_name=_("차수"))
    content = models.ForeignKey(Content, models.PROTECT, related_name="in_classes", verbose_name=_("콘텐츠"))
    position = models.PositiveSmallIntegerField(_("순서"))
    minutes = models.PositiveSmallIntegerField(_("학습 시간(분)"))
    least_minutes = models.PositiveSmallIntegerField(_("최소 학습 시간(분)"), default=0)
    is_required = models.BooleanField(_("필수"))

    class Meta:
        verbose_name = pgettext_lazy("record", "차수의 콘텐츠")
        verbose_name_plural = pgettext_lazy("records", "차수의 콘텐츠")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["course_class", "content"], name="elearning_classcontent_once"),
            models.CheckConstraint(condition=Q(minutes__gte=1), name="elearning_classcontent_minutes_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.course_class_id} · {self.content_id}"


class ClassMeeting(models.Model):
    """A day on which a class meets (수업일). Attendance is taken for it."""

    course_class = models.ForeignKey(CourseClass, models.CASCADE, related_name="meetings", verbose_name=_("차수"))
    starts_at = models.DateTimeField(_("시작"))
    ends_at = models.DateTimeField(_("끝"))
    venue = models.ForeignKey(
        Venue, models.PROTECT, null=True, blank=True, related_name="class_meetings", verbose_name=_("장소")
    )
    venue_text = columns.LineField(_("장소 이름"), max_length=100, blank=True)
    join_url = columns.JoinUrlField(_("참여 주소"))

    class Meta:
        verbose_name = pgettext_lazy("record", "수업일")
        verbose_name_plural = pgettext_lazy("records", "수업일")
        ordering = ["starts_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["course_class", "starts_at"], name="elearning_classmeeting_once"),
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")), name="elearning_classmeeting_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return text.span(self.starts_at, self.ends_at)

    @property
    def venue_name(self) -> str:
        return self.venue.name if self.venue is not None else self.venue_text


class RefundStep(models.Model):
    """A refund step: until `days_before` days before the class starts, `percent` of what was paid is given back."""

    course_class = models.ForeignKey(CourseClass, models.CASCADE, related_name="refund_steps", verbose_name=_("차수"))
    days_before = models.PositiveSmallIntegerField(_("시작 며칠 전까지"))
    percent = models.PositiveSmallIntegerField(_("환불 비율(%)"), validators=PERCENT)

    class Meta:
        verbose_name = pgettext_lazy("record", "환불 기준")
        verbose_name_plural = pgettext_lazy("records", "환불 기준")
        ordering = ["-days_before"]
        constraints = [
            models.UniqueConstraint(fields=["course_class", "days_before"], name="elearning_refundstep_once"),
            models.CheckConstraint(condition=Q(percent__lte=100), name="elearning_refundstep_percent"),
        ]

    def __str__(self) -> str:
        return f"{self.days_before}: {self.percent}%"

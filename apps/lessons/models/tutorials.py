"""Tutorials that mentors offer, their weekly hours, days off and settings (seed 003)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core import columns, text
from apps.lessons.querysets import OpenHolidayQuerySet, TutorialQuerySet, WeeklyHoursQuerySet
from apps.planner.models import Venue
from apps.topics.models import Topic

MEMBER = settings.AUTH_USER_MODEL


FOLLOWED = "lessons"  # the name of tutorials among what members follow


class Tutorial(models.Model):
    """A tutorial (과외): the subject in which a mentor offers lessons.

    `price` is in whole KRW, `duration` in minutes. The fields `*_key` are made from title and description for search.
    """

    mentor = models.ForeignKey(MEMBER, models.PROTECT, related_name="tutorials", verbose_name=_("멘토"))
    title = columns.LineField(_("제목"), max_length=200)
    title_key = models.TextField(editable=False)
    description = columns.TextField(_("소개"), max_length=5000)
    description_key = models.TextField(editable=False)
    price = models.PositiveIntegerField(_("수업료(원)"))
    duration = models.PositiveSmallIntegerField(_("수업 시간(분)"))
    venue = models.ForeignKey(
        Venue, models.PROTECT, null=True, blank=True, related_name="tutorials", verbose_name=_("장소")
    )
    venue_text = columns.LineField(_("장소 이름"), max_length=100, blank=True)
    join_url = columns.JoinUrlField(_("참여 주소"))
    topics = models.ManyToManyField(Topic, blank=True, related_name="tutorials", verbose_name=_("주제"))
    is_open = models.BooleanField(_("신청 받기"), default=True)
    # Of the reviews that are shown (services.reviews).
    review_count = models.PositiveIntegerField(_("후기 수"), default=0, editable=False)
    score_sum = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(_("등록일"))
    updated_at = models.DateTimeField(_("수정일"))
    revision = models.PositiveIntegerField(default=0, editable=False)

    objects = TutorialQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("record", "과외")
        verbose_name_plural = pgettext_lazy("records", "과외")
        constraints = [
            models.CheckConstraint(
                condition=Q(duration__gte=10, duration__lte=720), name="lessons_tutorial_duration_in_range"
            ),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], condition=Q(is_open=True), name="lessons_tutorial_newest"),
            models.Index(fields=["price", "-id"], condition=Q(is_open=True), name="lessons_tutorial_price"),
            models.Index(fields=["mentor", "-created_at", "-id"], name="lessons_tutorial_mentor"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("tutorials:detail", args=[self.pk])

    @property
    def venue_name(self) -> str:
        return self.venue.name if self.venue is not None else self.venue_text


class WeeklyHours(models.Model):
    """A time of the week at which a mentor gives lessons. A mentor without any gives lessons at all times.

    Those of a `tutorial` hold for it alone, instead of the mentor's other ones.
    """

    mentor = models.ForeignKey(MEMBER, models.CASCADE, related_name="weekly_hours", verbose_name=_("멘토"))
    tutorial = models.ForeignKey(
        Tutorial, models.CASCADE, null=True, blank=True, related_name="own_hours", verbose_name=_("이 과외만")
    )
    weekday = models.PositiveSmallIntegerField(_("요일"))  # 0 is Monday, as Python counts
    start_time = models.TimeField(_("시작"))
    end_time = models.TimeField(_("끝"))  # 00:00 is the end of the day

    objects = WeeklyHoursQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("record", "수업 가능 시간")
        verbose_name_plural = pgettext_lazy("records", "수업 가능 시간")
        constraints = [
            models.UniqueConstraint(
                fields=["mentor", "weekday", "start_time"],
                condition=Q(tutorial=None),
                name="lessons_weeklyhours_once",
            ),
            models.UniqueConstraint(
                fields=["tutorial", "weekday", "start_time"],
                condition=Q(tutorial__isnull=False),
                name="lessons_weeklyhours_tutorial_once",
            ),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="lessons_weeklyhours_weekday"),
            models.CheckConstraint(
                condition=Q(start_time__lt=F("end_time")) | Q(end_time="00:00"), name="lessons_weeklyhours_in_order"
            ),
        ]
        ordering = ["weekday", "start_time"]

    def __str__(self) -> str:
        return f"{self.mentor.name} · {text.short_weekday(self.weekday)} {self.start_time:%H:%M}"


class DayOff(models.Model):
    """Days on which a mentor gives no lessons, the first and the last included."""

    mentor = models.ForeignKey(MEMBER, models.CASCADE, related_name="days_off", verbose_name=_("멘토"))
    first_day = models.DateField(_("첫날"))
    last_day = models.DateField(_("마지막 날"))
    note = columns.LineField(_("메모"), max_length=100, blank=True, help_text=_("나만 봅니다."))

    class Meta:
        verbose_name = pgettext_lazy("record", "쉬는 날")
        verbose_name_plural = pgettext_lazy("records", "쉬는 날")
        constraints = [
            models.CheckConstraint(condition=Q(first_day__lte=F("last_day")), name="lessons_dayoff_in_order"),
        ]
        indexes = [models.Index(fields=["mentor", "last_day"], name="lessons_dayoff_mentor")]
        ordering = ["first_day"]

    def __str__(self) -> str:
        return f"{self.mentor.name} · {text.period(self.first_day, self.last_day)}"


class OpenHoliday(models.Model):
    """A public holiday on which a mentor gives lessons all the same, at the hours of that weekday."""

    mentor = models.ForeignKey(
        MEMBER, models.CASCADE, related_name="open_holidays", db_index=False, verbose_name=_("멘토")
    )
    date = models.DateField(_("날짜"))

    objects = OpenHolidayQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("record", "수업하는 공휴일")
        verbose_name_plural = pgettext_lazy("records", "수업하는 공휴일")
        constraints = [models.UniqueConstraint(fields=["mentor", "date"], name="lessons_openholiday_once")]
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.mentor.name} · {text.day(self.date)}"


class LessonSettings(models.Model):
    """What a mentor asks of the times of lessons. A mentor without a row asks nothing, as its defaults say."""

    mentor = models.OneToOneField(MEMBER, models.CASCADE, related_name="lesson_settings", verbose_name=_("멘토"))
    buffer = models.PositiveSmallIntegerField(_("수업 사이 간격(분)"), default=0)
    notice = models.PositiveSmallIntegerField(_("신청 기한(시작 몇 시간 전)"), default=0)
    most_a_day = models.PositiveSmallIntegerField(_("하루에 할 수업 수"), null=True, blank=True)
    holds_requests = models.BooleanField(_("답하지 않은 신청도 자리 차지"), default=False)
    revision = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = pgettext_lazy("record", "수업 받는 방식")
        verbose_name_plural = pgettext_lazy("records", "수업 받는 방식")
        constraints = [
            models.CheckConstraint(condition=Q(buffer__lte=120), name="lessons_settings_buffer"),
            models.CheckConstraint(condition=Q(notice__lte=336), name="lessons_settings_notice"),
            models.CheckConstraint(
                condition=Q(most_a_day=None) | Q(most_a_day__gte=1, most_a_day__lte=20), name="lessons_settings_a_day"
            ),
        ]
        ordering = ["mentor"]

    def __str__(self) -> str:
        return self.mentor.name

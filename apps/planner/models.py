"""Appointments, which every domain books in one table, venues, public holidays, and the addresses of calendars."""

import secrets
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.lookups import LessThanOrEqual
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core import columns, parts, text
from apps.planner.querysets import VenueQuerySet

# The longest appointment. A constraint enforces it, and `selectors.overlapping` bounds its index scan by it.
LONGEST = timedelta(hours=24)
JOINS_BEFORE = timedelta(minutes=10)  # how long before the start one may enter an online meeting


class SecondsBetween(models.Func):
    """The whole seconds from the second moment to the first, in SQL that each database has by itself.

    Django's own subtraction calls a Python function in SQLite. In a constraint that would lock all other programs out
    of the file.
    """

    arity = 2
    output_field = models.BigIntegerField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(
            compiler, connection, template="EXTRACT(EPOCH FROM (%(expressions)s))", arg_joiner=" - ", **context
        )

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(
            compiler,
            connection,
            template="CAST(ROUND((julianday(%(expressions)s)) * 86400) AS INTEGER)",
            arg_joiner=") - julianday(",
            **context,
        )


class Venue(models.Model):
    """A venue managed by staff. A physical one holds one thing at a time, an online one any number."""

    name = columns.LineField(_("이름"), max_length=100, unique=True)
    group = columns.LineField(_("구분"), max_length=50, blank=True)
    seats = models.PositiveIntegerField(_("좌석 수"), null=True, blank=True)
    is_online = models.BooleanField(_("온라인"), default=False)
    is_active = models.BooleanField(_("사용"), default=True)
    note = columns.LineField(
        _("안내"), max_length=200, blank=True, help_text=_("찾아오는 길이나 층처럼 이름 옆에 보일 한 줄")
    )

    objects = VenueQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("record", "장소")
        verbose_name_plural = pgettext_lazy("records", "장소")
        ordering = ["is_online", "group", "name"]

    def __str__(self) -> str:
        return self.name


class AppointmentRole(models.TextChoices):
    HOST = "host", _("진행")
    GUEST = "guest", _("참여")


class Appointment(models.Model):
    """A member's appointment. A cancelled one stays, so that calendars that follow the feed learn of it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="appointments", verbose_name=_("회원")
    )
    source = models.CharField(_("출처"), max_length=40)  # what it comes of, e.g. mentoring.session
    source_id = models.BigIntegerField(_("출처 번호"))
    role = models.CharField(_("역할"), max_length=10, choices=AppointmentRole)
    # Longer than the title of any one thing, which may stand with its number: "과정명 3차".
    title = models.CharField(_("제목"), max_length=250)
    place = models.CharField(_("장소"), max_length=150, blank=True)
    venue = models.ForeignKey(
        Venue,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="appointments",
        verbose_name=_("잡은 장소"),
        help_text=_("진행하는 사람의 일정에만 있습니다. 그동안 이 장소를 다른 일정에 쓸 수 없습니다."),
    )
    join_url = columns.JoinUrlField(_("참여 주소"))
    path = models.CharField(_("주소"), max_length=200)
    starts_at = models.DateTimeField(_("시작"))
    ends_at = models.DateTimeField(_("끝"))
    sequence = models.PositiveIntegerField(_("수정 횟수"), default=0)
    changed_at = models.DateTimeField(_("수정 시각"))
    cancelled_at = models.DateTimeField(_("취소한 시각"), null=True, blank=True)
    day_reminded_at = models.DateTimeField(_("하루 전 알림"), null=True, blank=True)
    hour_reminded_at = models.DateTimeField(_("한 시간 전 알림"), null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("record", "일정")
        verbose_name_plural = pgettext_lazy("records", "일정")
        ordering = ["starts_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["member", "source", "source_id"], name="planner_appointment_once"),
            models.CheckConstraint(
                condition=models.Q(starts_at__lt=models.F("ends_at")), name="planner_appointment_ends_after_start"
            ),
            models.CheckConstraint(
                condition=LessThanOrEqual(SecondsBetween("ends_at", "starts_at"), int(LONGEST.total_seconds())),
                name="planner_appointment_not_too_long",
            ),
        ]
        indexes = [
            models.Index(
                fields=["member", "starts_at", "ends_at"],
                condition=models.Q(cancelled_at=None),
                name="planner_appointment_member",
            ),
            models.Index(
                fields=["venue", "starts_at", "ends_at"],
                condition=models.Q(cancelled_at=None, venue__isnull=False),
                name="planner_appointment_venue",
            ),
            models.Index(
                fields=["starts_at"],
                condition=models.Q(cancelled_at=None, hour_reminded_at=None),
                name="planner_appointment_hour",
            ),
            models.Index(
                fields=["starts_at"],
                condition=models.Q(cancelled_at=None, day_reminded_at=None),
                name="planner_appointment_day",
            ),
            models.Index(fields=["source", "source_id"], name="planner_appointment_source"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {text.moment(self.starts_at)}"

    @property
    def label(self) -> str:
        """Return the title in the active language; `title` is what is stored."""
        return parts.say_title(self.source, self.title)

    @property
    def joins_from(self) -> datetime:
        """When one may enter the online meeting."""
        return self.starts_at - JOINS_BEFORE

    @property
    def join_path(self) -> str:
        """Our address that leads to the online meeting, '' if there is none: its own stands on no page."""
        return reverse("planner:join", args=[self.pk]) if self.join_url and self.cancelled_at is None else ""


class FreeHours(models.Model):
    """A time of the week that is usually free for a member. Without any, all times are."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="free_hours", verbose_name=_("회원")
    )
    weekday = models.PositiveSmallIntegerField(_("요일"))  # 0 is Monday, as Python counts
    start_time = models.TimeField(_("시작"))
    end_time = models.TimeField(_("끝"))  # 00:00 is the end of the day

    class Meta:
        verbose_name = pgettext_lazy("record", "보통 비어 있는 시간")
        verbose_name_plural = pgettext_lazy("records", "보통 비어 있는 시간")
        constraints = [
            models.UniqueConstraint(fields=["member", "weekday", "start_time"], name="planner_freehours_once"),
            models.CheckConstraint(condition=models.Q(weekday__lte=6), name="planner_freehours_weekday"),
            models.CheckConstraint(
                condition=models.Q(start_time__lt=models.F("end_time")) | models.Q(end_time="00:00"),
                name="planner_freehours_in_order",
            ),
        ]
        ordering = ["weekday", "start_time"]

    def __str__(self) -> str:
        return f"{self.member.name} · {text.short_weekday(self.weekday)} {self.start_time:%H:%M}"


class Holiday(models.Model):
    """A public holiday. The worker adds those that are missing; one that staff switched off counts no more.

    `is_closed`: no lessons are given on it.
    """

    date = models.DateField(_("날짜"), unique=True)
    name = columns.LineField(_("이름"), max_length=100)
    name_en = columns.LineField(_("영어 이름"), max_length=100, blank=True)
    is_closed = models.BooleanField(_("수업 쉼"), default=True, help_text=_("1:1 수업을 이날에 신청할 수 없습니다."))
    is_active = models.BooleanField(
        _("사용"), default=True, help_text=_("쉬지 않는 날이면 꺼 주세요. 끈 날은 자동으로 다시 켜지지 않습니다.")
    )

    class Meta:
        verbose_name = pgettext_lazy("record", "공휴일")
        verbose_name_plural = pgettext_lazy("records", "공휴일")
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{text.day(self.date)} {self.label}"

    @property
    def label(self) -> str:
        """The name in the active language."""
        return self.name_en or self.name if text.is_english() else self.name


def new_secret() -> str:
    """Return 256 random bits, which nobody can guess: the secret is the only protection of a calendar."""
    return secrets.token_urlsafe(32)


class CalendarFeed(models.Model):
    """The private address of a member's calendar. Whoever has it can read the calendar; a new one ends the old one."""

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feed", verbose_name=_("회원")
    )
    secret = models.CharField(max_length=64, unique=True, default=new_secret)
    renewed_at = models.DateTimeField(_("만든 시각"))

    class Meta:
        verbose_name = pgettext_lazy("record", "달력 주소")
        verbose_name_plural = pgettext_lazy("records", "달력 주소")

    def __str__(self) -> str:
        return str(self.member_id)

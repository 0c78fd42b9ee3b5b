"""Mentoring sessions and the pictures in their texts (seed 000)."""

from functools import cache

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import get_script_prefix, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core import clock, columns
from apps.mentoring.querysets import SessionQuerySet
from apps.mentoring.states import (
    Phase,
    SessionFacts,
    SessionType,
    derive_phase,
)
from apps.planner.models import Venue
from apps.seats.models import SeatPool
from apps.topics.models import Topic

MEMBER = settings.AUTH_USER_MODEL


FOLLOWED = "mentoring"  # the name of sessions among what members follow


@cache
def _detail_url(script_prefix: str) -> str:
    return reverse("mentoring:detail", args=[0]).removesuffix("0/")


def session_url(pk: int) -> str:
    """Return the address of a session's page. The pattern is resolved once, because a list has many."""
    return f"{_detail_url(get_script_prefix())}{pk}/"


class Session(SeatPool):
    """A mentoring session.

    `opens_at` and `closes_at` are derived from the registration dates and the start; `*_key` and `excerpt` from title
    and content. The services write them together.
    """

    SOURCE = "mentoring.session"  # its name in the planner

    author = models.ForeignKey(MEMBER, models.PROTECT, related_name="mentoring_sessions", verbose_name=_("작성자"))
    type = models.CharField(_("유형"), max_length=10, choices=SessionType)
    title = columns.LineField(_("제목"), max_length=200)
    title_key = models.TextField(editable=False)
    content = models.TextField(_("내용"), blank=True)
    content_key = models.TextField(editable=False, blank=True)
    excerpt = models.CharField(max_length=200, editable=False, blank=True)
    starts_at = models.DateTimeField(_("시작"))
    ends_at = models.DateTimeField(_("끝"))
    reg_start = models.DateField(_("접수 시작일"))
    reg_end = models.DateField(_("접수 종료일"))
    opens_at = models.DateTimeField(_("접수 시작"), editable=False)
    closes_at = models.DateTimeField(_("접수 마감"), editable=False)
    venue = models.ForeignKey(
        Venue, models.PROTECT, null=True, blank=True, related_name="mentoring_sessions", verbose_name=_("장소")
    )
    venue_text = columns.LineField(_("장소 이름"), max_length=100, blank=True)
    join_url = columns.JoinUrlField(_("참여 주소"))
    preparation = columns.WordsField(_("준비물"), max_length=500, blank=True)
    handout = models.FileField(_("자료"), upload_to="handouts/%Y/%m", blank=True)
    handout_name = columns.LineField(_("자료 이름"), max_length=100, blank=True)
    topics = models.ManyToManyField(Topic, blank=True, related_name="sessions", verbose_name=_("주제"))
    series = models.UUIDField(_("반복 일정"), null=True, blank=True, editable=False)  # what was opened in one act
    approved_at = models.DateTimeField(_("개설 승인일"), null=True, blank=True)
    declined_at = models.DateTimeField(_("개설 반려일"), null=True, blank=True)
    decided_by = models.ForeignKey(
        MEMBER, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("처리한 사람")
    )
    decline_reason = columns.TextField(_("반려 사유"), blank=True)
    deleted_at = models.DateTimeField(_("삭제일"), null=True, blank=True)
    deleted_by = models.ForeignKey(
        MEMBER, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("삭제한 사람")
    )
    created_at = models.DateTimeField(_("등록일"))
    updated_at = models.DateTimeField(_("수정일"))

    objects = SessionQuerySet.as_manager()

    class Meta(SeatPool.Meta):
        abstract = False
        verbose_name = pgettext_lazy("record", "멘토링")
        verbose_name_plural = pgettext_lazy("records", "멘토링")
        constraints = [
            *SeatPool.Meta.constraints,
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="mentoring_session_ends_after_start"),
            models.CheckConstraint(condition=Q(reg_start__lte=F("reg_end")), name="mentoring_session_reg_in_order"),
            models.CheckConstraint(
                condition=Q(closes_at__lte=F("starts_at")), name="mentoring_session_closes_before_start"
            ),
            models.CheckConstraint(
                condition=Q(approved_at=None) | Q(declined_at=None), name="mentoring_session_one_decision"
            ),
        ]
        indexes = [
            # `include`: `visible_to` asks for these too; so a far page, which walks many keys, reads only the index.
            models.Index(
                fields=["-starts_at", "-id"],
                include=["declined_at", "author"],
                condition=Q(deleted_at=None),
                name="mentoring_session_newest",
            ),
            models.Index(
                fields=["type", "-starts_at", "-id"],
                include=["declined_at", "author"],
                condition=Q(deleted_at=None),
                name="mentoring_session_type",
            ),
            models.Index(
                fields=["author", "-starts_at", "-id"], condition=Q(deleted_at=None), name="mentoring_session_author"
            ),
            # Open and full sessions are still to come: the start bounds the walk, and the index answers the rest.
            models.Index(
                fields=["-starts_at", "-id"],
                include=["opens_at", "closes_at", "author"],
                condition=Q(deleted_at=None, declined_at=None, seats_taken__lt=F("capacity")),
                name="mentoring_session_open",
            ),
            models.Index(
                fields=["-starts_at", "-id"],
                include=["opens_at", "closes_at", "author"],
                condition=Q(deleted_at=None, declined_at=None, seats_taken__gte=F("capacity")),
                name="mentoring_session_full",
            ),
            models.Index(
                fields=["series", "starts_at"], condition=Q(series__isnull=False), name="mentoring_session_series"
            ),
            models.Index(
                fields=["created_at", "id"],
                condition=Q(deleted_at=None, approved_at=None, declined_at=None),
                name="mentoring_session_undecided",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return session_url(self.pk)

    @property
    def venue_name(self) -> str:
        return self.venue.name if self.venue is not None else self.venue_text

    @property
    def approved(self) -> bool:
        return self.approved_at is not None

    @property
    def date(self):
        return clock.local(self.starts_at).date()

    @property
    def start_time(self):
        return clock.local(self.starts_at).time()

    @property
    def end_time(self):
        return clock.local(self.ends_at).time()

    def phase_at(self, now) -> Phase:
        return derive_phase(
            SessionFacts(
                self.opens_at,
                self.closes_at,
                self.starts_at,
                self.ends_at,
                self.capacity,
                self.seats_taken,
                deleted=self.deleted_at is not None,
                declined=self.declined_at is not None,
            ),
            now,
        )


class SessionImage(models.Model):
    """A picture in the text of a session, where it stands by its number (see `core.text_images`)."""

    session = models.ForeignKey(
        Session, models.CASCADE, related_name="images", verbose_name=pgettext_lazy("record", "멘토링")
    )
    number = models.PositiveSmallIntegerField(_("번호"))
    alt = columns.LineField(_("그림 설명"), max_length=200)
    file = models.FileField(_("파일"), upload_to="session-images/%Y/%m")
    width = models.PositiveSmallIntegerField(_("너비"))
    height = models.PositiveSmallIntegerField(_("높이"))
    created_at = models.DateTimeField(_("등록일"))

    class Meta:
        verbose_name = pgettext_lazy("record", "멘토링의 그림")
        verbose_name_plural = pgettext_lazy("records", "멘토링의 그림")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["session", "number"], name="mentoring_sessionimage_once")]

    def __str__(self) -> str:
        return f"{self.session_id} · {self.number}"

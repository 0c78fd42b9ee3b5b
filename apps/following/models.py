"""What members follow, and what the worker has told of."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.following.states import FollowKind
from apps.topics.models import Topic

MEMBER = settings.AUTH_USER_MODEL
LONGEST_QUERY = 1000

_OF_KIND = {
    FollowKind.MENTOR: Q(mentor__isnull=False, topic=None, source="", query="", thing_id=None),
    FollowKind.TOPIC: Q(mentor=None, topic__isnull=False, source="", query="", thing_id=None),
    FollowKind.SEARCH: Q(mentor=None, topic=None, thing_id=None) & ~Q(source="") & ~Q(query=""),
    FollowKind.SEAT: Q(mentor=None, topic=None, query="", thing_id__isnull=False) & ~Q(source=""),
}


class Follow(models.Model):
    """What a member wants to be told of: a mentor, a topic, a search of one list, or a seat in something full.

    `source` names the domain of a search or a seat (sources.py), `thing_id` the thing in which a seat is awaited.
    """

    member = models.ForeignKey(MEMBER, models.CASCADE, related_name="follows", verbose_name=_("회원"))
    kind = models.CharField(_("종류"), max_length=10, choices=FollowKind)
    mentor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="followers",
        verbose_name=_("멘토"),
    )
    topic = models.ForeignKey(
        Topic,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="follows",
        verbose_name=pgettext_lazy("record", "주제"),
    )
    source = models.CharField(_("영역"), max_length=20, blank=True)
    query = models.CharField(_("검색 조건"), max_length=LONGEST_QUERY, blank=True)
    thing_id = models.PositiveBigIntegerField(_("번호"), null=True, blank=True)
    created_at = models.DateTimeField(_("등록일"))

    class Meta:
        verbose_name = pgettext_lazy("record", "소식 받기")
        verbose_name_plural = pgettext_lazy("records", "소식 받기")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "mentor"], condition=Q(kind=FollowKind.MENTOR), name="following_follow_mentor_once"
            ),
            models.UniqueConstraint(
                fields=["member", "topic"], condition=Q(kind=FollowKind.TOPIC), name="following_follow_topic_once"
            ),
            models.UniqueConstraint(
                fields=["member", "source", "query"],
                condition=Q(kind=FollowKind.SEARCH),
                name="following_follow_search_once",
            ),
            models.UniqueConstraint(
                fields=["member", "source", "thing_id"],
                condition=Q(kind=FollowKind.SEAT),
                name="following_follow_seat_once",
            ),
            *(
                models.CheckConstraint(condition=~Q(kind=kind) | holds, name=f"following_follow_is_{kind}")
                for kind, holds in _OF_KIND.items()
            ),
            models.CheckConstraint(condition=Q(kind__in=FollowKind.values), name="following_follow_kind"),
        ]
        indexes = [
            models.Index(
                fields=["source", "thing_id"], condition=Q(kind=FollowKind.SEAT), name="following_follow_seats"
            ),
            models.Index(fields=["source"], condition=Q(kind=FollowKind.SEARCH), name="following_follow_searches"),
        ]

    def __str__(self) -> str:
        return f"{self.member.name} · {self.get_kind_display()}"


class Watch(models.Model):
    """When the worker last looked at a domain. Its row is locked meanwhile: one worker looks at a time."""

    source = models.CharField(_("영역"), max_length=20, primary_key=True)
    looked_at = models.DateTimeField(_("확인 일시"))

    class Meta:
        verbose_name = pgettext_lazy("record", "소식 확인 기록")
        verbose_name_plural = pgettext_lazy("records", "소식 확인 기록")

    def __str__(self) -> str:
        return self.source


class ToldThing(models.Model):
    """A thing that took applications when the worker looked. It is never told of again."""

    source = models.CharField(_("영역"), max_length=20)
    thing_id = models.PositiveBigIntegerField(_("번호"))
    at = models.DateTimeField(_("알린 시각"))

    class Meta:
        verbose_name = pgettext_lazy("record", "알린 소식")
        verbose_name_plural = pgettext_lazy("records", "알린 소식")
        constraints = [models.UniqueConstraint(fields=["source", "thing_id"], name="following_toldthing_once")]

    def __str__(self) -> str:
        return f"{self.source} {self.thing_id}"

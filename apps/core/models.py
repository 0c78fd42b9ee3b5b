"""Records that no domain owns: the audit trail, counted tries, and answers to idempotent requests."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core import columns
from apps.core.audit_words import name_act, name_subject


class AuditEntry(models.Model):
    """Who did what to which record, with the values before and after. Written in the transaction of the act."""

    at = models.DateTimeField(_("시각"), db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("행위자")
    )
    act = models.CharField(_("행위"), max_length=60, db_index=True)
    subject_type = models.CharField(_("대상 종류"), max_length=60)
    subject_id = models.BigIntegerField(_("대상 번호"))
    before = models.JSONField(_("이전"), default=dict, blank=True)
    after = models.JSONField(_("이후"), default=dict, blank=True)
    reason = columns.TextField(_("사유"), blank=True)
    request_id = models.CharField(_("요청 번호"), max_length=64, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("record", "변경 기록")
        verbose_name_plural = pgettext_lazy("records", "변경 기록")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["subject_type", "subject_id", "at"], name="core_audit_subject")]

    def __str__(self) -> str:
        return f"{name_act(self.act)} · {name_subject(self.subject_type)} {self.subject_id}"


class ThrottleBucket(models.Model):
    """A thing whose tries are counted. Its row is locked while a try is counted."""

    scope = models.CharField(max_length=40)
    # SHA-256 of what is counted: an e-mail, a member, an address.
    key = models.CharField(max_length=64)

    class Meta:
        verbose_name = pgettext_lazy("record", "시도 제한")
        verbose_name_plural = pgettext_lazy("records", "시도 제한")
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="core_throttlebucket_once")]

    def __str__(self) -> str:
        return f"{self.scope} {self.key[:8]}"


class ThrottleHit(models.Model):
    bucket = models.ForeignKey(ThrottleBucket, models.CASCADE, related_name="hits")
    at = models.DateTimeField()

    class Meta:
        verbose_name = pgettext_lazy("record", "시도")
        verbose_name_plural = pgettext_lazy("records", "시도")
        indexes = [models.Index(fields=["bucket", "at"], name="core_throttlehit_recent")]

    def __str__(self) -> str:
        return f"{self.bucket_id} {self.at:%Y-%m-%d %H:%M:%S}"


class IdempotentAnswer(models.Model):
    """The answer to a write with an Idempotency-Key. A repeated request gets the same answer."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    # SHA-256 of method, path and body.
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.TextField(blank=True)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = pgettext_lazy("record", "응답 기록")
        verbose_name_plural = pgettext_lazy("records", "응답 기록")
        constraints = [models.UniqueConstraint(fields=["member", "key"], name="core_idempotentanswer_once")]

    def __str__(self) -> str:
        return f"{self.member_id} {self.key[:16]}"

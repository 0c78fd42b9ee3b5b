"""Notices in the portal, and the outbox of mail."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core import text
from apps.notices.states import MailState, MailTiming


class Notice(models.Model):
    """A notice to a member. `kind` and `params` make the sentence in the reader's language (see kinds.py).

    `about` is the other person whom the sentence names, if any. The name is erased when that person leaves. One that
    `waits_for_digest` goes into the member's next mail of the day (digests.py).
    """

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", verbose_name=_("회원"))
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("관련 회원")
    )
    kind = models.CharField(_("종류"), max_length=40)
    params = models.JSONField(_("내용"), default=dict)
    path = models.CharField(_("주소"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("알린 시각"))
    read_at = models.DateTimeField(_("읽은 시각"), null=True, blank=True)
    waits_for_digest = models.BooleanField(_("모아 보낼 차례"), default=False)

    class Meta:
        verbose_name = pgettext_lazy("record", "알림")
        verbose_name_plural = pgettext_lazy("records", "알림")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["member", "-created_at", "-id"], name="notices_notice_newest"),
            models.Index(fields=["member"], condition=models.Q(read_at=None), name="notices_notice_unread"),
            models.Index(
                fields=["member", "created_at"],
                condition=models.Q(waits_for_digest=True),
                name="notices_notice_to_gather",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member.name} · {text.moment(self.created_at)}"


class MailChoice(models.Model):
    """When a member wants a kind of notice by mail. Without a row the kind's own timing counts (see kinds.py)."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="mail_choices", verbose_name=_("회원")
    )
    kind = models.CharField(_("종류"), max_length=40)
    timing = models.CharField(_("메일"), max_length=10, choices=MailTiming)

    class Meta:
        verbose_name = pgettext_lazy("record", "메일 설정")
        verbose_name_plural = pgettext_lazy("records", "메일 설정")
        constraints = [
            models.UniqueConstraint(fields=["member", "kind"], name="notices_mailchoice_once"),
            models.CheckConstraint(condition=models.Q(timing__in=MailTiming.values), name="notices_mailchoice_timing"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.kind} {self.timing}"


class LastDigest(models.Model):
    """The day of a member's last digest, with or without a mail: each day is gathered once."""

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="last_digest", verbose_name=_("회원")
    )
    day = models.DateField(_("날짜"))

    class Meta:
        verbose_name = pgettext_lazy("record", "모아 보낸 날")
        verbose_name_plural = pgettext_lazy("records", "모아 보낸 날")

    def __str__(self) -> str:
        return f"{self.member_id} {self.day}"


class OutboxMail(models.Model):
    """A mail that is kept in the transaction of the act and sent afterwards by the worker.

    The act keeps `kind` and `params` of the notice; the worker makes `subject` and `text` of them, adds greeting, link
    and footer (templates/emails/) and the calendar file of the appointments named in `calendar_of`, and keeps the words
    once they are sent. `due_at` is also the lease of the worker that sends it: no other worker takes the mail before
    that time. A mail that `is_secret` has its words from the start and is sent as it is; its text may hold a link that
    opens an account, so nobody is shown it, and it goes once it was sent or given up.
    """

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("회원")
    )
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("관련 회원")
    )
    kind = models.CharField(_("종류"), max_length=40, blank=True)
    to = models.EmailField(_("받는 주소"))
    language = models.CharField(_("언어"), max_length=5, choices=settings.LANGUAGES, default="ko")
    params = models.JSONField(_("내용"), default=dict, blank=True)
    calendar_of = models.JSONField(_("일정 파일"), null=True, blank=True)
    subject = models.CharField(_("제목"), max_length=300, blank=True)
    text = models.TextField(_("본문"), blank=True)
    is_secret = models.BooleanField(_("계정 메일"), default=False)
    path = models.CharField(_("주소"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("만든 시각"))
    due_at = models.DateTimeField(_("보낼 시각"))
    attempts = models.PositiveSmallIntegerField(_("시도"), default=0)
    sent_at = models.DateTimeField(_("보낸 시각"), null=True, blank=True)
    failed_at = models.DateTimeField(_("포기한 시각"), null=True, blank=True)
    error = models.TextField(_("오류"), blank=True)

    class Meta:
        verbose_name = pgettext_lazy("record", "보낼 메일")
        verbose_name_plural = pgettext_lazy("records", "보낼 메일")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=models.Q(sent_at=None, failed_at=None),
                name="notices_outboxmail_due",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.to}"

    @property
    def state(self) -> MailState:
        if self.sent_at is not None:
            return MailState.SENT
        if self.failed_at is not None:
            return MailState.FAILED
        return MailState.RETRYING if self.attempts else MailState.WAITING

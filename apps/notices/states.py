"""The choices of notices and mail."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MailState(models.TextChoices):
    WAITING = "waiting", _("보낼 차례")
    RETRYING = "retrying", _("다시 보낼 예정")
    SENT = "sent", _("보냄")
    FAILED = "failed", _("보내지 못함")


class MailTiming(models.TextChoices):
    """When a kind of notice is also sent by mail."""

    AT_ONCE = "at_once", _("바로")
    DAILY = "daily", _("하루 한 번")
    OFF = "off", _("받지 않음")

"""What an entry of the ledger stands for."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EntryKind(models.TextChoices):
    REPORT = "report", pgettext_lazy("kind of hours", "멘토링 보고")
    LESSON = "lesson", pgettext_lazy("kind of hours", "1:1 수업")
    CORRECTION = "correction", _("정정")

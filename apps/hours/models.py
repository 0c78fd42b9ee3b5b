"""The ledger of recognised time: what mentors held, in minutes."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core import columns, text
from apps.hours.states import EntryKind

MEMBER = settings.AUTH_USER_MODEL


class HoursEntry(models.Model):
    """One line of the ledger. It is never changed or deleted (`triggers`); what was wrong gets a further line.

    `source` and `source_id` name what was held, as in the planner; `title` and `day` say it as it was then. `number`
    counts the lines of one source from 1, and `total` is what is recognised for it after this line. So two acts at once
    cannot both write the next line, and no line takes more than there is.
    """

    mentor = models.ForeignKey(
        MEMBER, models.PROTECT, related_name="hours_entries", db_index=False, verbose_name=_("멘토")
    )
    source = models.CharField(_("영역"), max_length=40)
    source_id = models.PositiveBigIntegerField(_("번호"))
    number = models.PositiveSmallIntegerField(_("순서"))
    title = columns.LineField(_("제목"), max_length=200)
    day = models.DateField(_("날짜"))
    kind = models.CharField(_("종류"), max_length=10, choices=EntryKind)
    minutes = models.IntegerField(_("시간(분)"))
    total = models.PositiveIntegerField(_("합계(분)"))
    reason = columns.WordsField(_("사유"), max_length=500, blank=True)
    by = models.ForeignKey(
        MEMBER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("기록한 사람")
    )
    created_at = models.DateTimeField(_("기록한 시각"))

    class Meta:
        verbose_name = pgettext_lazy("record", "인정 시간")
        verbose_name_plural = pgettext_lazy("records", "인정 시간")
        ordering = ["-day", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["source", "source_id", "number"], name="hours_entry_next"),
            models.CheckConstraint(condition=~Q(minutes=0), name="hours_entry_says_something"),
            models.CheckConstraint(
                condition=Q(number=1, total=F("minutes")) | Q(number__gt=1), name="hours_entry_begins_with_its_minutes"
            ),
            models.CheckConstraint(
                condition=Q(kind=EntryKind.CORRECTION, number__gt=1) & ~Q(reason="")
                | (~Q(kind=EntryKind.CORRECTION) & Q(minutes__gt=0, total=F("minutes"))),
                name="hours_entry_corrected_why",
            ),
        ]
        indexes = [
            models.Index(fields=["mentor", "-day", "-id"], name="hours_entry_mentor"),
            models.Index(fields=["-day", "-id"], name="hours_entry_day"),
        ]

    def __str__(self) -> str:
        return f"{text.day(self.day)} · {self.title}"

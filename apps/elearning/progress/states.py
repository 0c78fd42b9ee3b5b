"""The states of learning a content. Derived from when it was last saved, never stored."""

from datetime import datetime, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

PAUSED_AFTER = timedelta(minutes=10)  # a player saves every few seconds: without a save the learner has left


class ProgressStatus(TextChoices):
    NOT_STARTED = "NOT_STARTED", _("학습 전")
    IN_PROGRESS = "IN_PROGRESS", _("학습중")
    PAUSED = "PAUSED", _("멈춤")
    COMPLETED = "COMPLETED", _("학습 완료")


def status(*, saved_at: datetime | None, completed_at: datetime | None, now: datetime) -> ProgressStatus:
    """Return the state of learning a content last saved at `saved_at` (seed 001, 3-11; docs/domain.md, Progress)."""
    if completed_at is not None:
        return ProgressStatus.COMPLETED
    if saved_at is None:
        return ProgressStatus.NOT_STARTED
    return ProgressStatus.PAUSED if now - saved_at >= PAUSED_AFTER else ProgressStatus.IN_PROGRESS

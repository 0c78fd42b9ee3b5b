"""The states of a completion."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CompletionStatus(TextChoices):
    COMPLETED = "COMPLETED", _("수료")
    COMPLETED_HONOR = "COMPLETED_HONOR", _("우수 수료")
    CONDITIONAL = "CONDITIONAL", _("조건부 수료")
    FAILED = "FAILED", _("미수료")
    PENDING = "PENDING", _("보류")


STATUSES = frozenset(CompletionStatus.values)
COMPLETED = frozenset({CompletionStatus.COMPLETED, CompletionStatus.COMPLETED_HONOR})  # earns a certificate
DATED = COMPLETED | {CompletionStatus.CONDITIONAL}  # completed on a day, if only on a condition

"""Say in words what the audit trail calls the acts of recognised time."""

from django.utils.translation import pgettext_lazy

from apps.core.audit_words import Key

WORDS = {
    "hours.corrected": pgettext_lazy("act", "인정 시간을 정정함"),
    "hours.hoursentry_exported": pgettext_lazy("act", "인정 시간을 내보냄"),
    "hours.recorded": pgettext_lazy("act", "시간을 인정함"),
    "hours.taken_back": pgettext_lazy("act", "시간 인정을 취소함"),
}

KEYS: dict[str, dict[str, Key]] = {}

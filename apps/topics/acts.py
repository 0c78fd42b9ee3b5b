"""Say in words what the audit trail calls the acts of topics."""

from django.utils.translation import pgettext_lazy

WORDS = {
    "topics.added": pgettext_lazy("act", "주제를 추가함"),
    "topics.changed": pgettext_lazy("act", "주제를 변경함"),
}

"""Say in words what the audit trail calls the acts of notices."""

from django.utils.translation import pgettext_lazy

WORDS = {
    "notices.mail_resent": pgettext_lazy("act", "메일을 다시 보냄"),
}

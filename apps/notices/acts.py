"""Say in words what the audit trail calls the acts of notices."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core.audit_words import ANY, Key

WORDS = {
    "notices.mail_resent": pgettext_lazy("act", "메일을 다시 보냄"),
}

KEYS = {ANY: {"mail": Key(_("답한 메일 번호"))}}

"""Say in words what the audit trail calls the acts of planner."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core.audit_words import Key

WORDS = {
    "planner.feed_closed": pgettext_lazy("act", "달력 주소를 닫음"),
    "planner.feed_made": pgettext_lazy("act", "달력 주소를 만듦"),
    "planner.feed_renewed": pgettext_lazy("act", "달력 주소를 새로 만듦"),
    "planner.free_hours_set": pgettext_lazy("act", "보통 비어 있는 시간을 정함"),
    "planner.holiday_added": pgettext_lazy("act", "공휴일을 추가함"),
    "planner.holiday_changed": pgettext_lazy("act", "공휴일을 변경함"),
    "planner.venue_added": pgettext_lazy("act", "장소를 추가함"),
    "planner.venue_changed": pgettext_lazy("act", "장소를 변경함"),
    "planner.venue_exported": pgettext_lazy("act", "장소를 내보냄"),
}

KEYS = {"accounts.member": {"hours": Key(_("보통 비어 있는 시간"))}}

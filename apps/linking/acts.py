"""Say in words what the audit trail calls the acts of linking."""

from django.utils.translation import pgettext_lazy

WORDS = {
    "linking.group_changed": pgettext_lazy("act", "그룹을 변경함"),
    "linking.group_ended": pgettext_lazy("act", "그룹을 삭제함"),
    "linking.group_made": pgettext_lazy("act", "그룹을 만듦"),
    "linking.linked": pgettext_lazy("act", "계정을 연동함"),
    "linking.unlinked": pgettext_lazy("act", "연동을 해제함"),
}

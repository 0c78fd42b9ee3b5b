"""Say in words what the audit trail calls the acts of following."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core.audit_words import Key
from apps.following.states import FollowKind

WORDS = {
    "following.began": pgettext_lazy("act", "소식 받기를 시작함"),
    "following.ended": pgettext_lazy("act", "소식 받기를 끝냄"),
}

KEYS = {
    "accounts.member": {
        "kind": Key(_("종류"), choices=FollowKind),
        "mentor": Key(_("멘토"), model="accounts.Member"),
        "query": Key(_("검색 조건")),
        "source": Key(_("영역")),
        "thing_id": Key(_("대상 번호")),
        "topic": Key(pgettext_lazy("kind of follow", "주제"), model="topics.Topic"),
    },
}

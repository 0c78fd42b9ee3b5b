"""Say in words what the audit trail calls the acts of following."""

from django.utils.translation import pgettext_lazy

WORDS = {
    "following.began": pgettext_lazy("act", "소식 받기를 시작함"),
    "following.ended": pgettext_lazy("act", "소식 받기를 끝냄"),
}

"""Say in words what the audit trail calls the acts of accounts."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core.audit_words import Key

WORDS = {
    "accounts.consent_given": pgettext_lazy("act", "동의함"),
    "accounts.consent_withdrawn": pgettext_lazy("act", "동의를 철회함"),
    "accounts.left": pgettext_lazy("act", "탈퇴함"),
    "accounts.member_added": pgettext_lazy("act", "회원을 추가함"),
    "accounts.member_changed": pgettext_lazy("act", "회원 정보를 변경함"),
    "accounts.member_exported": pgettext_lazy("act", "회원 명단을 내보냄"),
    "accounts.mentor_approved": pgettext_lazy("act", "멘토로 승인함"),
    "accounts.mentor_asked": pgettext_lazy("act", "멘토를 신청함"),
    "accounts.mentor_profile_changed": pgettext_lazy("act", "멘토 소개를 수정함"),
    "accounts.mentor_rejected": pgettext_lazy("act", "멘토 신청을 반려함"),
    "accounts.password_set": pgettext_lazy("act", "비밀번호를 다시 정함"),
    "accounts.powers_given": pgettext_lazy("act", "권한을 바꿈"),
    "accounts.profile_changed": pgettext_lazy("act", "내 정보를 변경함"),
    "accounts.second_factor_dropped": pgettext_lazy("act", "2단계 인증을 끔"),
    "accounts.sessions_ended": pgettext_lazy("act", "로그인을 끝냄"),
    "accounts.sign_up_forgotten": pgettext_lazy("act", "확인하지 않은 가입을 지움"),
    "accounts.signed_up": pgettext_lazy("act", "가입함"),
    "accounts.token_revoked": pgettext_lazy("act", "API 로그인을 끝냄"),
}

KEYS = {
    "accounts.member": {"consents": Key(_("동의")), "count": Key(_("로그인 수")), "permissions": Key(_("권한"))},
}

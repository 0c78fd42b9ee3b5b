"""The configuration of the app: what it registers when it is loaded."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AccountsConfig(AppConfig):
    name = "apps.accounts"
    verbose_name = pgettext_lazy("app", "회원")
    is_domain = False

    def ready(self) -> None:
        from apps.accounts import export, selectors, visibility

        export.register("member", selectors.export_member)
        export.register("mentor_profile", selectors.export_mentor)
        export.register("consents", selectors.export_consents)
        export.register("log_ins", selectors.export_log_ins)
        visibility.register(
            visibility.Audience(
                _("누구나 (로그인하지 않은 방문자 포함)"),
                _("멘토로 승인되면 멘토링 페이지에 보입니다. 멘토가 아니면 아무것도 보이지 않습니다."),
                selectors.facts_for_everyone,
            ),
            visibility.Audience(
                _("운영자"), _("회원 관리와 문의 대응을 위해 관리자 페이지에서 봅니다."), selectors.facts_for_staff
            ),
        )

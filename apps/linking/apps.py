"""The app configuration of linking: what is registered at start."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class LinkingConfig(AppConfig):
    name = "apps.linking"
    verbose_name = pgettext_lazy("app", "계정 연동")

    def ready(self) -> None:
        from apps.accounts import export, leaving, visibility
        from apps.following.sources import SOURCES
        from apps.linking import members, notices, portal_parts
        from apps.notices import answering, kinds

        kinds.register(*notices.KINDS)
        answering.ANSWERS.none("linking", "a link is ended where its other end can be seen")
        export.register("links", members.export)
        leaving.register_farewell(members.end_links)
        leaving.SWITCHES.none("linking", "links are shown between members who are here, and keep nothing from others")
        visibility.register(
            visibility.Audience(
                _("나와 계정을 연동한 사람"), _("‘연동’에서 언제든지 해제할 수 있습니다."), members.facts_for_linked
            ),
            visibility.Audience(
                _("지금 쓸 수 있는 내 연동 코드를 아는 사람"),
                _("연동하기 전에 누구인지 확인할 수 있게 보여 줍니다."),
                members.facts_for_asking,
            ),
        )
        portal_parts.register()
        SOURCES.none("linking", "accounts are linked by a code: nothing opens")

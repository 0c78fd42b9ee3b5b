"""The configuration of the app: what it registers when it is loaded."""

from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class NoticesConfig(AppConfig):
    name = "apps.notices"
    verbose_name = pgettext_lazy("app", "알림")
    is_domain = False

    def ready(self) -> None:
        from apps.accounts import export, leaving
        from apps.notices import kinds, members, receivers

        kinds.register(*receivers.KINDS)
        export.register("notices", members.export)
        leaving.register_farewell(members.forget)

from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class PortalConfig(AppConfig):
    name = "apps.portal"
    verbose_name = pgettext_lazy("app", "포털")
    is_domain = False

    def ready(self) -> None:
        from apps.notices import kinds
        from apps.portal import portal_parts, reminders

        kinds.register(*reminders.KINDS)
        portal_parts.register()

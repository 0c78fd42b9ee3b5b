from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class PortalConfig(AppConfig):
    name = "apps.portal"
    verbose_name = pgettext_lazy("app", "포털")
    is_domain = False

    def ready(self) -> None:
        from apps.accounts import export
        from apps.notices import kinds
        from apps.portal import no_shows, portal_parts, reminders

        export.register("no_shows", no_shows.export)
        kinds.register(*reminders.KINDS)
        portal_parts.register()

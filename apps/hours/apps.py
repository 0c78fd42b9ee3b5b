"""The configuration of the app: what it registers when it is loaded."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import pgettext_lazy


class HoursConfig(AppConfig):
    name = "apps.hours"
    verbose_name = pgettext_lazy("app", "인정 시간")
    is_domain = False

    def ready(self) -> None:
        from apps.accounts import export
        from apps.core import parts
        from apps.hours import members, notices, selectors
        from apps.hours.triggers import install_triggers
        from apps.notices import kinds

        kinds.register(*notices.KINDS)
        export.register("recognised_hours", members.export)
        parts.TODAY.add(self.label, "recognised time", selectors.hours_today, place=80)
        parts.HIDDEN.add(self.label, "recognised time", "/hours/")
        # After every migrate, as those of seats: SQLite drops the triggers of a table that it rebuilds to alter it.
        post_migrate.connect(install_triggers, sender=self, dispatch_uid="apps.hours.triggers.install")

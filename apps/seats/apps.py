"""The configuration of the app: what it registers when it is loaded."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import pgettext_lazy


class SeatsConfig(AppConfig):
    name = "apps.seats"
    verbose_name = pgettext_lazy("app", "정원")
    is_domain = False

    def ready(self) -> None:
        from apps.seats.triggers import drop_triggers, install_triggers

        # After every migrate and not in a migration: SQLite drops the triggers of a table that it rebuilds to alter it.
        # With `sender` it runs once and not for every app.
        pre_migrate.connect(drop_triggers, sender=self, dispatch_uid="apps.seats.triggers.drop")
        post_migrate.connect(install_triggers, sender=self, dispatch_uid="apps.seats.triggers.install")

"""The configuration of the app: what it registers when it is loaded."""

from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class PlannerConfig(AppConfig):
    name = "apps.planner"
    verbose_name = pgettext_lazy("app", "일정")
    is_domain = False

    def ready(self) -> None:
        from apps.accounts import export, leaving
        from apps.core import parts
        from apps.planner import members, services

        export.register("appointments", members.export)
        export.register("free_hours", members.export_free_hours)
        leaving.register_farewell(members.forget)
        parts.CHORES.add(self.label, "public holidays", services.fill_holidays, place=50)

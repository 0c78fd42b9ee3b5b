"""The configuration of the app: what it registers when it is loaded."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "apps.core"
    verbose_name = _("기록")
    is_domain = False

    def ready(self) -> None:
        from apps.core import checks  # noqa: F401 - registers itself

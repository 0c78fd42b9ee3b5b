from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LinkingConfig(AppConfig):
    name = "apps.linking"
    verbose_name = _("계정 연동")

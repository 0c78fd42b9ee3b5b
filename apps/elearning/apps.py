from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ElearningConfig(AppConfig):
    name = "apps.elearning"
    verbose_name = _("e-러닝")

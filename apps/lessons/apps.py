from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LessonsConfig(AppConfig):
    name = "apps.lessons"
    verbose_name = _("1:1 수업")

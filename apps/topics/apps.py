"""The configuration of the app: topics, which staff keep and every domain uses."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TopicsConfig(AppConfig):
    name = "apps.topics"
    verbose_name = _("주제")
    is_domain = False

"""The configuration of the app: topics, which staff keep and every domain uses."""

from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class TopicsConfig(AppConfig):
    name = "apps.topics"
    verbose_name = pgettext_lazy("app", "주제")
    is_domain = False

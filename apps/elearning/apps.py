from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ElearningConfig(AppConfig):
    name = "apps.elearning"
    verbose_name = _("e-러닝")

    def ready(self) -> None:
        from apps.elearning.catalogue import notices as of_catalogue
        from apps.notices import kinds

        kinds.register(*of_catalogue.KINDS)

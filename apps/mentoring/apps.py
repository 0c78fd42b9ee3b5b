from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MentoringConfig(AppConfig):
    name = "apps.mentoring"
    verbose_name = _("멘토링")

    def ready(self) -> None:
        from apps.mentoring import notices
        from apps.notices import kinds

        kinds.register(*notices.KINDS)

"""The configuration of the app: what it registers when it is loaded."""

from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class FollowingConfig(AppConfig):
    name = "apps.following"
    verbose_name = pgettext_lazy("app", "소식 받기")
    is_domain = False

    def ready(self) -> None:
        from apps.accounts import export, leaving
        from apps.core import parts
        from apps.following import members, notices, telling
        from apps.notices import kinds

        kinds.register(*notices.KINDS)
        export.register("following", members.export)
        leaving.register_farewell(members.forget)
        parts.CHORES.add("following", "marks of what is over", telling.end_marks)

from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.utils.module_loading import module_has_submodule
from django.utils.translation import pgettext_lazy

# In the order in which a member reads about them: kinds of notices, and who sees what.
NOUNS = (
    "catalogue",
    "enrolment",
    "progress",
    "attendance",
    "assessment",
    "certificate",
    "completion",
    "quiz",
    "pages",
)


class ElearningConfig(AppConfig):
    name = "apps.elearning"
    verbose_name = pgettext_lazy("app", "e-러닝")

    def ready(self) -> None:
        """Register what the nouns declare in `notices`, `answers` and `members`; load `receivers` and `checks`."""
        from apps.accounts import export, leaving, visibility
        from apps.elearning.catalogue.selectors import teaching
        from apps.notices import answering, kinds

        kinds.ROLES["instructor"] = teaching.teaches_anything
        for noun in NOUNS:
            self._load(noun, "checks")
            self._load(noun, "receivers")
            kinds.register(*getattr(self._load(noun, "notices"), "KINDS", ()))
            answering.register(*getattr(self._load(noun, "answers"), "ANSWERS", ()))
            members = self._load(noun, "members")
            for section, function in getattr(members, "EXPORTS", {}).items():
                export.register(section, function)
            for farewell in getattr(members, "FAREWELLS", ()):
                leaving.register_farewell(farewell)
            for end in getattr(members, "SWITCHES", ()):
                leaving.register_switch(end)
            for find in getattr(members, "OPEN_ENDS", ()):
                leaving.register_open_ends(find)
            visibility.register(*getattr(members, "AUDIENCES", ()))
            for part in (self._load(noun, "portal_parts"), self._load(noun, "followed")):
                if part is not None:
                    part.register()

    def _load(self, noun: str, name: str) -> Any:
        """Import a module of a noun; None where the noun has no such module."""
        package = import_module(f"{self.name}.{noun}")
        return import_module(f"{package.__name__}.{name}") if module_has_submodule(package, name) else None

"""The configuration of the app: what it registers when it is loaded."""

from django.apps import AppConfig
from django.core.signals import request_started
from django.db.backends.signals import connection_created
from django.forms import ChoiceField, EmailField, ModelMultipleChoiceField, MultipleChoiceField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core import hot_paths

hot_paths.install()


class CoreConfig(AppConfig):
    name = "apps.core"
    verbose_name = pgettext_lazy("app", "기록")
    is_domain = False

    def ready(self) -> None:
        from apps.core import checks  # noqa: F401 - registers itself
        from apps.core.connections import read_moments_fast, trust_quiet_connections

        connection_created.connect(read_moments_fast)
        request_started.connect(trust_quiet_connections)  # after Django's own receiver
        _say_nothing_back()
        _say_how_an_address_looks()


def _say_nothing_back() -> None:
    """Replace the sentences with which Django's choice fields repeat whatever was sent."""
    not_offered = _("목록에 없는 값입니다. 목록에 있는 것을 선택해 주세요.")
    for field in (ChoiceField, MultipleChoiceField, ModelMultipleChoiceField):
        field.default_error_messages = {**field.default_error_messages, "invalid_choice": not_offered}
    ModelMultipleChoiceField.default_error_messages["invalid_pk_value"] = not_offered


def _say_how_an_address_looks() -> None:
    """Replace Django's sentence about an e-mail address by one with an example."""
    EmailField.default_error_messages = {"invalid": _("이메일을 name@example.com처럼 입력해 주세요.")}

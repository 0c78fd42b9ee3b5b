"""What `manage.py check --deploy` asks of certificates."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register


@register(Tags.security, deploy=True)
def badges_can_be_signed(**_kwargs: Any) -> list[CheckMessage]:
    """W001: without a key certificates have no digital badge."""
    if settings.BADGE_SIGNING_KEY:
        return []
    return [
        Warning(
            "BADGE_SIGNING_KEY is not set: certificates are issued without a digital badge.",
            hint="Make one as .env.example says, and keep it: badges are checked by its public part.",
            id="elearning.W001",
        )
    ]

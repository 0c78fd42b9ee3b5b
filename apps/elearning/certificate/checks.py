"""What `manage.py check --deploy` asks about certificates."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register


@register(Tags.security, deploy=True)
def badges_can_be_signed(**_kwargs: Any) -> list[CheckMessage]:
    """Warn with W001 that certificates have no digital badge while no key is set."""
    if settings.BADGE_SIGNING_KEY:
        return []
    return [
        Warning(
            "BADGE_SIGNING_KEY is not set: certificates are issued without a digital badge.",
            hint="Make one as .env.example says, and keep it: badges are checked by its public part.",
            id="elearning.W001",
        )
    ]

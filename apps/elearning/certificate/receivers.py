"""What certificates do when a completion is changed."""

from typing import Any

from django.dispatch import receiver

from apps.elearning.certificate import services
from apps.elearning.completion.signals import CompletionChange, completion_changed


@receiver(completion_changed)
def follow_completion_change(change: CompletionChange, **kwargs: Any) -> None:
    services.follow_completion_change(change)

"""The worker sends the mails about accounts as soon as they are written."""

from collections.abc import Iterator

import pytest
from django.db.models.signals import post_save

from apps.notices import outbox
from apps.notices.models import OutboxMail


@pytest.fixture(autouse=True)
def prompt_worker() -> Iterator[None]:
    def send(instance: OutboxMail, **_kwargs: object) -> None:
        if instance.is_secret and not instance.attempts and instance.due_at == instance.created_at:
            outbox.send_due_mail()

    post_save.connect(send, sender=OutboxMail)
    yield
    post_save.disconnect(send, sender=OutboxMail)

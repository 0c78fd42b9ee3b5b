"""Links with which members answer mails, as they stand in the mail that would be sent now."""

from typing import Any

from apps.notices import answering
from apps.notices.models import OutboxMail

HOST = "http://testserver"


def answers_in(**where: Any) -> dict[str, str]:
    """Return the answers of the newest mail: their words, and the path of each link."""
    mail = OutboxMail.objects.filter(**where).select_related("member").latest("pk")
    return {words: address.removeprefix(HOST) for words, address in answering.links_of(mail)}

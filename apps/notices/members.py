"""The notices' part of a member's export and of leaving."""

from typing import Any

from apps.accounts.models import Member
from apps.notices import services
from apps.notices.models import MailSwitch, Notice, OutboxMail


def export(member: Member) -> dict[str, Any]:
    mails = OutboxMail.objects.filter(member=member, is_secret=False).order_by("id")
    return {
        "notices": list(
            Notice.objects.filter(member=member)
            .order_by("id")
            .values("kind", "params", "path", "created_at", "read_at")
        ),
        "kinds_not_by_mail": list(MailSwitch.objects.filter(member=member).values_list("kind", flat=True)),
        "mails": list(mails.values("to", "subject", "text", "created_at", "sent_at")),
    }


def forget(member: Member, by: Member) -> None:
    """Delete the member's notices and mails, and remove their name from notices to others."""
    for model in (Notice, MailSwitch, OutboxMail):
        model.objects.filter(member=member).delete()
    services.forget_person(member)

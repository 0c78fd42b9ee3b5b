"""The notices' part of a member's export and of leaving."""

from typing import Any

from apps.accounts.models import Member
from apps.notices import services
from apps.notices.models import LastDigest, MailChoice, Notice, OutboxMail
from apps.notices.outbox import words_of


def export(member: Member) -> dict[str, Any]:
    mails = OutboxMail.objects.filter(member=member, is_secret=False).order_by("id")
    return {
        "notices": list(
            Notice.objects.filter(member=member)
            .order_by("id")
            .values("kind", "params", "path", "created_at", "read_at", "waits_for_digest")
        ),
        "mail_choices": list(MailChoice.objects.filter(member=member).order_by("kind").values("kind", "timing")),
        "last_digest": LastDigest.objects.filter(member=member).values_list("day", flat=True).first(),
        "mails": [_mail(mail) for mail in mails],
    }


def _mail(mail: OutboxMail) -> dict[str, Any]:
    subject, text = words_of(mail)
    return {"to": mail.to, "subject": subject, "text": text, "created_at": mail.created_at, "sent_at": mail.sent_at}


def forget(member: Member, by: Member) -> None:
    """Delete the member's notices and mails, and remove their name from notices to others."""
    for model in (Notice, MailChoice, LastDigest, OutboxMail):
        model.objects.filter(member=member).delete()
    services.forget_person(member)

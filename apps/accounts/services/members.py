"""What staff change of a member, through the admin."""

from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction

from apps.accounts import rules
from apps.accounts.models import Member
from apps.core import audit

FIELDS = (
    "email",
    "name",
    "nickname",
    "member_type",
    "phone",
    "introduction",
    "language",
    "is_active",
    "is_staff",
    "is_superuser",
)


@transaction.atomic
def add_member(*, by: Member, password: str, **fields: Any) -> Member:
    """A member made by staff, whose e-mail counts as confirmed. Raises NotAllowed."""
    rules.check_may_grant({name for name in fields if fields[name]}, by=by)
    member = Member.objects.create_user(fields.pop("email"), password, **fields)
    EmailAddress.objects.create(user=member, email=member.email, primary=True, verified=True)
    audit.record(by=by, act="accounts.member_added", subject=member, after=audit.snapshot(member, FIELDS))
    return member


@transaction.atomic
def change_member(*, by: Member, member_id: int, **fields: Any) -> Member:
    """Change the given fields. A new e-mail counts as confirmed, since staff vouch for it. Raises NotAllowed."""
    member = Member.objects.select_for_update(no_key=True).get(pk=member_id)
    rules.check_can_change_member(member, by=by)
    before = audit.snapshot(member, FIELDS)
    fields = {name: value for name, value in fields.items() if getattr(member, name) != value}
    rules.check_may_grant(set(fields), by=by)
    for name, value in fields.items():
        setattr(member, name, value.lower() if name == "email" else value)
    if fields:
        member.save(update_fields=list(fields))
        audit.record(
            by=by, act="accounts.member_changed", subject=member, before=before, after=audit.snapshot(member, FIELDS)
        )
    if "email" in fields:
        EmailAddress.objects.filter(user=member).delete()
        EmailAddress.objects.create(user=member, email=member.email, primary=True, verified=True)
    return member


@transaction.atomic
def set_password(*, by: Member, member_id: int, password: str | None) -> Member:
    """Give a member a new password (None: none at all). Their sessions and tokens end by it. Raises NotAllowed."""
    member = Member.objects.select_for_update(no_key=True).get(pk=member_id)
    rules.check_can_change_member(member, by=by)
    member.set_password(password)
    member.save(update_fields=["password"])
    audit.record(by=by, act="accounts.password_set", subject=member)
    return member

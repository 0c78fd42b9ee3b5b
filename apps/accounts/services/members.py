"""Changes of members by staff, through the admin."""

from collections.abc import Iterable
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission
from django.db import transaction

from apps.accounts import leaving, rules
from apps.accounts.models import Member
from apps.accounts.services.presence import lock_superusers
from apps.core import audit, spelling

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
    """Create a member whose e-mail counts as confirmed.

    Raises NotAllowed, Invalid `name_missing`, `name_has_address`.
    """
    rules.check_may_grant({name for name in fields if fields[name]}, by=by)
    fields = _spelled(fields)
    member = Member.objects.create_user(fields.pop("email"), password, **fields)
    Member.objects.confirm_email(member)
    audit.record(by=by, act="accounts.member_added", subject=member, after=audit.snapshot(member, FIELDS))
    return member


def _spelled(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields as they are kept. Raises Invalid `name_missing`, `name_has_address`."""
    ways = {
        "email": spelling.address,
        "name": spelling.line,
        "nickname": spelling.line,
        "phone": rules.kept_phone,
        "introduction": spelling.text,
    }
    fields = {name: ways[name](value) if name in ways else value for name, value in fields.items()}
    for name in fields.keys() & {"name", "nickname"}:
        rules.check_name(fields[name], field=name)
    return fields


KEEP_A_SUPERUSER = {"is_active", "is_staff", "is_superuser"}


@transaction.atomic
def change_member(*, by: Member, member_id: int, **fields: Any) -> Member:
    """Change the given fields of a member. A new e-mail counts as confirmed, because staff vouch for it.

    Who is switched off gives up what waits or is ahead, so that others get it (`leaving.switch_off`).

    Raises NotAllowed, Conflict `last_superuser`, Invalid `name_missing`, `name_has_address`.
    """
    superusers = lock_superusers() if fields.keys() & KEEP_A_SUPERUSER else set[int]()
    member = Member.objects.select_for_update(no_key=True).get(pk=member_id)
    rules.check_can_change_member(member, by=by)
    before = audit.snapshot(member, FIELDS)
    fields = _spelled(fields)
    fields = {name: value for name, value in fields.items() if getattr(member, name) != value}
    rules.check_may_grant(set(fields), by=by)
    rules.check_keeps_a_superuser(member, fields, other_superusers=bool(superusers - {member.pk}))
    for name, value in fields.items():
        setattr(member, name, value)
    if fields:
        member.save(update_fields=list(fields))
        audit.record(
            by=by, act="accounts.member_changed", subject=member, before=before, after=audit.snapshot(member, FIELDS)
        )
    if fields.get("is_active") is False:
        leaving.switch_off(member, by)
    if "email" in fields:
        Member.objects.confirm_email(member)
    return member


@transaction.atomic
def set_password(*, by: Member, member_id: int, password: str | None) -> Member:
    """Set a member's password, or none at all (None). This ends their sessions and tokens. Raises NotAllowed."""
    member = Member.objects.select_for_update(no_key=True).get(pk=member_id)
    rules.check_can_change_member(member, by=by)
    member.set_password(password)
    member.save(update_fields=["password"])
    audit.record(by=by, act="accounts.password_set", subject=member)
    return member


@transaction.atomic
def give_powers(*, by: Member, member_id: int, groups: Iterable[Group], permissions: Iterable[Permission]) -> None:
    """Set a member's groups and permissions. Raises NotAllowed for all but superusers."""
    member = Member.objects.select_for_update(no_key=True).get(pk=member_id)
    before = _powers_of(member)
    given = {
        "groups": sorted(group.name for group in groups),
        "permissions": sorted(_label(permission) for permission in permissions),
    }
    if given == before:
        return
    rules.check_may_grant({"groups", "user_permissions"}, by=by)
    member.groups.set(groups)
    member.user_permissions.set(permissions)
    audit.record(
        by=by,
        act="accounts.powers_given",
        subject=member,
        before={name: ", ".join(labels) for name, labels in before.items()},
        after={name: ", ".join(labels) for name, labels in given.items()},
    )


def _powers_of(member: Member) -> dict[str, list[str]]:
    return {
        "groups": sorted(group.name for group in member.groups.all()),
        "permissions": sorted(
            _label(permission) for permission in member.user_permissions.select_related("content_type")
        ),
    }


def _label(permission: Permission) -> str:
    return f"{permission.content_type.app_label}.{permission.codename}"


@transaction.atomic
def drop_second_factor(*, by: Member, member_id: int) -> None:
    """Switch off the second factor of a member who lost phone and codes and proved who they are.

    Raises NotAllowed, Conflict `no_second_factor`.
    """
    member = Member.objects.select_for_update(no_key=True).get(pk=member_id)
    rules.check_can_change_member(member, by=by)
    dropped, _each = Authenticator.objects.filter(user=member).delete()
    rules.check_has_second_factor(had=bool(dropped))
    audit.record(by=by, act="accounts.second_factor_dropped", subject=member)

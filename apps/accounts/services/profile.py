"""Changes of one's own profile."""

from collections.abc import Callable

from django.core.files.base import ContentFile
from django.db import transaction

from apps.accounts import rules
from apps.accounts.models import Member
from apps.accounts.services.presence import lock_member
from apps.core import audit, spelling

FIELDS = ("name", "nickname", "phone", "introduction", "language")


@transaction.atomic
def edit_profile(
    *,
    by: Member,
    name: str,
    nickname: str,
    phone: str,
    introduction: str,
    language: str,
    image: ContentFile | None = None,
    remove_image: bool = False,
    unchanged: Callable[[], None] | None = None,
) -> Member:
    """Change one's own profile. `image` comes from `apps.accounts.images`; None keeps the current picture.

    `unchanged` is called under the lock and raises if what is there is not what was read (`GuardedForm.check_again`).

    Old values are in the audit trail until the member leaves. Raises Invalid `name_missing`, `name_has_address`,
    `phone`.
    """
    name, nickname = spelling.line(name), spelling.line(nickname)
    rules.check_name(name)
    rules.check_name(nickname, field="nickname")
    member = lock_member(by.pk)
    if unchanged:
        unchanged()
    before, old_image = audit.snapshot(member, FIELDS), member.profile_image.name or ""
    member.name, member.nickname, member.phone = name, nickname, rules.kept_phone(phone)
    member.introduction, member.language = spelling.text(introduction), language
    changed = list(FIELDS)
    if image is not None or (remove_image and old_image):
        if image is not None:
            member.profile_image.save(image.name or "", image, save=False)
        else:
            member.profile_image = ""
        changed.append("profile_image")
        drop_file_after_commit(member, old_image)
    member.save(update_fields=changed)
    after = audit.snapshot(member, FIELDS)
    if after != before or "profile_image" in changed:
        pictures = ({}, {"profile_image": bool(member.profile_image)})["profile_image" in changed]
        audit.record(by=by, act="accounts.profile_changed", subject=member, before=before, after={**after, **pictures})
    return member


def drop_file_after_commit(member: Member, name: str) -> None:
    """Delete a picture file after the commit, when no row names it any more."""
    if name:
        storage = member.profile_image.storage
        transaction.on_commit(lambda: storage.delete(name))

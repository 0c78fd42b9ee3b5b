"""Who teaches a class, as the list of courses and the first page show them: a name, and a photo or initials."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.states import MentorStatus
from apps.core.prepared import Prepared, given_list, list_values
from apps.elearning.catalogue.models import CourseClass

MOST_CLASSES = 10  # as many as a page of the list shows


@dataclass(frozen=True)
class Teachers:
    """Those who teach a class: the first, and how many more. `image_url` is '' without a photo that all may see."""

    name: str
    words: str
    image_url: str


_teaching = Prepared(
    lambda: (
        CourseClass.instructors.through.objects.filter(courseclass__id__in=given_list("key", MOST_CLASSES))
        .order_by("pk")
        .values_list(
            "courseclass_id", "member_id", "member__name", "member__profile_image", "member__mentor_profile__status",
            named=True,
        )
    )
)  # fmt: skip


def teachers_of(class_ids: Sequence[int]) -> dict[int, Teachers]:
    """Return the teachers by class, without classes that have none. Statements: 1, without a class none."""
    by_class: dict[int, list[Any]] = {}
    for row in _teaching(**list_values("key", list(class_ids), MOST_CLASSES)) if class_ids else ():
        by_class.setdefault(row.courseclass_id, []).append(row)
    return {key: _teachers(*rows) for key, rows in by_class.items()}


def _teachers(first: Any, *others: Any) -> Teachers:
    shows = first.member__profile_image and first.member__mentor_profile__status == MentorStatus.APPROVED
    said = {"name": first.member__name, "n": len(others)}
    return Teachers(
        name=first.member__name,
        words=_("%(name)s 강사 외 %(n)d명") % said if others else _("%(name)s 강사") % said,
        image_url=reverse("accounts:image", args=[first.member_id]) if shows else "",
    )

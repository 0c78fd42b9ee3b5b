"""What accounts ask of certificates: a member's own data, who sees it, and what stays when the member leaves."""

from typing import Any

from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.accounts.visibility import Facts
from apps.elearning.certificate.document import without_person
from apps.elearning.certificate.models import Certificate


def export(member: Member) -> list[dict[str, Any]]:
    rows = Certificate.objects.of(member).order_by("id")
    return [
        {
            "number": row.number,
            "status": row.status,
            "says": row.says["facts"],
            "issued_at": row.issued_at,
            "ended_at": row.ended_at,
            "end_reason": row.end_reason,
            "replaces": row.replaces.number if row.replaces else None,
        }
        for row in rows.select_related("replaces")
    ]


def facts_for_instructors(member: Member) -> Facts:
    """Return what instructors of a class see of its learners' certificates. 1 query."""
    if not Certificate.objects.of(member).exists():
        return []
    return [(_("수료증"), _("증서 번호와 내용, 발급·취소·정정 일시와 사유"))]


def take_names_out(member: Member, by: Member) -> None:
    """Remove from a leaving member's certificates who the member was.

    A certificate outlives the account, because the holder of the paper can have it checked.
    """
    rows = list(Certificate.objects.select_for_update(no_key=True).filter(pk__in=Certificate.objects.of(member)))
    for row in rows:
        row.says = without_person(row.says)
    Certificate.objects.bulk_update(rows, ["says"], batch_size=100)


EXPORTS = {"elearning_certificates": export}
FAREWELLS = (take_names_out,)

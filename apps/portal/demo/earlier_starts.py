"""What earlier starts of the demo made, kept as audit entries."""

from apps.core.models import AuditEntry


def ids_by_key(act: str) -> dict[str, int]:
    """Return the id of the newest row for each key of the plans; `act` names the kind of audit entry."""
    return {entry.after["key"]: entry.subject_id for entry in AuditEntry.objects.filter(act=act).order_by("pk")}

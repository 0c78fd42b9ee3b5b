"""The context processor of notices."""

from django.db.models import Count
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from apps.core.prepared import Given, Prepared
from apps.notices.models import Notice

_unread = Prepared(
    lambda: (
        Notice.objects.filter(member_id=Given("member"), read_at=None)
        .values("member_id")
        .annotate(n=Count("pk"))
        .values_list("n", flat=True)
    )
)


def unread_notices(request: HttpRequest) -> dict:
    """Return `unread_notices`, the number of unread notices. It is counted only if a page shows it."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"unread_notices": 0}
    return {"unread_notices": SimpleLazyObject(lambda: _unread.first(member=user.pk) or 0)}

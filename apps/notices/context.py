"""What every page says about notices."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from apps.notices.models import Notice


def unread_notices(request: HttpRequest) -> dict:
    """`unread_notices`: how many the member has not read; asked only by a page that shows it."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"unread_notices": 0}
    return {"unread_notices": SimpleLazyObject(lambda: Notice.objects.filter(member=user, read_at=None).count())}

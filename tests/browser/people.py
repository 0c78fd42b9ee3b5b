"""Who sits in front of the browser."""

from django.conf import settings

from apps.accounts.models import Member
from tests.access.sessions import session_of


def log_in_cookie(member: Member, url: str) -> dict[str, str]:
    return {"name": settings.SESSION_COOKIE_NAME, "value": session_of(member), "url": url}

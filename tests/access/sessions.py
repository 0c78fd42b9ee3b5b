"""Sessions and tokens for members without the way through the log-in page."""

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from apps.accounts.models import Member
from apps.accounts.services import tokens
from tests.factories.accounts import PASSWORD


def session_of(member: Member) -> str:
    """A session as a log-in leaves it, without the log-in: that would spend the member's key to a new password."""
    store = SessionStore()
    store[SESSION_KEY] = str(member.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = member.get_session_auth_hash()
    store.create()
    return store.session_key


def access_token(member: Member) -> str:
    """Return a token for the API, as a caller gets one."""
    pair = tokens.log_in(email=member.email, password=PASSWORD, otp="", address="192.0.2.1", user_agent="access walk")
    return pair.access

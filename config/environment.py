"""Strict reading of the environment: an invalid value stops the start with a sentence (ImproperlyConfigured)."""

import base64
import hmac
import os
import re
import secrets
import warnings
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured


def choice(env: environ.Env, name: str, allowed: tuple[str, ...], default: str) -> str:
    """Return a value that must be one of `allowed`."""
    value = env.str(name, default=default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name}={value!r}: expected one of {', '.join(allowed)}.")
    return value


def positive(env: environ.Env, name: str, default: int) -> int:
    """Return a whole number, 0 or more."""
    raw = env.str(name, default=str(default))
    if not raw.isdecimal():
        raise ImproperlyConfigured(f"{name}={raw!r}: expected a whole number, 0 or more.")
    return int(raw)


def flag(env: environ.Env, name: str, *, default: bool) -> bool:
    raw = env.str(name, default=str(default)).strip().lower()
    if raw not in {"true", "1", "yes", "on", "false", "0", "no", "off"}:
        raise ImproperlyConfigured(f"{name}={raw!r}: expected true or false.")
    return raw in {"true", "1", "yes", "on"}


def hosts(env: environ.Env, name: str, default: list[str]) -> list[str]:
    """Return host names or addresses, without scheme, port and path."""
    names = [host.strip() for host in env.list(name, default=default)]
    for host in names:
        if not re.fullmatch(r"\.?[A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\]", host):
            raise ImproperlyConfigured(
                f"{name}: {host!r} is no host name. Give names separated by commas, without https://, port or '*'."
            )
    return names


def origins(env: environ.Env, name: str) -> list[str]:
    addresses = [origin.strip() for origin in env.list(name, default=[]) if origin.strip()]
    for address in addresses:
        _check_site(name, address)
    return addresses


def site(env: environ.Env, name: str, default: str) -> str:
    """Return the address people open. Links in mails begin with it."""
    value = env.str(name, default=default).rstrip("/")
    _check_site(name, value)
    return value


def contact(env: environ.Env, name: str) -> str:
    """Return an address for people to write to, `mailto:…` or `https:…`; '' if there is none."""
    value = env.str(name, default="")
    if value and not value.startswith(("mailto:", "https://")):
        raise ImproperlyConfigured(f"{name}={value!r}: expected mailto:security@example.org or an https:// address.")
    if not value.isprintable() or " " in value:
        raise ImproperlyConfigured(f"{name}={value!r}: expected one address without blanks.")
    return value


def _check_site(name: str, value: str) -> None:
    try:
        parts = urlsplit(value)
        fits = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        fits = False
    if not fits or parts.path or parts.query or parts.fragment:
        raise ImproperlyConfigured(f"{name}={value!r}: expected an address like https://learn.example.org.")


def database(env: environ.Env, name: str, default: str) -> dict[str, Any]:
    """Return the settings of a PostgreSQL or SQLite database. The error message hides the password in the address."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            settings = env.db_url(name, default=default)
        except (ValueError, ImproperlyConfigured):
            settings = {"ENGINE": "", "NAME": ""}
    known = settings.get("ENGINE") in {"django.db.backends.postgresql", "django.db.backends.sqlite3"}
    if not known or not settings.get("NAME"):
        raise ImproperlyConfigured(
            f"{name}: expected postgres://user:password@host:5432/name or sqlite:///file. No other database will do."
        )
    return settings


def mail(env: environ.Env, name: str) -> dict[str, Any]:
    try:
        return env.email_url(name)
    except (ValueError, ImproperlyConfigured):
        raise ImproperlyConfigured(
            f"{name}: expected smtp+tls://user:password@host:587 (or smtp://, smtp+ssl://, consolemail://)."
        ) from None


def required_secret(env: environ.Env, name: str) -> str:
    value = env.str(name, default="")
    if len(value) < 50 or len(set(value)) < 10:
        raise ImproperlyConfigured(
            f"{name}: give at least 50 random characters (never the one of a development machine)."
        )
    return value


def signing_seed(env: environ.Env, name: str, *, derived_from: str) -> str:
    """Return an Ed25519 seed. If none is given, derive it from the secret `derived_from`, or return '' without one."""
    value = env.str(name, default="").strip()
    if not value and derived_from:
        seed = hmac.digest(derived_from.encode(), name.encode(), "sha256")
        return base64.urlsafe_b64encode(seed).rstrip(b"=").decode()
    if value and not is_key(value):
        raise ImproperlyConfigured(f"{name}: expected 32 random bytes as base64url (43 letters), see .env.example.")
    return value


def public_keys(env: environ.Env, name: str) -> list[str]:
    keys = [key.strip() for key in env.list(name, default=[]) if key.strip()]
    for key in keys:
        if not is_key(key):
            raise ImproperlyConfigured(f"{name}={key!r}: expected public keys of 43 letters, separated by commas.")
    return keys


def is_key(value: str) -> bool:
    """Return whether `value` is 32 bytes as base64url without padding."""
    return re.fullmatch(r"[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]", value) is not None


def local_secret(folder: Path) -> str:
    """Return a secret of this machine, made once, so that not even a demo runs with a published key."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "secret-key"
    if not path.is_file():
        # Written to a draft and linked, so that two processes that start at once agree on one key.
        draft = folder / f"secret-key.{os.getpid()}"
        draft.write_text(secrets.token_urlsafe(64), encoding="ascii")
        draft.chmod(0o600)
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii")

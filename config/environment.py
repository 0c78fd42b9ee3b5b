"""Reading the environment strictly: what is there must make sense, or the start stops and says why."""

import os
import secrets
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured


def choice(env: environ.Env, name: str, allowed: tuple[str, ...], default: str) -> str:
    value = env.str(name, default=default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name}={value!r}: expected one of {', '.join(allowed)}.")
    return value


def positive(env: environ.Env, name: str, default: int) -> int:
    raw = env.str(name, default=str(default))
    if not raw.isdecimal():
        raise ImproperlyConfigured(f"{name}={raw!r}: expected a whole number, 0 or more.")
    return int(raw)


def required_secret(env: environ.Env, name: str) -> str:
    value = env.str(name, default="")
    if len(value) < 50 or len(set(value)) < 10:
        raise ImproperlyConfigured(
            f"{name}: give at least 50 random characters (never the one of a development machine)."
        )
    return value


def local_secret(folder: Path) -> str:
    """A secret of this machine's own, made once, so that even a demo never runs on a published key."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "secret-key"
    if not path.is_file():
        # Written aside and renamed: two processes starting at once must agree on one key.
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

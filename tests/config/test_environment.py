"""The settings start with what makes sense and stop, with a sentence, at what does not."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings

SECRET = "b7Qx-0fWm3K_zR8uT5yLpN2vJcH9aEdG6sXoViYk4lBnMrZtCqUw1jFhPgOeDAi"
PRODUCTION = {
    "BAEUMTEO_MODE": "production",
    "SECRET_KEY": SECRET,
    "ALLOWED_HOSTS": "learn.example.org",
    "DATABASE_URL": "postgres://learn:hunter2@db/learn",
    "SITE_URL": "https://learn.example.org",
    "EMAIL_URL": "smtp+tls://learn:hunter2@mail.example.org:587",
    "DEFAULT_FROM_EMAIL": "no-reply@learn.example.org",
}
NOT_OURS = {"PATH", "HOME", "LANG"}


def start(tmp_path, environment: dict[str, str], show: str = "''") -> tuple[int, str]:
    """Load the settings in a process of their own; returns its exit code and its last line."""
    kept = {name: os.environ[name] for name in NOT_OURS & os.environ.keys()}
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", f"import config.settings as s; print(({show}))"],
        cwd=settings.BASE_DIR,
        env={**kept, "BAEUMTEO_VAR_DIR": str(tmp_path), "PYTHONIOENCODING": "utf-8", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, (done.stdout + done.stderr).strip().splitlines()[-1] if done.stdout + done.stderr else ""


def test_production_starts_with_what_it_needs(tmp_path):
    shown = start(tmp_path, PRODUCTION, "s.DEBUG, s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_SECURE, s.ALLOWED_HOSTS")
    assert shown == (0, "(False, True, True, ['learn.example.org'])")


@pytest.mark.parametrize("name", sorted(PRODUCTION.keys() - {"BAEUMTEO_MODE"}))
def test_production_does_not_start_without(tmp_path, name):
    code, line = start(tmp_path, {key: value for key, value in PRODUCTION.items() if key != name})
    assert (code, name in line) == (1, True)
    assert "ImproperlyConfigured" in line


NONSENSE = [
    ("BAEUMTEO_MODE", "prod"),
    ("SECRET_KEY", "short"),
    ("SECRET_KEY", "a" * 80),
    ("ALLOWED_HOSTS", "*"),
    ("ALLOWED_HOSTS", "https://learn.example.org"),
    ("ALLOWED_HOSTS", "learn.example.org:443"),
    ("ALLOWED_HOSTS", " , "),
    ("DATABASE_URL", "mysql://learn:hunter2@db/learn"),
    ("DATABASE_URL", "postgres://learn:hunter2@db:port/learn"),
    ("DATABASE_URL", "postgres://learn:hunter2@db"),
    ("DATABASE_URL", "nonsense"),
    ("DATABASE_CONN_MAX_AGE", "-1"),
    ("DATABASE_STATEMENT_TIMEOUT", "30s"),
    ("DATABASE_PREPARE_AFTER", "soon"),
    ("SITE_URL", "learn.example.org"),
    ("SECURITY_CONTACT", "security@example.org"),
    ("SECURITY_CONTACT", "mailto:a@example.org b"),
    ("SITE_URL", "https://learn.example.org/portal"),
    ("SITE_URL", "ftp://learn.example.org"),
    ("SITE_URL", "https://learn.example.org:port"),
    ("EMAIL_URL", "mail.example.org"),
    ("EMAIL_URL", "smtp://mail.example.org:port"),
    ("TRUSTED_PROXY_COUNT", "one"),
    ("SECURE_SSL_REDIRECT", "maybe"),
    ("SECURE_HSTS_SECONDS", "a year"),
    ("CSRF_TRUSTED_ORIGINS", "learn.example.org"),
    ("MENTORING_CANCEL_DAYS_BEFORE", "1.5"),
    ("HOSTS_SEE_NO_SHOWS", "sometimes"),
    ("MENTORING_REPORTS", "sometimes"),
    ("BADGE_SIGNING_KEY", "short"),
    ("BADGE_SIGNING_KEY", "A" * 42 + "="),
    ("BADGE_SIGNING_KEY", "A" * 42 + "B"),  # 43 letters, and bits that no 32 bytes have
    ("BADGE_FORMER_KEYS", f"{'A' * 43},no key"),
    ("LOG_LEVEL", "loud"),
]


@pytest.mark.parametrize(("name", "value"), NONSENSE)
def test_nonsense_stops_the_start_and_is_named(tmp_path, name, value):
    code, line = start(tmp_path, {**PRODUCTION, name: value})
    assert (code, "ImproperlyConfigured" in line, name in line) == (1, True, True)
    assert "hunter2" not in line


@pytest.mark.parametrize("mode", ["development", "demo"])
def test_elsewhere_nothing_need_be_given_and_the_key_is_the_machines_own(tmp_path, mode):
    shown = "s.DEBUG, len(s.SECRET_KEY) > 50, s.DATABASES['default']['NAME']"
    first = start(tmp_path, {"BAEUMTEO_MODE": mode}, shown)
    assert first == (0, str((mode == "development", True, str(tmp_path / "db.sqlite3"))))
    keys = {start(tmp_path, {"BAEUMTEO_MODE": mode}, "s.SECRET_KEY") for _ in range(2)}
    assert len(keys) == 1


def test_badges_are_signed_with_a_key_of_their_own_and_elsewhere_with_the_machines(tmp_path):
    shown = "s.BADGE_SIGNING_KEY, s.BADGE_FORMER_KEYS"
    assert start(tmp_path, PRODUCTION, shown) == (0, "('', [])")
    given = {**PRODUCTION, "BADGE_SIGNING_KEY": "A" * 43, "BADGE_FORMER_KEYS": f"{'B' * 42}A, {'C' * 42}A"}
    assert start(tmp_path, given, shown) == (0, str(("A" * 43, ["B" * 42 + "A", "C" * 42 + "A"])))
    made = {start(tmp_path, {"BAEUMTEO_MODE": "demo", "SECRET_KEY": key}, shown)[1] for key in ("one", "two", "one")}
    assert len(made) == 2


def test_cookies_in_production_are_of_this_host_alone(tmp_path):
    shown = "s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE"
    assert start(tmp_path, PRODUCTION, shown) == (0, str(("__Host-sessionid", "__Host-csrftoken", True, True)))


def test_sqlite_stays_itself_and_postgresql_gets_its_limits(tmp_path):
    options = "s.DATABASES['default']['OPTIONS']"
    lite = start(
        tmp_path, {**PRODUCTION, "DATABASE_URL": "sqlite:////srv/learn.sqlite3"}, options + "['transaction_mode']"
    )
    assert lite == (0, "IMMEDIATE")
    given = {**PRODUCTION, "DATABASE_STATEMENT_TIMEOUT": "0"}
    limits = "-c lock_timeout=10000 -c statement_timeout=0 -c jit=off"
    assert start(tmp_path, given, options + "['options']") == (0, limits)


def test_every_variable_is_explained_in_the_example_and_none_that_is_not_there():
    of_tests = settings.BASE_DIR / "config" / "settings_test.py"
    sources = [
        *{*(settings.BASE_DIR / "config").glob("*.py")} - {of_tests},
        of_tests.parents[1] / "deploy/gunicorn.conf.py",
    ]
    source = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    compose = (settings.BASE_DIR / "compose.yaml").read_text(encoding="utf-8")
    read = set(re.findall(r"\$\{([A-Z_]+)", compose)) | set(
        re.findall(r"""(?:env, |env\.\w+\(|environ\.get\()"([A-Z_]+)\"""", source)
    )
    example = (settings.BASE_DIR / ".env.example").read_text(encoding="utf-8")
    assert set(re.findall(r"^#? ?([A-Z_]+)=", example, flags=re.MULTILINE)) == read


def test_what_is_left_to_django_is_as_safe_as_it_was(settings):
    """Not named in config/settings.py, because these are Django's own defaults."""
    assert (settings.X_FRAME_OPTIONS, settings.SECURE_REFERRER_POLICY) == ("DENY", "same-origin")
    assert settings.SECURE_CONTENT_TYPE_NOSNIFF
    assert settings.SESSION_COOKIE_HTTPONLY
    assert (settings.SESSION_COOKIE_SAMESITE, settings.USE_TZ, settings.USE_I18N) == ("Lax", True, True)

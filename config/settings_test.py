"""Settings of the tests: the usual ones, without what only costs time."""

import os

os.environ.setdefault("BAEUMTEO_MODE", "development")
os.environ.setdefault("DJANGO_DEBUG", "false")

from config.settings import *  # noqa: F403 - settings are one namespace
from config.settings import BASE_DIR, DATABASES, LOGGING, STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
SITE_URL = "http://testserver"
LOGGING = {**LOGGING, "root": {"handlers": ["stdout"], "level": "ERROR"}}
# Two runs, on SQLite and on PostgreSQL, may go on side by side, each in several processes.
MEDIA_ROOT = BASE_DIR / "var" / "test-media" / DATABASES["default"]["ENGINE"].rpartition(".")[2]
MEDIA_ROOT /= os.environ.get("PYTEST_XDIST_WORKER", "alone")
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["NAME"] = ":memory:"
    # A shared in-memory database has no journal to switch, and the live server's threads need it shared.
    DATABASES["default"]["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 10}

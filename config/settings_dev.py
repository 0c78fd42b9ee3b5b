"""Settings of `manage.py dev`: the usual ones with the debug toolbar; LOG_SQL=true logs every statement."""

from django.core.exceptions import ImproperlyConfigured

from config.environment import flag
from config.settings import *  # noqa: F403 - settings are one namespace
from config.settings import DEBUG, INSTALLED_APPS, LOGGING, MIDDLEWARE, env

if not DEBUG:
    raise ImproperlyConfigured("manage.py dev is for development: leave out BAEUMTEO_MODE and DJANGO_DEBUG.")

INSTALLED_APPS = [*INSTALLED_APPS, "debug_toolbar"]
# After the middleware that sets the content policy, so that the toolbar's scripts can have its nonce.
_after = MIDDLEWARE.index("apps.core.middleware.ContentPolicyMiddleware") + 1
MIDDLEWARE = [*MIDDLEWARE[:_after], "debug_toolbar.middleware.DebugToolbarMiddleware", *MIDDLEWARE[_after:]]
ROOT_URLCONF = "config.urls_dev"
INTERNAL_IPS = ["127.0.0.1", "::1"]
DEBUG_TOOLBAR_CONFIG = {"SHOW_COLLAPSED": True}

LOGGING = {
    **LOGGING,
    "filters": {
        **LOGGING["filters"],
        "pages_only": {
            "()": "django.utils.log.CallbackFilter",
            "callback": lambda record: '"GET /static/' not in record.getMessage(),
        },
    },
    "loggers": {
        "django.server": {**LOGGING["loggers"]["django.server"], "filters": ["pages_only"]},
        "django.db.backends": {"level": "DEBUG" if flag(env, "LOG_SQL", default=False) else "INFO"},
    },
}

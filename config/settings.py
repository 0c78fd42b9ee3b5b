"""Settings, read from the environment (see .env.example). An invalid value stops the start with a sentence.

BAEUMTEO_MODE is `development` (default: debug pages, local hosts only), `demo` (no debug pages, data under var/demo)
or `production` (every secret and host must be given, HTTPS everywhere).
"""

from pathlib import Path
from typing import Any

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config.environment import (
    choice,
    contact,
    database,
    flag,
    hosts,
    local_secret,
    mail,
    origins,
    positive,
    public_keys,
    required_secret,
    signing_seed,
    site,
)

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
# The demo does not read the file, because it may name a real site's database.
if (BASE_DIR / ".env").is_file() and env.str("BAEUMTEO_MODE", default="") != "demo":
    env.read_env(BASE_DIR / ".env")

MODE = choice(env, "BAEUMTEO_MODE", ("development", "demo", "production"), default="development")
PRODUCTION = MODE == "production"
DEBUG = MODE == "development" and flag(env, "DJANGO_DEBUG", default=True)
VAR_DIR = Path(env.str("BAEUMTEO_VAR_DIR", default=str(BASE_DIR / "var" / MODE)))

if PRODUCTION:
    SECRET_KEY = required_secret(env, "SECRET_KEY")
    ALLOWED_HOSTS = hosts(env, "ALLOWED_HOSTS", default=[])
    for name, meaning in (
        ("ALLOWED_HOSTS", "the hosts this site answers to, separated by commas"),
        ("DATABASE_URL", "where the database is, e.g. postgres://user:password@host:5432/name"),
        ("SITE_URL", "the address people open, e.g. https://learn.example.org"),
        ("EMAIL_URL", "the mail server, e.g. smtp+tls://user:password@host:587"),
        ("DEFAULT_FROM_EMAIL", "whom mails come from, e.g. 배움터 <no-reply@learn.example.org>"),
    ):
        if not env.str(name, default="").strip():
            raise ImproperlyConfigured(f"{name}: say {meaning}.")
else:
    SECRET_KEY = env.str("SECRET_KEY", default="") or local_secret(VAR_DIR)
    ALLOWED_HOSTS = hosts(env, "ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])

# Former keys: what they encrypted or signed (second factors, links in mails) stays valid.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

# --- Apps, middleware, templates --------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "apps.core",
    "apps.topics",
    "apps.accounts",
    "apps.notices",
    "apps.planner",
    "apps.seats",
    "apps.following",
    "apps.hours",
    "apps.mentoring",
    "apps.linking",
    "apps.lessons",
    "apps.elearning",
    "apps.portal",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_prose_editor",
    "import_export",
    "ninja",
]

MIDDLEWARE = [
    "apps.core.middleware.RequestIdMiddleware",
    "apps.core.middleware.CompressionMiddleware",
    "apps.core.api.middleware.ApiEnvelopeMiddleware",
    "apps.core.middleware.SafetyHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "apps.core.middleware.ContentPolicyMiddleware",
    "apps.core.middleware.SessionCookieMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "apps.core.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "apps.core.middleware.SizeMiddleware",
    "apps.core.middleware.DomainErrorMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

_TEMPLATE_LOADERS = ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [("apps.core.template_loader.Loader", _TEMPLATE_LOADERS)],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "apps.notices.context.unread_notices",
                "apps.portal.context.navigation",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "apps.core.templatetags.ui",
                "apps.core.templatetags.components",
            ],
        },
    }
]

# Widgets have templates of ours: a new one in templates/core, a faster one in templates/django/forms/widgets.
FORM_RENDERER = "apps.core.fields.FormRenderer"

# --- Database ---------------------------------------------------------------------------------------------------------

DATABASES = {"default": database(env, "DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
_database = DATABASES["default"]
if _database["ENGINE"] == "django.db.backends.sqlite3":
    # WAL lets others read while one writes; IMMEDIATE takes the write lock at BEGIN, so that a transaction that reads
    # first cannot fail with "database is locked" later. Together they replace SELECT ... FOR UPDATE.
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 10,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    _database["CONN_MAX_AGE"] = positive(env, "DATABASE_CONN_MAX_AGE", default=600)
    _database["CONN_HEALTH_CHECKS"] = True
    # In milliseconds; 0 is no limit, which only a migration may have.
    _longest = positive(env, "DATABASE_STATEMENT_TIMEOUT", default=30_000)
    # Compiling a plan to machine code (jit) takes longer than any of our statements runs.
    _database.setdefault("OPTIONS", {})["options"] = f"-c lock_timeout=10000 -c statement_timeout={_longest} -c jit=off"
    # Seconds that a server that does not answer is waited for.
    _database["OPTIONS"]["connect_timeout"] = 5
    # The server keeps a statement with its plan from the sixth use on, because planning is most of the database's work
    # for a page. A pooler must support this (PgBouncer does from 1.21); 0 switches it off.
    _prepare_after = positive(env, "DATABASE_PREPARE_AFTER", default=5)
    if _prepare_after:
        _database["OPTIONS"] |= {"server_side_binding": True, "prepare_threshold": _prepare_after}
# SQLite has neither deferrable unique constraints nor indexes that include columns for PostgreSQL, and needs neither:
# its one writer at a time sees to the order of questions and contents.
SILENCED_SYSTEM_CHECKS = ["models.W038", "models.W040"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "core_cache"}}

# --- People -----------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.Member"
AUTHENTICATION_BACKENDS = ["apps.accounts.backends.MemberBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "apps.accounts.password_validators.MaximumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:me"
LOGOUT_REDIRECT_URL = "portal:home"
SESSION_ENGINE = "apps.core.sessions"
SESSION_COOKIE_AGE = 14 * 24 * 60 * 60
CSRF_COOKIE_HTTPONLY = True

ACCOUNT_ADAPTER = "apps.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "apps.accounts.forms.LoginForm",
    "signup": "apps.accounts.forms.SignupForm",
    "add_email": "apps.accounts.forms.AddEmailForm",
    "change_password": "apps.accounts.forms.ChangePasswordForm",
    "reset_password": "apps.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "apps.accounts.forms.ResetPasswordKeyForm",
    "reauthenticate": "apps.accounts.forms.ReauthenticateForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""  # a subject begins with the news; DEFAULT_FROM_EMAIL says who sends it
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_CHANGE_EMAIL = True
# Ask for the password again: a browser left open must not be enough to move the account to another mailbox.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_USER_DISPLAY = "apps.accounts.models.display_name"
# apps.accounts limits guessing exactly; allauth keeps its limits on mails and changes.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": None,
    "signup": None,
    "reset_password": None,
    "reauthenticate": None,
    "change_password": None,
}
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_PREVENT_ENUMERATION = True
USERSESSIONS_TRACK_ACTIVITY = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "배움터"
MFA_ADAPTER = "apps.accounts.mfa.SecondFactorAdapter"
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_FORMS = {
    "authenticate": "apps.accounts.forms.SecondFactorForm",
    "reauthenticate": "apps.accounts.forms.SecondFactorAgainForm",
    "activate_totp": "apps.accounts.forms.ActivateSecondFactorForm",
}
TRUSTED_PROXY_COUNT = positive(env, "TRUSTED_PROXY_COUNT", default=0)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT

# --- Words, dates, files ----------------------------------------------------------------------------------------------

LANGUAGE_CODE = "ko"
FORMAT_MODULE_PATH = ["config.formats"]
LANGUAGES = [("ko", _("한국어")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Seoul"

STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "media/"
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR_DIR / "media")))
STORAGES = {
    "default": {"BACKEND": "apps.core.storage.WholeFileStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = False

# The most bytes of a request's body: of the API, of a visitor without a session, of a form's fields, of an upload (the
# largest video with its form; each file's own limit stands where it is taken).
LARGEST_JSON = 1_000_000
LARGEST_OF_VISITOR = 512_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
LARGEST_UPLOAD = 2_200_000_000

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

# --- Who answers for the site -----------------------------------------------------------------------------------------

# Shown in the foot of every page, on error pages and in mails. The contact is an e-mail address, a link or a number.
SITE_OPERATOR = env.str("SITE_OPERATOR", default="").strip()
SITE_CONTACT = env.str("SITE_CONTACT", default="").strip()

# --- Mail -------------------------------------------------------------------------------------------------------------

SITE_URL = site(env, "SITE_URL", default="http://localhost:8000")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="배움터 <no-reply@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 30
if PRODUCTION or env.str("EMAIL_URL", default=""):
    vars().update(mail(env, "EMAIL_URL"))
else:
    EMAIL_BACKEND = "apps.notices.file_backend.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"

# --- Safety -----------------------------------------------------------------------------------------------------------

# Where people report a weakness (security.txt): mailto: or https:. Empty: the address is not there.
SECURITY_CONTACT = contact(env, "SECURITY_CONTACT")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
if PRODUCTION:
    SECURE_SSL_REDIRECT = flag(env, "SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = positive(env, "SECURE_HSTS_SECONDS", default=31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = flag(env, "SECURE_HSTS_INCLUDE_SUBDOMAINS", default=True)
    SECURE_HSTS_PRELOAD = flag(env, "SECURE_HSTS_PRELOAD", default=True)
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    # A browser takes a cookie of this prefix from this very host over HTTPS alone: no other host of the domain sets it.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    if TRUSTED_PROXY_COUNT:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    CSRF_TRUSTED_ORIGINS = origins(env, "CSRF_TRUSTED_ORIGINS")

# --- Settings of the product ------------------------------------------------------------------------------------------

# The number of days before a session's day from which applicants can no longer cancel. 1: not from the day before on;
# 0: they can cancel until it starts.
MENTORING_CANCEL_DAYS_BEFORE = positive(env, "MENTORING_CANCEL_DAYS_BEFORE", default=0)
# The no-show record: whether what is cancelled within three hours before its start counts as half an absence, and
# whether those to whom somebody applies are shown the number.
LATE_CANCELS_COUNT_HALF = flag(env, "LATE_CANCELS_COUNT_HALF", default=False)
HOSTS_SEE_NO_SHOWS = flag(env, "HOSTS_SEE_NO_SHOWS", default=False)
# Whether mentors are asked for a report of each session that they held, by which its time is recognised.
MENTORING_REPORTS = flag(env, "MENTORING_REPORTS", default=True)
# The key that signs digital badges. Production derives none from SECRET_KEY, because a badge outlives every SECRET_KEY.
BADGE_SIGNING_KEY = signing_seed(env, "BADGE_SIGNING_KEY", derived_from="" if PRODUCTION else SECRET_KEY)
BADGE_FORMER_KEYS = public_keys(env, "BADGE_FORMER_KEYS")
API_ACCESS_TOKEN_SECONDS = 15 * 60
API_REFRESH_TOKEN_DAYS = 14

IMPORT_EXPORT_EXPORT_PERMISSION_CODE = "view"
IMPORT_EXPORT_IMPORT_PERMISSION_CODE = "change"

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "apps.core.logs.RequestIdFilter"}},
    "formatters": {
        "line": {
            "()": "apps.core.logs.SecretsFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s",
        }
    },
    "handlers": {
        "stdout": {
            "class": "logging.StreamHandler",
            "stream": "ext://sys.stdout",
            "filters": ["request_id"],
            "formatter": "line",
        }
    },
    "root": {"handlers": ["stdout"], "level": choice(env, "LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), "INFO")},
    "loggers": {"django.server": {"handlers": ["stdout"], "level": "INFO", "propagate": False}},
}

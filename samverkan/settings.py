"""Settings: everything comes from the environment; nothing set means SQLite, no broker, mail in files."""

from __future__ import annotations

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from samverkan import environment

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(environment.text("VAR_DIR", str(BASE_DIR / "var")))

# --- What kind of installation -----------------------------------------------------------------

DEBUG = environment.flag("DEBUG")
DEMO = environment.flag(
    "DEMO"
)  # demo people and a page that signs you in as them; refused without DEBUG (checks.py)
SECRET_KEY = environment.text("SECRET_KEY")
if not SECRET_KEY:
    if not DEBUG:
        raise ImproperlyConfigured("SECRET_KEY must be set (or DEBUG=1 on your own machine).")
    SECRET_KEY = "only-for-your-own-machine-" + "0" * 40
SECRET_KEY_FALLBACKS = environment.words("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"] if DEBUG else [])
# The address people type. Letters, QR codes and verification links are made from it, never from a request's Host.
SITE_URL = environment.text(
    "SITE_URL", f"http://127.0.0.1:{environment.text('PORT', '8000')}" if DEBUG else ""
).rstrip("/")
SITE_NAME = environment.text("SITE_NAME", "Samverkan")
ADMINS = [(address, address) for address in environment.words("ADMINS")]

# --- Rooms -------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "samverkan.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.forms",  # its own templates, for the renderer below
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "relay",
    "letters",
    "accounts",
    "agreement",
    "membership",
    "nominations",
    "meetings",
    "actionplan",
    "events",
    *(["demo"] if DEMO else []),
    "samverkan.apps.SamverkanConfig",
]

MIDDLEWARE = [
    "samverkan.public_cache.PublicPageCache",  # first: a page that everybody sees alike is answered before the rest
    # Before the one that redirects to https and refuses unknown hosts, so that those answers carry them too.
    "csp.middleware.CSPMiddleware",
    "samverkan.middleware.ResponseHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "samverkan.middleware.RequestSizeLimit",
    "samverkan.middleware.NoNullCharacters",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "samverkan.middleware.SecondFactor",
]

ROOT_URLCONF = "samverkan.urls"
WSGI_APPLICATION = "samverkan.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "samverkan.context.site",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Database ----------------------------------------------------------------------------------

if database_url := environment.text("DATABASE_URL"):
    DATABASES = {"default": environ.Env.db_url_config(database_url)}
    DATABASES["default"]["CONN_MAX_AGE"] = environment.whole("CONN_MAX_AGE", 60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    if DATABASES["default"]["ENGINE"].endswith("postgresql"):
        # Compiling a query takes longer than any of ours, which all stop after a page of rows.
        DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")
else:
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": VAR_DIR / "samverkan.sqlite3",
            "OPTIONS": {
                # IMMEDIATE: two writers queue instead of failing half way. FULL: a commit survives a power cut.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
            },
        }
    }

# --- Work: the relay calls the tasks itself, or hands their ids to Celery ---------------------------

REDIS_URL = environment.text("REDIS_URL")
RELAY_MODE = "celery" if REDIS_URL else "embedded"
RELAY_INTERVAL = 0.5  # seconds between two looks for due rows
# Seconds after which a row that was handed to Celery and not begun is handed over again: the message may be lost.
RELAY_PATIENCE = environment.whole("RELAY_PATIENCE", 20)
# Seconds. Longer than the hard limit of a task, and so short that what a killed worker held is done again in half a
# minute (R2).
WORK_LEASE = environment.whole("WORK_LEASE", 25)
WORK_MAX_TRIES = 8
# Seconds in which a decision can be taken back: so long its letters and its document wait.
DECISION_HOLD = environment.whole("DECISION_HOLD", 60)
# Days that a contact's name and addresses are kept once the organisation has left, or the contact was removed.
CONTACT_KEEP_DAYS = environment.whole("CONTACT_KEEP_DAYS", 365)
CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_TASK_IGNORE_RESULT = True  # the row is the truth; nobody reads results
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000  # KiB
CELERY_TASK_TIME_LIMIT = 20
CELERY_TASK_SOFT_TIME_LIMIT = 15
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_PUBLISH_RETRY = False  # the relay itself tries again
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "socket_timeout": 5,
    "socket_connect_timeout": 5,
}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"

# --- Cache: sign-in limits live here, so every web process must see the same one -------------------

# In the database and not in Redis: nobody waits for the broker, also not at sign-in (R3), and a broker that loses what
# it holds does not forget a limit.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "samverkan_cache",
        # Django's 300 would forget limits as soon as many people come.
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}

# --- Mail --------------------------------------------------------------------------------------

if email_url := environment.text("EMAIL_URL"):
    vars().update(environ.Env.email_url_config(email_url))
else:
    EMAIL_BACKEND = "letters.backends.MailFolder"
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_TIMEOUT = 10  # for each answer of the mail server; the task's limit ends a server that keeps us waiting
DEFAULT_FROM_EMAIL = environment.text("DEFAULT_FROM_EMAIL", "Samverkan <samverkan@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- People ------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS: list[
    dict[str, str]
] = []  # nobody has a password: sign-in is a code by mail, then a factor
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "after-sign-in"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = SITE_NAME
MFA_TOTP_TOLERANCE = 1  # half a minute is short for slow fingers; accounts.forms sees that a code counts once
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
ALLAUTH_TRUSTED_PROXY_COUNT = environment.whole("TRUSTED_PROXIES", 0)
SIGN_IN_CODE_MINUTES = 15
SIGN_IN_CODE_TRIES = 5
# Codes by mail. "sign_in": from one network, and to one address from anywhere. "sign_in_here": to one address from one
# network, so that a stranger far away does not use up what the owner needs.
# Drafts begun from one network without signing in, and applications that one person sends (attack 40). Drafts that take
# one address before anybody has signed in with it: fewer than are offered to its owner (left_drafts.MOST_OFFERED).
ACCOUNT_RATE_LIMITS = {
    "sign_in": "100/15m/ip,20/h/key",
    "sign_in_here": "5/15m/key",
    "begin_application": "60/h/ip",
    "write_an_address": "4/d/key",
    "submit_application": "20/d/user",
    "give_access": "10/d/user",
    "register_for_event": "60/h/ip,12/h/key",
    "say_how_it_was": "30/h/ip",
}
SESSION_COOKIE_AGE = 60 * 60 * 12

# --- Language and time ---------------------------------------------------------------------------

LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", _("Swedish")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Stockholm"  # rows hold UTC; days are decided and shown in Swedish time

# --- Files -------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = Path(environment.text("STATIC_ROOT", str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "relay.storage.PrivateFiles"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
MEDIA_ROOT = (
    VAR_DIR / "media"
)  # no MEDIA_URL: files leave the house only through a view that asks who you are
MAX_UPLOAD_BYTES = 50 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1200
DATA_UPLOAD_MAX_NUMBER_FILES = 100  # a form says itself, at its field, how many it takes
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o640

# --- Security ----------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
HTTPS = environment.flag("HTTPS", default=not DEBUG)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if environment.flag("BEHIND_PROXY") else None
SECURE_HSTS_SECONDS = 63_072_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL.startswith("https://") else []
CSRF_FAILURE_VIEW = "samverkan.errors.csrf_failure"

# --- Logs: ids and never names or addresses ---------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "samverkan.logs.LineFormatter"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line"},
        "operator": {"class": "samverkan.logs.LetterToOperator", "level": "ERROR"},
    },
    "root": {"handlers": ["console"], "level": environment.text("LOG_LEVEL", "INFO")},
    "loggers": {
        # Instead of Django's own handlers: its mail to ADMINS would make the request wait for the mail server.
        "django": {"handlers": ["operator"], "propagate": True},
        "relay": {"handlers": ["operator"], "propagate": True},
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
        "pikepdf": {"level": "WARNING"},
    },
}

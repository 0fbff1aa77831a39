"""Settings that hold everywhere; the environment is read here and nowhere else (README has the table)."""

from pathlib import Path

import environ

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "guardian",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "mash.hub",
    "mash.health",
    "mash.trail",
    "mash.organisations",
    "mash.accounts",
    "mash.documents",
    "mash.outbox",
    "mash.people",
    "mash.cases",
    "partners",
    "thresholds",
    "referrals",
    "triage",
    "enquiries",
    "audit",
    "mash.demo",
]

MIDDLEWARE = [
    "mash.health.middleware.UnreadableRequest",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "mash.accounts.middleware.IdleSession",
    "mash.accounts.middleware.SignInFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "mash.accounts.middleware.NoStore",
    "mash.cases.middleware.PutDraftsAway",
    "mash.cases.middleware.TellStale",
    "mash.cases.wording_door.LookAtWords",
    "mash.health.middleware.WrongWay",
]

ROOT_URLCONF = "mash.urls"
WSGI_APPLICATION = "mash.wsgi.application"
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
                "mash.accounts.navigation.navigation",
            ],
        },
    }
]
FORM_RENDERER = "mash.forms.renderer.GovukRenderer"

POOL = {"min_size": 1, "max_size": env.int("DATABASE_POOL", default=8), "timeout": 2.5}


def database(url: str, **options: object) -> dict:
    """A database from its URL, with a pool: a connection costs more than the query it carries."""
    settings = environ.Env.db_url_config(url)
    return settings | {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 0,
        # Else the pool hands out connections that died with a restarted server.
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": settings.get("OPTIONS", {}) | options,
    }


def databases(url: str, pool: bool = True) -> dict:
    """The record, and a second way in for reads and refusals: a rolled-back page cannot take those back."""
    options = {"pool": POOL} if pool else {}
    return {"default": database(url, **options), "trail": database(url, **options)}


SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
# Nothing stays in the browser once it has been closed.
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "mash.health.errors.form_expired"
# Minutes without a click before a person must sign in again (NHS login rule: 30; partners share screens: 15).
IDLE_MINUTES = 30
IDLE_MINUTES_PARTNER = 15

CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}
# For each key of a referring system.
API_REQUESTS_A_MINUTE = 120
# A concern is words: long ones are answered by the form, with the text kept, not by a bare refusal.
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024

# What the hub says in the same words each time, and where each text is described.
STANDARD_TEXTS = ["referrals.texts.FEEDBACK", "partners.texts.QUESTIONS", "enquiries.texts.PROTECTION"]

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "guardian.backends.ObjectPermissionBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_ADAPTER = "mash.outbox.adapter.OutboxAdapter"
ACCOUNT_FORMS = {
    "login": "mash.accounts.forms.SignInForm",
    "reset_password": "mash.accounts.forms.AskForPasswordForm",
    "reset_password_from_key": "mash.accounts.forms.ChoosePasswordForm",
}
# Answering alike for every address is for the page; an unknown address is sent nothing.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/sign-in/"
ACCOUNT_SESSION_REMEMBER = False
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
GUARDIAN_ANONYMOUS_USER_NAME = ANONYMOUS_USER_NAME = None

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SELF = "'self'"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
    }
}
# Nothing is told to other sites; with "no-referrer" browsers send "Origin: null" and Django refuses every form.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

DEFAULT_FROM_EMAIL = env.str("FROM_EMAIL", default="Luton Council <no-reply@mash.example.org>")
# imaps://user:password@host/INBOX, imap+tls:// or maildir:///folder; empty: no mail is taken in.
MAILBOX_URL = env.str("MAILBOX_URL", default="")
# E-mail leaves by EMAIL_BACKEND (smtp) or by GOV.UK Notify (notify); text messages always by Notify.
EMAIL_BY = env.str("EMAIL_BY", default="smtp")
NOTIFY_API_KEY = env.str("NOTIFY_API_KEY", default="")
NOTIFY_URL = env.str("NOTIFY_URL", default="https://api.notifications.service.gov.uk")
NOTIFY_EMAIL_TEMPLATE = env.str("NOTIFY_EMAIL_TEMPLATE", default="")
NOTIFY_TEXT_TEMPLATE = env.str("NOTIFY_TEXT_TEMPLATE", default="")
# What anymail needs to know of a provider, such as {"POSTMARK_SERVER_TOKEN": "…"}, where EMAIL_BACKEND is one of its own.
ANYMAIL = env.json("ANYMAIL", default={})
# Said on every page and in every message. Without an out-of-hours number, 999 and 101 are said instead.
HUB_PHONE = env.str("HUB_PHONE", default="") or "01582 547730"
HUB_HOURS = env.str("HUB_HOURS", default="") or "Monday to Friday, 9am to 5pm"
OUT_OF_HOURS_PHONE = env.str("OUT_OF_HOURS_PHONE", default="")
HUB_EMAIL = env.str("HUB_EMAIL", default="") or "adultsafeguarding@luton.gov.uk"
SERVICE_URL = env.str("SERVICE_URL", default="http://127.0.0.1:8000")
# The socket of ClamAV's clamd; empty: files are opened without a virus check, and marked so.
CLAMD_SOCKET = env.str("CLAMD_SOCKET", default="")
# A file on another disk or host to which the heads of the trail are copied; empty: not anchored.
TRAIL_ANCHOR_FILE = env.str("TRAIL_ANCHOR_FILE", default="")
APP_ROLE = env.str("APP_ROLE", default="mash_app")

CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 60
CELERY_TASK_SOFT_TIME_LIMIT = 45
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_REDIRECT_STDOUTS = False

# Paths carry references and a public form's steps: access lines are the proxy's business, without query or body.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "mash.health.logs.Line"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.db.backends": {"level": "ERROR"},
        "celery.app.trace": {"level": "WARNING"},
        # Each step of drawing a PDF, several lines a page.
        "weasyprint": {"level": "ERROR"},
    },
}


def broker(redis_url: str) -> dict:
    """Redis where there is one; else a folder, whose losses the sweeps make good."""
    if redis_url:
        return {
            "CELERY_BROKER_URL": redis_url,
            "CELERY_BROKER_TRANSPORT_OPTIONS": {
                "visibility_timeout": 600,
                "unacked_restore_throttle": 1,
                "socket_timeout": 2,
                "socket_connect_timeout": 2,
            },
        }
    folder = VAR_DIR / "broker"
    for name in ("queue", "control"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    return {
        "CELERY_BROKER_URL": "filesystem://localhost",
        "CELERY_BROKER_TRANSPORT_OPTIONS": {
            "data_folder_in": str(folder / "queue"),
            "data_folder_out": str(folder / "queue"),
            "control_folder": str(folder / "control"),
        },
    }

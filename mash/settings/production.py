"""Production: every secret comes from the environment, and a missing one stops the start."""

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403
from .base import EMAIL_BY, broker, databases, env


def needed(name: str) -> str:
    """A setting without which this must not start."""
    value = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(f"Set {name} in the environment. The README's table of settings says what it is.")
    return value


DEBUG = False
DEMO = False
SECRET_KEY = needed("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = needed("ALLOWED_HOSTS").split(",")
SERVICE_URL = needed("SERVICE_URL")
CSRF_TRUSTED_ORIGINS = [SERVICE_URL]
DATABASES = databases(needed("DATABASE_URL"))
globals().update(broker(needed("REDIS_URL")))
globals().update(environ.Env.email_url_config(needed("EMAIL_URL")))  # noqa: F405
EMAIL_TIMEOUT = 20
EMAIL_BACKEND = env.str("EMAIL_BACKEND", default=EMAIL_BACKEND)  # noqa: F405, F821 (from EMAIL_URL)
for name in ("NOTIFY_API_KEY", "NOTIFY_EMAIL_TEMPLATE") if EMAIL_BY == "notify" else ():
    needed(name)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# The reverse proxy ends TLS and sets this header itself, over whatever a browser sent.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^live$", r"^ready$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"

"""The tests: real PostgreSQL, quick hashing, strict templates, mail kept in memory."""

from .base import *  # noqa: F403
from .base import TEMPLATES, broker, databases, env

SECRET_KEY = "only-for-tests-" + "x" * 40
DEBUG = False
DEMO = True
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
DATABASES = databases(env.str("DATABASE_URL"), pool=False)
DATABASES["trail"]["TEST"] = {"MIRROR": "default"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = "UNKNOWN VARIABLE %s"
globals().update(broker(""))

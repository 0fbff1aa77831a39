"""`./run`: the demo on one person's machine. No mail leaves it: messages are written to var/mail."""

from .base import *  # noqa: F403
from .base import VAR_DIR, broker, databases, env

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY")
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
DATABASES = databases(env.str("DATABASE_URL"))
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
DEMO = True
# A number for drama: the council has not said which it is.
OUT_OF_HOURS_PHONE = env.str("OUT_OF_HOURS_PHONE", default="01632 960999")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
globals().update(broker(env.str("REDIS_URL", default="")))

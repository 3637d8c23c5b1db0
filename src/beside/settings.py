"""Django's settings, all derived from `configuration`. Every line that is unusual says why."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from beside import configuration

SITE = configuration.read()
BASE_DIR = Path(__file__).resolve().parent

BESIDE_MODE = SITE.mode
BESIDE_HOME = SITE.home
BESIDE_KEYRING = SITE.home / "keyring"
BESIDE_ROOT_PATH = SITE.root_path
BESIDE_KEYRING_MIRROR = SITE.mirror
BESIDE_KEYRING_URL = SITE.keyring_url  # empty: the keyring is in process
BESIDE_KEYRING_TLS = SITE.keyring_tls
BESIDE_URL = SITE.site_url  # where a notice leads

SECRET_KEY = SITE.secret_key
DEBUG = SITE.debug
ALLOWED_HOSTS = list(SITE.allowed_hosts)
USE_X_FORWARDED_HOST = False

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "beside.audit",
    "beside.vault",
    "beside.program",
    "beside.directory",
    "beside.doors",
    "beside.supporters",
    "beside.notices",
    "beside.referrals",
    "beside.matching",
    "beside.outreach",
    "beside.events",
    "beside.utilization",
    "beside.web",
    "beside.desk",
]

MIDDLEWARE = [
    "beside.doors.middleware.quiet_headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "beside.doors.middleware.plain_errors",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "beside.doors.csrf.FromOurPages",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "beside.doors.middleware.sign_in_unless_public",
]

ROOT_URLCONF = "beside.urls"
WSGI_APPLICATION = "beside.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "beside.web.context.site",
            ]
        },
    }
]
FORM_RENDERER = "beside.web.rendering.Renderer"

DATABASES = {"default": configuration.database(SITE.database_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# A verb opens its own transaction; a page that only reads needs none.
ATOMIC_REQUESTS = False

AUTH_USER_MODEL = "program.Member"
LOGIN_URL = "doors:sign_in"
LOGIN_REDIRECT_URL = "doors:home"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
CSRF_USE_SESSIONS = True  # the public pages then set no cookie at all
SESSION_COOKIE_SECURE = SITE.is_production
CSRF_COOKIE_SECURE = SITE.is_production
SECURE_SSL_REDIRECT = SITE.is_production
SECURE_HSTS_SECONDS = 31_536_000 if SITE.is_production else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SITE.is_production
SECURE_HSTS_PRELOAD = SITE.is_production
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SITE.is_production else None
# On every answer by `doors.headers` too, which knows which browser needs another one.
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Django looks for its own class by name; `doors.csrf` is that class, and knows one more header.
# The header that W002 asks for stands in `doors.headers`.
SILENCED_SYSTEM_CHECKS = ["security.W002", "security.W003"]

# The beat at which the public doors answer a form (`doors.pace`), in seconds.
BESIDE_BEAT = 0.0 if SITE.mode == "test" else 0.2

# What is typed must never be written to a temporary file on its way in.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
USE_I18N = True
TIME_ZONE = "America/Los_Angeles"

STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# The style sheet and the script are served from the package itself; there is no build step.
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

DEFAULT_FROM_EMAIL = "peer-support@localhost"
if SITE.email_url:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = configuration.mail_server(SITE.email_url)
    EMAIL_TIMEOUT = 20  # a mail server that hangs must not hold the worker up
elif SITE.mode == "test":
    EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(SITE.home / "mail")

# Log lines hold a level, a logger and a fixed sentence. Requests are not logged: an address with a
# handle and a time would say who was looked at and when.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{levelname} {name} {message}", "style": "{"}},
    "filters": {"no_content": {"()": "beside.doors.logs.NoContent"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["no_content"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        "django.security": {"handlers": ["console"], "level": "ERROR", "propagate": False},
    },
}

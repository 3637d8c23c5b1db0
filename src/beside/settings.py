"""Django's settings, all derived from `configuration`. Every line that is unusual says why."""

from __future__ import annotations

from pathlib import Path

from beside import configuration, services
from beside.doors import headers, house

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
    "django.contrib.staticfiles",
    "django.forms",
    "beside.audit",
    "beside.vault",
    "beside.program",
    "beside.directory",
    "beside.doors",
    "beside.supporters",
    "beside.notices",
    "beside.talks",
    "beside.referrals",
    "beside.matching",
    "beside.outreach",
    "beside.events",
    "beside.utilization",
    "beside.printables",
    "beside.learning",
    "beside.web",
    "beside.desk",
    # After our own rooms, whose pages stand in the place of theirs.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.saml",
]

MIDDLEWARE = [
    "beside.doors.middleware.quiet_headers",
    "beside.doors.squeezing.SqueezedLooks",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "beside.doors.middleware.plain_errors",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "beside.doors.middleware.language_of_the_address",
    "beside.program.once.middleware",
    "beside.program.words.middleware",
    "django.middleware.common.CommonMiddleware",
    "beside.doors.csrf.FromOurPages",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
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

DATABASES = {"default": services.database(SITE.database_url, SITE.database_password)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# A verb opens its own transaction; a page that only reads needs none.
ATOMIC_REQUESTS = False

AUTH_USER_MODEL = "program.Member"
AUTHENTICATION_BACKENDS = ["beside.doors.backends.Members"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "doors:home"

# What was tried too often and which codes were used stands in the memory of this one process. It
# has room for more than can come while any of it counts: else whoever asks in the names of a few
# hundred strangers would push a member's own count out (`tests/doors/test_washed_out.py`).
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 300_000},
    }
}

# Members are invited; there are no passwords. They come in by passkey, by a code, or by the house's
# own sign-on, and `doors.second_factor` says who needs two factors.
ACCOUNT_ADAPTER = "beside.doors.adapters.MemberAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation has reached them
ACCOUNT_EMAIL_NOTIFICATIONS = True  # of a key that was added or taken away
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # to a stranger nothing is sent
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
BESIDE_CODE_MINUTES = 10
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = BESIDE_CODE_MINUTES * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
# By member, never by address: a whole hospital is one address and is not to be locked out.
BESIDE_TRY_AGAIN_MINUTES = 5
ACCOUNT_RATE_LIMITS = {
    "request_login_code": f"5/{BESIDE_TRY_AGAIN_MINUTES}m/key",
    "login_failed": f"5/{BESIDE_TRY_AGAIN_MINUTES}m/key",
    "login": None,
}
ACCOUNT_FORMS = {
    "request_login_code": "beside.doors.forms.EmailForm",
    "confirm_login_code": "beside.doors.forms.CodeForm",
}
MFA_ADAPTER = "beside.doors.adapters.KeysAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_TOLERANCE = 1  # a clock half a minute off is normal
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_RECOVERY_CODE_DIGITS = 12
MFA_RATE_LIMITS = {"webauthn_login": None}  # by address it would be; there is nothing to guess
MFA_FORMS = {
    "authenticate": "beside.doors.forms.SecondStepForm",
    "reauthenticate": "beside.doors.forms.OnceMoreForm",
    "activate_totp": "beside.doors.forms.AppForm",
    "login_webauthn": "beside.doors.forms.PasskeyForm",
    "authenticate_webauthn": "beside.doors.forms.SecondStepPasskeyForm",
    "reauthenticate_webauthn": "beside.doors.forms.OnceMorePasskeyForm",
    "add_webauthn": "beside.doors.forms.NewPasskeyForm",
}
SOCIALACCOUNT_ADAPTER = "beside.doors.adapters.HouseAdapter"
SOCIALACCOUNT_PROVIDERS = (
    house.read(SITE.sign_on, needs_tls=SITE.is_production) if SITE.sign_on else {}
)
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5  # a sign-on that hangs must not hold one of eight threads
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_LOGIN_ON_GET = True  # a link: the way there leads to another host, as no form may

SESSION_ENGINE = "beside.doors.sessions"

# The browser itself then sees to it that the cookie is this host's own and came over TLS.
SESSION_COOKIE_NAME = "__Host-sessionid" if SITE.is_production else "sessionid"
BESIDE_AWAKE_COOKIE = SESSION_COOKIE_NAME.replace("sessionid", "awake")
BESIDE_IDLE_MINUTES = SITE.idle_minutes
BESIDE_ELSEWHERE = SITE.elsewhere  # where "Leave this page" leads
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
# Each by its own name. The first stands at the bare address, another one under `/es/`.
LANGUAGES = [("en", "English"), ("es", "Español")]
FORMAT_MODULE_PATH = "beside.formats"
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
USE_I18N = True
TIME_ZONE = SITE.time_zone

STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# The style sheet and the script are served from the package itself; there is no build step.
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
WHITENOISE_ADD_HEADERS_FUNCTION = headers.keep_looks
# Nobody else's page has a use for our style sheet.
WHITENOISE_ALLOW_ALL_ORIGINS = False

DEFAULT_FROM_EMAIL = "peer-support@localhost"
if SITE.email_url:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    mail = services.mail_server(SITE.email_url, SITE.email_password)
    EMAIL_HOST, EMAIL_PORT = mail.host, mail.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = mail.user, mail.password
    # The server shows a certificate that this machine trusts, or nothing is sent.
    EMAIL_USE_TLS, EMAIL_USE_SSL = mail.tls == "starttls", mail.tls == "tls"
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
